/*
 * NVM: the flash as it lies there, for whoever looks for a fault before there is anything to hide.
 *
 *   0                  erases both pages     Refused once there are keys
 *   1, offset, size    some of its octets    Refused once a page was begun: what a power cut has
 *                                            left of a key counts for nothing, and is one
 *
 * Answered anew each time: asking twice changes nothing.
 */
import {flashErase, flashRead} from '../host';
import {journal, lineRx, packReader} from '../layout';
import {FLASH_PAGE_SIZE, NVM_DUMP_MAX} from '../limits';
import {Kind} from '../security/flash-record';
import {FrameType, Status} from './codes';
import {packArray, packBinary, packWord} from './pack-writer';
import {payloadAt, sendFrame} from './transmit';

const ERASE: u32 = 0;
const DUMP: u32 = 1;
const ERASE_ARGUMENTS: u32 = 1;
const DUMP_ARGUMENTS: u32 = 3;

/** Answers the request whose `args` arguments the reader stands before. */
export function answerNvm(id: u8, args: u32): void {
	const mode = packReader.readWord();
	if (mode === DUMP && args >= DUMP_ARGUMENTS) dump(id);
	else if (mode !== ERASE || args < ERASE_ARGUMENTS || packReader.bad) say(id, Status.BadArgument);
	else say(id, erase());
}

function dump(id: u8): void {
	const at = packReader.readWord();
	const size = packReader.readWord();
	const inside = at <= 2 * FLASH_PAGE_SIZE && size <= 2 * FLASH_PAGE_SIZE - at;
	if (packReader.bad || size === 0 || size > NVM_DUMP_MAX || !inside) say(id, Status.BadArgument);
	else if (journal.epoch !== 0) say(id, Status.Refused);
	else sendOctets(id, at, size);
}

/** The request has been read, so its buffer is free. */
function sendOctets(id: u8, at: u32, size: u32): void {
	flashRead(at, lineRx, size);
	const end = packWord(packWord(packArray(payloadAt(), 3), u32(id)), u32(Status.Ok));
	sendFrame(FrameType.CtrlRsp, packBinary(end, lineRx, size));
}

function erase(): Status {
	if (journal.holds(Kind.Key) || journal.holds(Kind.Recovery)) return Status.Refused;
	flashErase(0);
	flashErase(1);
	journal.open();
	return Status.Ok;
}

function say(id: u8, status: Status): void {
	const end = packWord(packArray(payloadAt(), 2), u32(id));
	sendFrame(FrameType.CtrlRsp, packWord(end, u32(status)));
}
