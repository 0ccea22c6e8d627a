/*
 * The two pages that the journal turns between.
 *
 *   0       4                8        12        16                FLASH_PAGE_SIZE
 *   | epoch | epoch ^ MAGIC  | erased | leaving | records ..      |
 *
 *   epoch    written last: a page with it is complete, and the higher epoch counts
 *   erased   0 once the other page is known to be blank: an erase that was torn may read as blank
 *   leaving  0 from before the first octet is copied to the other page
 *
 * Numbers lie in flash as in memory. `chunk` is CHUNK_SIZE octets that may be overwritten. Knows
 * no record.
 */
import {flashErase, flashProgram, flashRead} from '../host';
import {FLASH_PAGE_SIZE} from '../limits';
import {wipe} from './equal';

export const CHUNK_SIZE: u32 = 16;
export const PAGE_HEADER_SIZE: u32 = 16;
export const WORD_SIZE: u32 = 4;
export const BLANK: u32 = 0xffff_ffff;

const MAGIC: u32 = 0x4a72_6e6c;
const CHECK: usize = 4;
const ERASED: u32 = 8;
const LEAVING: u32 = 12;
const EPOCH_SIZE: u32 = 8;

export function pageAt(page: u32): u32 {
	return page * FLASH_PAGE_SIZE;
}

/** 0 for a page that is not complete. */
export function epochOf(page: u32, chunk: usize): u32 {
	flashRead(pageAt(page), chunk, EPOCH_SIZE);
	const epoch = load<u32>(chunk);
	return load<u32>(chunk, CHECK) === (epoch ^ MAGIC) ? epoch : 0;
}

/** Makes `page` complete; false where it does not read so. */
export function writeEpoch(page: u32, epoch: u32, chunk: usize): bool {
	store<u32>(chunk, epoch);
	store<u32>(chunk, epoch ^ MAGIC, CHECK);
	flashProgram(pageAt(page), chunk, EPOCH_SIZE);
	return epochOf(page, chunk) === epoch;
}

/** True where the erase of the page beside the complete `page` has come to its end. */
export function besideWasErased(page: u32, chunk: usize): bool {
	return readWord(pageAt(page) + ERASED, chunk) === 0;
}

/** True where something may have been copied from `page` to the page beside it. */
export function isLeft(page: u32, chunk: usize): bool {
	return readWord(pageAt(page) + LEAVING, chunk) !== BLANK;
}

/** Erases the page beside the complete `page`, and writes down that this is done. */
export function eraseBeside(page: u32, chunk: usize): void {
	flashErase(1 - page);
	writeWord(pageAt(page) + ERASED, 0, chunk);
}

/** To be called before the first octet is copied. */
export function leave(page: u32, chunk: usize): void {
	writeWord(pageAt(page) + LEAVING, 0, chunk);
}

export function readWord(at: u32, chunk: usize): u32 {
	flashRead(at, chunk, WORD_SIZE);
	return load<u32>(chunk);
}

export function writeWord(at: u32, value: u32, chunk: usize): void {
	store<u32>(chunk, value);
	flashProgram(at, chunk, WORD_SIZE);
}

/** Takes `size` octets at `at` to 0; false where one of them does not read so. */
export function zeroise(at: u32, size: u32, chunk: usize): bool {
	let left: u64 = 0;
	for (let done: u32 = 0; done < size; done += CHUNK_SIZE) {
		const count = min(CHUNK_SIZE, size - done);
		wipe(chunk, CHUNK_SIZE);
		flashProgram(at + done, chunk, count);
		flashRead(at + done, chunk, count);
		left |= load<u64>(chunk) | load<u64>(chunk, 8);
	}
	wipe(chunk, CHUNK_SIZE);
	return left === 0;
}
