/*
 * The outside of a node, be there a line or not: a board without a radio sends its datagrams and
 * tells what happens over the line, and its sensor may be a number that somebody injected.
 *
 *   DGRAM_UP   0..3 t_us   4 tag, 0   5..6 destination   7.. the datagram
 *   LOG        0..3 t_us   4 level    5.. the text
 *   EVENT      [what, t_us, value, octets]
 *
 * Knows neither what a datagram holds nor what an event means.
 */
import * as host from '../host';
import {line} from '../layout';
import {LINE_PAYLOAD_MAX} from '../limits';
import {Report} from '../report';
import {append} from '../text';
import {FrameType, LogLevel} from './codes';
import {appendHalf, appendWord} from './little-endian';
import {packArray, packBinary, packWord} from './pack-writer';
import {nowUs, payloadAt, sendFrame} from './transmit';

/** What an EVENT takes beside its octets: an array, three numbers, a size. */
const EVENT_OVERHEAD: u32 = 18;

/** As host.send(), over whatever carries datagrams now. */
export function send(peer: u16, at: usize, size: u32): void {
	if (!line.carries) {
		host.send(peer, at, size);
		return;
	}

	const tag = appendWord(payloadAt(), nowUs());
	store<u8>(tag, 0);
	sendFrame(FrameType.DgramUp, append(appendHalf(tag + 1, u32(peer)), at, size));
}

/** As host.report(), and as an EVENT to whoever is at the other end of the line. */
export function report(what: Report, value: u32, at: usize, size: u32): void {
	host.report(what, value, at, size);
	if (line.open) sendEvent(what, value, at, min(size, LINE_PAYLOAD_MAX - EVENT_OVERHEAD));
}

/** As host.sense(), unless a value was injected. */
export function sense(channel: u32): i32 {
	return line.hasInjected ? line.injected : host.sense(channel);
}

/** A line of text for whoever reads the log. */
export function log(level: LogLevel, text: usize, size: u32): void {
	const levelAt = appendWord(payloadAt(), nowUs());
	store<u8>(levelAt, u8(level));
	sendFrame(FrameType.Log, append(levelAt + 1, text, size));
}

function sendEvent(what: Report, value: u32, at: usize, size: u32): void {
	let end = packWord(packArray(payloadAt(), 4), u32(what));
	end = packWord(packWord(end, nowUs()), value);
	sendFrame(FrameType.Event, packBinary(end, at, size));
}
