/*
 * CTRL_REQ and its answer, CTRL_RSP.
 *
 *   CTRL_REQ   [id, op, arguments..]     more arguments than are known are passed over
 *   CTRL_RSP   [id, status, results..]
 *
 *   before HELLO                          WrongState
 *   HELLO, STATS, NVM                     answered anew each time: asking twice changes nothing
 *   id and op of the last request again   the answer of then, and nothing is done twice
 *   any other                             done, and its status kept for that case
 */
import {line, packReader} from '../layout';
import {must, Panic} from '../panic';
import {FrameType, Op, Status} from './codes';
import {answerHello} from './hello';
import {answerNvm} from './nvm';
import {operate} from './operations';
import {packArray, packWord} from './pack-writer';
import {answerStats} from './stats';
import {payloadAt, sendFrame} from './transmit';

const OCTET_MAX: u32 = 0xff;

/** Takes the request in the frame numbered `seq`; false where it is none. */
export function onControl(payload: usize, size: u32, seq: u8): bool {
	packReader.begin(payload, size);
	if (!packReader.isOneValue()) return false;
	packReader.begin(payload, size);
	const count = packReader.readArray();
	const id = packReader.readWord();
	const op = packReader.readWord();
	if (packReader.bad || count < 2 || id > OCTET_MAX) return false;
	if (op === Op.Hello) answerHello(u8(id), count - 2, seq);
	else if (!line.open) answer(u8(id), Status.WrongState);
	else if (op === Op.Stats) answerStats(u8(id));
	else if (op === Op.Nvm) answerNvm(u8(id), count - 2);
	else answer(u8(id), statusOf(u8(id), op, count - 2));
	if (op === Op.Reset) restart();
	return true;
}

function statusOf(id: u8, op: u32, args: u32): Status {
	const known = u8(min(op, OCTET_MAX));
	if (line.isRepeated(id, known)) return line.answeredStatus as Status;
	const status = operate(op, args);
	line.remember(id, known, u8(status));
	return status;
}

function answer(id: u8, status: Status): void {
	const end = packWord(packArray(payloadAt(), 2), u32(id));
	sendFrame(FrameType.CtrlRsp, packWord(end, u32(status)));
}

/** A trap is how a node starts anew: the host knows this one from a broken invariant. */
function restart(): void {
	must(!line.open || line.answeredStatus !== u8(Status.Ok), Panic.Reset);
}
