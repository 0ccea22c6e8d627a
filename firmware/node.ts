/*
 * A node: an MQTT-SN 1.2 client in one page of memory, driven from outside. The host writes the
 * config, calls boot() once, and from then on says what happened and what time it is: u32
 * milliseconds, which may begin anywhere and wrap. It calls poll() when pollAt() has come.
 */
import {nextDeadlineMs} from './alarm';
import {beginApp, pollApp} from './app/app';
import {pollHint} from './exchange/announcements';
import {pollConnection, pollRequest} from './exchange/connection';
import {hear} from './exchange/incoming';
import {sendWhatIsNext} from './exchange/outgoing';
import {nameNode} from './identity';
import {clock, line} from './layout';
import {pollBaudRate} from './link/baud';
import {pollCredit} from './link/credit';
import {beginLine} from './link/operations';
import {takeOctet} from './link/receive';

export {board, config, counters, rxFrame} from './layout';
export {RX_FRAME_SIZE} from './limits';
export {panicCode} from './panic';

/** Wakes a node in a fresh page. */
export function boot(nowMs: u32): void {
	clock.nowMs = nowMs;
	nameNode();
	beginApp();
	beginLine();
}

/** Takes the datagram of `size` octets that lies in rxFrame. */
export function received(nowMs: u32, from: u16, rssiDbm: i32, size: u32): void {
	clock.nowMs = nowMs;
	if (line.stopped) return;
	hear(from, rssiDbm, size);
	sendWhatIsNext();
}

/** Does what is due. Too early or too often does no harm. */
export function poll(nowMs: u32): void {
	clock.nowMs = nowMs;
	pollCredit();
	pollBaudRate();
	if (line.stopped) return;
	pollApp();
	pollRequest();
	pollConnection();
	pollHint();
	sendWhatIsNext();
}

/** The time of the next poll(), in milliseconds; at most an hour ahead of the last call. */
export function pollAt(): u32 {
	return nextDeadlineMs();
}

/** Takes one octet that came over the serial line. */
export function lineReceived(nowMs: u32, octet: u32): void {
	clock.nowMs = nowMs;
	takeOctet(u8(octet));
}
