/*
 * The codec of the firmware, alone, for tests: read() fills the table of fields from octets,
 * emit() builds octets from the table. No part of node.wasm.
 */
import {Header} from '../../wire/header';
import {Malformed} from '../../wire/malformed';
import {emitMessage} from './emit';
import {clearFields} from './fields';
import {checkMessage, readMessage} from './read';

export {panicCode} from '../../panic';
export {Malformed} from '../../wire/malformed';
export {MsgType} from '../../wire/msg-type';
export {Field, fields, ROW_SIZE} from './fields';

export const BUFFER_SIZE: u32 = 4096;
export const buffer: usize = memory.data(4096);

/** Where a test lays octets that fields point to. */
export const scratch: usize = memory.data(4096);

/** Reads the datagram of `received` octets at `at` as the firmware would. */
export function read(at: usize, received: u32): Malformed {
	clearFields();
	const malformed = Header.over(at).check(received);
	if (malformed !== Malformed.None) return malformed;
	const message = Header.over(at).shorten();
	const header = Header.over(message);
	const refusal = checkMessage(message, header.msgType, header.length);
	if (refusal === Malformed.None) readMessage(message, header.msgType);
	return refusal;
}

/** Builds the message of the table at `at`; returns its size in octets. */
export function emit(at: usize): u32 {
	return emitMessage(at);
}
