/*
 * HELLO: who is there, and from here on the line counts.
 *
 *   asked      protoMin, protoMax, sessionNonce
 *   answered   proto, sessionNonce, bootNonce, resetReason, boardId, buildId, maxPayload, rxBuf,
 *              caps, tickHz
 */
import {entropy} from '../host';
import {board, line, packReader} from '../layout';
import {LINE_PAYLOAD_MAX, LINE_RX_BUFFER, LINE_TICK_HZ} from '../limits';
import {confirmBaudRate} from './baud';
import {BOARD_ID_SIZE, BUILD_ID_SIZE} from './board';
import {Capability, FrameType, Status} from './codes';
import {packArray, packBinary, packText, packWord} from './pack-writer';
import {payloadAt, sendFrame} from './transmit';

const PROTO: u32 = 1;
const ARGUMENTS: u32 = 3;
const RESULTS: u32 = 10;

/** Answers the HELLO in the frame numbered `seq`. */
export function answerHello(id: u8, args: u32, seq: u8): void {
	const protoMin = packReader.readWord();
	const protoMax = packReader.readWord();
	const sessionNonce = packReader.readWord();
	if (args < ARGUMENTS || packReader.bad) refuse(id, Status.BadArgument);
	else if (protoMin > PROTO || protoMax < PROTO) refuse(id, Status.NoCommonProto);
	else welcome(id, sessionNonce, seq);
}

function welcome(id: u8, sessionNonce: u32, seq: u8): void {
	// An odd number is drawn: 0 says that none has been.
	if (line.bootNonce === 0) line.bootNonce = entropy() | 1;
	line.welcome(sessionNonce, seq);
	confirmBaudRate();
	let end = header(id, Status.Ok, RESULTS);
	end = packWord(packWord(packWord(end, PROTO), sessionNonce), line.bootNonce);
	end = packWord(end, board.resetReason);
	end = packText(end, board.boardId, boardIdSize());
	end = packBinary(end, board.buildId, BUILD_ID_SIZE);
	end = packWord(packWord(end, LINE_PAYLOAD_MAX), LINE_RX_BUFFER);
	sendFrame(FrameType.CtrlRsp, packWord(packWord(end, capabilities()), LINE_TICK_HZ));
}

function refuse(id: u8, status: Status): void {
	sendFrame(FrameType.CtrlRsp, header(id, status, 0));
}

function header(id: u8, status: Status, results: u32): usize {
	return packWord(packWord(packArray(payloadAt(), 2 + results), u32(id)), u32(status));
}

function capabilities(): u32 {
	const baud: u32 = board.baudRateMax > 0 ? Capability.Baud : 0;
	const line: u32 = Capability.Datagrams | Capability.Inject;
	const flash: u32 = Capability.Nvm | Capability.Provision;
	return board.capabilities | line | flash | baud;
}

function boardIdSize(): u32 {
	let size: u32 = 0;
	while (size < BOARD_ID_SIZE && load<u8>(board.boardId + usize(size)) !== 0) size += 1;
	return size;
}
