/*
 * A new rate is on trial until somebody says HELLO at it.
 *
 *   Settled   SET_BAUD          -> On trial   answered at the old rate, then the new one
 *   On trial  HELLO             -> Settled
 *   On trial  LINE_TRIAL_MS     -> Settled    the old rate again, and a line in the log
 */
import {board, clock, line} from '../layout';
import {LINE_TRIAL_MS} from '../limits';
import {wordSize} from '../text';
import {LogLevel, Status} from './codes';
import {log} from './outside';

/** Slower than this nothing is worth a change. */
const BAUD_RATE_MIN: u32 = 1200;

/** `old baud rate again`. */
const OLD_RATE: usize = memory.data<u8>([
	0x6f, 0x6c, 0x64, 0x20, 0x62, 0x61, 0x75, 0x64, 0x20, 0x72, 0x61, 0x74, 0x65, 0x20, 0x61, 0x67,
	0x61, 0x69, 0x6e, 0x00,
]);

export function changeBaudRate(rate: u32): Status {
	if (board.baudRateMax === 0) return Status.NotSupported;
	if (line.baudOnTrial) return Status.WrongState;
	if (rate < BAUD_RATE_MIN || rate > board.baudRateMax) return Status.BadArgument;
	line.formerBaudRate = board.baudRate;
	line.baudOnTrial = true;
	line.baudDeadlineMs = clock.nowMs + LINE_TRIAL_MS;
	board.baudRate = rate;
	return Status.Ok;
}

export function confirmBaudRate(): void {
	line.baudOnTrial = false;
}

export function pollBaudRate(): void {
	if (!line.baudOnTrial || i32(clock.nowMs - line.baudDeadlineMs) < 0) return;
	line.baudOnTrial = false;
	board.baudRate = line.formerBaudRate;
	log(LogLevel.Warning, OLD_RATE, u32(wordSize(OLD_RATE)));
}
