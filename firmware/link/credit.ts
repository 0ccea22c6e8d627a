/*
 * How the other end learns how much it may send: PONG, when it asks by PING, and of itself when
 * octets were taken that it does not know of.
 *
 *   PING   0..3 nonce   4..7 t1   8..11 sent
 *   PONG   0..3 nonce   4..7 t1   8..11 t2   12..15 t3   16..19 rxBytes   20..23 credit   24 flags
 *
 * A PONG of itself has nonce 0 and t1 0: nobody reads a clock from it.
 */
import {clock, line} from '../layout';
import {LINE_CREDIT_BYTES, LINE_CREDIT_MS} from '../limits';
import {FrameType, PongFlag} from './codes';
import {appendWord, readWord} from './little-endian';
import {nowUs, payloadAt, sendFrame} from './transmit';

const PING_SIZE: u32 = 12;

/** Answers a PING; false where it is none. */
export function onPing(payload: usize, size: u32): bool {
	if (size < PING_SIZE) return false;
	pong(readWord(payload), readWord(payload + 4));
	return true;
}

/** To be called for each octet that was taken. */
export function oweCredit(): void {
	if (!line.owesCredit) line.creditDeadlineMs = clock.nowMs + LINE_CREDIT_MS;
	line.rxBytes += 1;
}

/** Tells of octets that were taken when they are many, or were taken long ago. */
export function pollCredit(): void {
	if (!line.owesCredit) return;
	const many = line.rxBytes - line.creditedBytes >= LINE_CREDIT_BYTES;
	if (many || i32(clock.nowMs - line.creditDeadlineMs) >= 0) pong(0, 0);
}

function pong(nonce: u32, t1: u32): void {
	line.creditedBytes = line.rxBytes;
	let end = appendWord(appendWord(payloadAt(), nonce), t1);
	end = appendWord(appendWord(end, nowUs()), nowUs());
	end = appendWord(appendWord(end, line.rxBytes), line.rxBytes);
	store<u8>(end, line.open ? u8(PongFlag.Session) : 0);
	sendFrame(FrameType.Pong, end + 1);
}
