/*
 * How frames leave a node. A payload is built in place, then surrounded, encoded and handed over;
 * the host takes the octets at once.
 *
 *   lineTx   0    1 ..                        the encoded frame grows over what it is made of,
 *            00   cobs(raw)   00              and never catches up
 *            4 ..
 *            raw: type seq payload crc
 */
import {lineSend} from '../host';
import {clock, line, lineTx} from '../layout';
import {LINE_PAYLOAD_MAX} from '../limits';
import {must, Panic} from '../panic';
import {COBS_OVERHEAD, encodeCobs} from './cobs';
import {FrameType} from './codes';
import {FRAME_HEADER, Frame} from './frame';

/** The 00 in front, and what COBS may need. */
const RAW_AT: usize = 2 + usize(COBS_OVERHEAD);
const US_PER_MS: u32 = 1000;

/** Where the payload of the next frame is to be written. */
export function payloadAt(): usize {
	return lineTx + RAW_AT + usize(FRAME_HEADER);
}

/** Sends a frame whose payload ends before `end`. */
export function sendFrame(type: FrameType, end: usize): void {
	const size = u32(end - payloadAt());
	must(size <= LINE_PAYLOAD_MAX, Panic.Size);
	const raw = lineTx + RAW_AT;
	const rawSize = Frame.over(raw).emit(u8(type), line.txSeq, size);
	line.txSeq += 1;
	store<u8>(lineTx, 0);
	const encoded = encodeCobs(raw, rawSize, lineTx + 1);
	store<u8>(lineTx + 1 + usize(encoded), 0);
	lineSend(lineTx, encoded + 2);
}

/** The time that frames carry, in microseconds; it wraps after 71 minutes. */
export function nowUs(): u32 {
	return clock.nowMs * US_PER_MS + line.offsetUs;
}
