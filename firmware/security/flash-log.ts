/*
 * A log of records over two pages of flash, with one live record of each kind.
 *
 *   in use   | header | Recovery | Key | 0000 | Uplink | Session | blank .. |
 *   beside   | blank                                                        |
 *
 *   append   write, read back, then zeroise the older record of the kind
 *   turn     leave, copy what is live, write the epoch of the other page, erase this one
 *   load     the page with the higher epoch counts, and in it the newest whole record of a kind
 *   repair   strengthen, then sweep
 *
 * Wherever the power fails, a kind has its newest record or the one before it. What open() finds:
 *
 *   an erase that was not finished    is done again
 *   a turn that was not finished      is begun anew
 *   two records of a kind             the newest is written once more: perhaps it never read back
 *   what is neither live nor 0        is zeroised: it may hold an old key
 *
 * A flash without a complete page stays as it is until something is written. Knows what a record
 * is made of, and not what it means.
 */
import {flashErase, flashProgram, flashRead} from '../host';
import {FLASH_PAGE_SIZE} from '../limits';
import {wipe} from './equal';
import {
	BLANK,
	besideWasErased,
	CHUNK_SIZE,
	epochOf,
	eraseBeside,
	isLeft,
	leave,
	PAGE_HEADER_SIZE,
	pageAt,
	readWord,
	WORD_SIZE,
	writeEpoch,
	zeroise,
} from './flash-page';
import {
	BODY,
	bodySize,
	CRC_SIZE,
	CRC_START,
	crcOver,
	firstWord,
	isSecret,
	KIND_LAST,
	Kind,
	kindAt,
	recordSize,
	SEQ,
} from './flash-record';

const PLACE_SIZE: usize = 2;

@unmanaged
export class FlashLog {
	/** CHUNK_SIZE octets between flash and memory; they hold nothing secret between two calls. */
	chunk0: u64;
	chunk1: u64;
	/** Of the page in use; 0 while no page is complete. */
	epoch: u32;
	/** The highest in the log. */
	seq: u32;
	/** Over the record that is being written, which begins at `from`. */
	crc: u32;
	from: u16;
	/** Where the next octet goes. */
	end: u16;
	/** Where the live record of each Kind lies, 0 for none. */
	place0: u16;
	place1: u16;
	place2: u16;
	place3: u16;
	place4: u16;
	place5: u16;
	place6: u16;
	/** The page in use. */
	page: u8;
	/** A bit for each Kind of which there was more than one record. */
	doubled: u8;

	holds(kind: Kind): bool {
		return this.place(kind) !== 0;
	}

	/** Copies the body of the live record of `kind`; false where there is none. */
	read(kind: Kind, to: usize): bool {
		if (!this.holds(kind)) return false;
		flashRead(this.place(kind) + BODY, to, bodySize(kind));
		return true;
	}

	/** The first word of its body, 0 where there is none. */
	protected value(kind: Kind): u32 {
		return this.holds(kind) ? readWord(this.place(kind) + BODY, this.chunk) : 0;
	}

	/** Finds the page in use and what is live in it. Changes nothing in the flash. */
	protected load(): void {
		memory.fill(changetype<usize>(this), 0, offsetof<FlashLog>());
		const first = epochOf(0, this.chunk);
		const second = epochOf(1, this.chunk);
		// Without a complete page the first turn goes to page 0.
		this.page = first > second ? 0 : 1;
		this.epoch = max(first, second);
		this.end = u16(this.limit);
		if (this.epoch !== 0) this.survey();
	}

	/** Ends what the power has cut, but for the sweep; false where the flash is worn. */
	protected strengthen(): bool {
		if (isLeft(this.page, this.chunk)) return this.turn();
		if (!besideWasErased(this.page, this.chunk)) eraseBeside(this.page, this.chunk);
		for (let kind: u32 = 1; kind <= KIND_LAST; kind++) {
			const again = ((u32(this.doubled) >> kind) & 1) !== 0 && this.holds(kind);
			if (again && !this.rewrite(kind)) return false;
		}
		return true;
	}

	/** Zeroises what is not live. False where the flash is worn. */
	protected sweep(): bool {
		let clean = true;
		for (let at = this.start; at < u32(this.end); ) {
			const kind = this.kindAt(at);
			const size = kind === Kind.None ? WORD_SIZE : recordSize(kind);
			const kept = kind === Kind.None ? this.isNothing(at) : this.place(kind) === at;
			if (!kept && !zeroise(at, size, this.chunk)) clean = false;
			at += size;
		}
		return clean;
	}

	/** Begins a record where there is room: then put() or copy() its body, then commit(). */
	protected begin(kind: Kind): bool {
		if (u32(this.end) + recordSize(kind) > this.limit && !this.turn()) return false;
		this.from = this.end;
		this.crc = CRC_START;
		this.seq += 1;
		this.putWord(firstWord(kind));
		this.putWord(this.seq);
		return true;
	}

	protected put(at: usize, size: u32): void {
		flashProgram(this.end, at, size);
		this.crc = crcOver(this.crc, at, size);
		this.end += u16(size);
	}

	protected putWord(value: u32): void {
		store<u32>(this.chunk, value);
		this.put(this.chunk, WORD_SIZE);
	}

	/** The same from `size` octets of the flash at `at`. */
	protected copy(at: u32, size: u32): void {
		for (let done: u32 = 0; done < size; done += CHUNK_SIZE) {
			const count = min(CHUNK_SIZE, size - done);
			flashRead(at + done, this.chunk, count);
			this.put(this.chunk, count);
		}
	}

	/** Ends the record. False where it does not read back: the older one still counts. */
	protected commit(kind: Kind): bool {
		const from = u32(this.from);
		const crc = this.crc;
		this.putWord(crc);
		if (this.kindAt(from) !== kind || this.crcAt(from, kind) !== crc) {
			this.erase(from, kind);
			return false;
		}
		const older = this.place(kind);
		this.setPlace(kind, from);
		if (older !== 0) this.erase(older, kind);
		return true;
	}

	/** Zeroises the live record of `kind`. */
	protected forget(kind: Kind): bool {
		const at = this.place(kind);
		this.setPlace(kind, 0);
		return at === 0 || this.erase(at, kind);
	}

	protected place(kind: u32): u32 {
		return u32(load<u16>(this.placeAt(kind)));
	}

	protected setPlace(kind: u32, at: u32): void {
		store<u16>(this.placeAt(kind), u16(at));
	}

	/** Looks at every record of the page in use, and for its blank end. */
	private survey(): void {
		this.end = u16(this.start);
		for (let at = this.start; at < this.limit; ) {
			const kind = this.kindAt(at);
			const blank = kind === Kind.None && readWord(at, this.chunk) === BLANK;
			if (kind !== Kind.None) this.note(kind, at);
			at += kind === Kind.None ? WORD_SIZE : recordSize(kind);
			if (!blank) this.end = u16(at);
		}
	}

	private note(kind: Kind, at: u32): void {
		const seq = readWord(at + SEQ, this.chunk);
		const other = this.place(kind);
		if (other !== 0) this.doubled |= u8(1) << u8(kind);
		if (other === 0 || seq > readWord(other + SEQ, this.chunk)) this.setPlace(kind, at);
		this.seq = max(this.seq, seq);
	}

	private rewrite(kind: Kind): bool {
		if (!this.begin(kind)) return false;
		this.copy(this.place(kind) + BODY, bodySize(kind));
		return this.commit(kind);
	}

	private isNothing(at: u32): bool {
		const word = readWord(at, this.chunk);
		return word === 0 || word === BLANK;
	}

	/** Where the flash does not let a word be programmed twice, a secret goes with its page. */
	private erase(at: u32, kind: Kind): bool {
		return zeroise(at, recordSize(kind), this.chunk) || (isSecret(kind) && this.turn());
	}

	/** Moves what is live to the other page. False where it does not read back there. */
	private turn(): bool {
		const target = 1 - u32(this.page);
		this.makeRoom(target);
		// What was blank by the marks may have been disturbed since: erased, it gets a second chance.
		if (!this.fill(target) && !this.fill(target)) return false;
		this.moveTo(target);
		eraseBeside(target, this.chunk);
		return true;
	}

	private makeRoom(target: u32): void {
		const used = this.epoch === 0 || isLeft(this.page, this.chunk);
		if (used || !besideWasErased(this.page, this.chunk)) flashErase(target);
		if (!used) leave(this.page, this.chunk);
	}

	/** Makes the blank page `target` complete, or blank again. */
	private fill(target: u32): bool {
		if (this.copyTo(target) && writeEpoch(target, this.epoch + 1, this.chunk)) return true;
		flashErase(target);
		wipe(this.chunk, CHUNK_SIZE);
		return false;
	}

	private copyTo(target: u32): bool {
		let to = pageAt(target) + PAGE_HEADER_SIZE;
		for (let kind: u32 = 1; kind <= KIND_LAST; kind++) {
			if (!this.holds(kind)) continue;
			if (!this.copyRecord(kind, to)) return false;
			to += recordSize(kind);
		}
		return true;
	}

	private copyRecord(kind: Kind, to: u32): bool {
		const from = this.place(kind);
		const size = recordSize(kind);
		for (let done: u32 = 0; done < size; done += CHUNK_SIZE) {
			const count = min(CHUNK_SIZE, size - done);
			flashRead(from + done, this.chunk, count);
			flashProgram(to + done, this.chunk, count);
		}
		const whole = kindAt(to, to + size, this.chunk) === kind;
		return whole && this.crcAt(to, kind) === this.crcAt(from, kind);
	}

	/** Follows fill(). */
	private moveTo(target: u32): void {
		this.page = u8(target);
		this.epoch += 1;
		this.doubled = 0;
		this.end = u16(this.start);
		for (let kind: u32 = 1; kind <= KIND_LAST; kind++) {
			if (!this.holds(kind)) continue;
			this.setPlace(kind, this.end);
			this.end += u16(recordSize(kind));
		}
	}

	private kindAt(at: u32): Kind {
		return kindAt(at, this.limit, this.chunk);
	}

	private crcAt(at: u32, kind: Kind): u32 {
		return readWord(at + recordSize(kind) - CRC_SIZE, this.chunk);
	}

	private get start(): u32 {
		return pageAt(this.page) + PAGE_HEADER_SIZE;
	}

	private get limit(): u32 {
		return pageAt(this.page) + FLASH_PAGE_SIZE;
	}

	private get chunk(): usize {
		return changetype<usize>(this);
	}

	private placeAt(kind: u32): usize {
		return changetype<usize>(this) + offsetof<FlashLog>('place0') + PLACE_SIZE * usize(kind);
	}
}
