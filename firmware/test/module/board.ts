/*
 * What boards/common is tried with: it has the exports of a node and does as an octet of the line
 * says. Each answer is four octets, the least significant first, behind the octet that asked.
 *
 *   b    why it started; also told   r R  the first word of page 0, of page 1
 *        at boot                     e E  erases page 0, page 1
 *   n    the time, in ms             w x  programs the first word of page 0 with
 *   k    a random number                  F0F0F0F0, FF00FF00
 *   a    in 100 ms: how long it      p    panics with code 77
 *        took                        f    loads from where no memory is
 *   i    octets that came since the last i   0 to 3   words of the block of FIPS-197, encrypted
 *
 * No part of node.wasm.
 */
import {BOARD_SIZE, Board} from '../../link/board';
import {panicCode} from '../../panic';
import {AES_SCHEDULE_SIZE, aesEncrypt, aesExpand} from '../../security/aes';
import {readU32} from '../../security/octets';
import {entropy, flashErase, flashProgram, flashRead, lineSend} from './host';

export {panicCode} from '../../panic';

const PAGE_BYTES: u32 = 1024;
const ALARM_MS: u32 = 100;
/** The digit 0. */
const FIRST_WORD: u32 = 0x30;
const IDLE_MS: u32 = 3_600_000;
const CODE: u32 = 77;
/** The time of the last call, when the alarm was set and is due, whether it is, octets counted. */
const NOW: usize = 0;
const SET: usize = 4;
const DUE: usize = 8;
const WAITS: usize = 12;
const COUNT: usize = 16;
/** Where no memory is; kept in memory, so that no compiler sees it coming. */
const NOWHERE: usize = 20;

export const board: Board = changetype<Board>(memory.data(i32(BOARD_SIZE)));
const state: usize = memory.data(24);
const answer: usize = memory.data(8);
const word: usize = memory.data(4);
const schedule: usize = memory.data(i32(AES_SCHEDULE_SIZE));
/** One octet off, as a key that comes over the line may be. */
const key: usize = memory.data(24) + 1;
/** A block is worked on by words. */
const block: usize = memory.data(16);

export function boot(nowMs: u32): void {
	store<u32>(state, 0x6000_0000, NOWHERE);
	store<u32>(state, nowMs, NOW);
	say(0x62, board.resetReason);
}

export function poll(nowMs: u32): void {
	if (load<u32>(state, WAITS) === 0 || i32(nowMs - load<u32>(state, DUE)) < 0) return;
	store<u32>(state, 0, WAITS);
	say(0x61, nowMs - load<u32>(state, SET));
}

export function pollAt(): u32 {
	if (load<u32>(state, WAITS) !== 0) return load<u32>(state, DUE);
	return load<u32>(state, NOW) + IDLE_MS;
}

export function lineReceived(nowMs: u32, octet: u32): void {
	store<u32>(state, nowMs, NOW);
	store<u32>(state, load<u32>(state, COUNT) + 1, COUNT);
	if (octet === 0x61) setAlarm(nowMs);
	else if (isKnown(octet)) say(octet, answerTo(octet, nowMs));
}

function isKnown(octet: u32): bool {
	if (octet >= FIRST_WORD && octet < FIRST_WORD + 4) return true;
	if (octet === 0x62 || octet === 0x6e || octet === 0x6b || octet === 0x69) return true;
	if (octet === 0x72 || octet === 0x52 || octet === 0x65 || octet === 0x45) return true;
	return octet === 0x77 || octet === 0x78 || octet === 0x70 || octet === 0x66;
}

function answerTo(octet: u32, nowMs: u32): u32 {
	switch (octet) {
		case 0x62: // b
			return board.resetReason;
		case 0x6e: // n
			return nowMs;
		case 0x6b: // k
			return entropy();
		case 0x69: // i
			return taken();
		case 0x72: // r
			return wordAt(0);
		case 0x52: // R
			return wordAt(PAGE_BYTES);
		case 0x65: // e
			return erased(0);
		case 0x45: // E
			return erased(1);
		case 0x77: // w
			return programmed(0xf0f0_f0f0);
		case 0x78: // x
			return programmed(0xff00_ff00);
		case 0x66: // f
			return load<u32>(usize(load<u32>(state, NOWHERE)));
		case 0x30: // 0 to 3
		case 0x31:
		case 0x32:
		case 0x33:
			return encrypted(octet - FIRST_WORD);
		default: // p
			store<u32>(panicCode, CODE);
			return unreachable();
	}
}

function setAlarm(nowMs: u32): void {
	store<u32>(state, nowMs, SET);
	store<u32>(state, nowMs + ALARM_MS, DUE);
	store<u32>(state, 1, WAITS);
}

function taken(): u32 {
	const count = load<u32>(state, COUNT);
	store<u32>(state, 0, COUNT);
	return count;
}

function erased(page: u32): u32 {
	flashErase(page);
	return wordAt(page * PAGE_BYTES);
}

function programmed(value: u32): u32 {
	store<u32>(word, value);
	flashProgram(0, word, 4);
	return wordAt(0);
}

/** Key 00 01 .. 0f, block 00 11 .. ff: FIPS-197, appendix C.1. */
function encrypted(index: u32): u32 {
	for (let i: usize = 0; i < 16; i++) store<u8>(key + i, u8(i));
	aesExpand(key, schedule);
	for (let i: usize = 0; i < 16; i++) store<u8>(block + i, u8(i) * 0x11);
	aesEncrypt(schedule, block, block);
	return bswap<u32>(readU32(block + usize(4 * index)));
}

function wordAt(at: u32): u32 {
	flashRead(at, word, 4);
	return load<u32>(word);
}

function say(octet: u32, value: u32): void {
	store<u8>(answer, u8(octet), 3);
	store<u32>(answer, value, 4);
	lineSend(answer + 3, 5);
}
