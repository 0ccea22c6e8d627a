/*
 * Reads the MessagePack of control frames: arrays, integers of up to 32 bits, binary and text of
 * up to 255 octets, true, false, nil. Anything else is refused.
 *
 *   00..7f e0..ff cc cd ce d0 d1 d2   integer        90..9f dc   array
 *   c0 c2 c3                          nil, booleans  a0..bf d9   text     c4   binary
 *
 * A cursor: once it has met something else than it was asked for, it is `bad` and stays there.
 */
import {must, Panic} from '../panic';

const NIL: u8 = 0xc0;
const FALSE: u8 = 0xc2;
const TRUE: u8 = 0xc3;
const BIN8: u8 = 0xc4;
const UINT8: u8 = 0xcc;
const UINT32: u8 = 0xce;
const INT8: u8 = 0xd0;
const INT32: u8 = 0xd2;
const STR8: u8 = 0xd9;
const ARRAY16: u8 = 0xdc;

@unmanaged
export class PackReader {
	at: usize;
	end: usize;
	bad: bool;

	begin(at: usize, size: u32): void {
		this.at = at;
		this.end = at + usize(size);
		this.bad = false;
	}

	/** True for one value and nothing behind it. The cursor is spent then. */
	isOneValue(): bool {
		this.skip(1);
		return !this.bad && this.at === this.end;
	}

	/** The number of elements; they follow. */
	readArray(): u32 {
		const first = this.octet();
		if ((first & 0xf0) === 0x90) return first & 0x0f;
		return first === ARRAY16 ? this.number(2) : this.refuse();
	}

	/** An integer from -2^31 to 2^32 - 1, as 32 bits. */
	readWord(): u32 {
		const first = u8(this.octet());
		if (first < 0x80 || first >= 0xe0) return u32(i32(i8(first)));
		if (first >= UINT8 && first <= UINT32) return this.number(1 << (first - UINT8));
		if (first >= INT8 && first <= INT32) return this.negative(1 << (first - INT8));
		return this.refuse();
	}

	/** The address of a binary value of `size` octets. */
	readBinary(size: u32): usize {
		if (u8(this.octet()) !== BIN8 || this.number(1) !== size) this.refuse();
		return this.pass(size);
	}

	/** True where nil comes next, and passes it. */
	takeNil(): bool {
		const nil = this.at < this.end && load<u8>(this.at) === NIL;
		if (nil) this.at += 1;
		return nil;
	}

	/** Passes over `count` values and all that is within them. */
	skip(count: u32): void {
		while (count > 0 && !this.bad) count = count - 1 + this.skipOne();
	}

	/** Returns how many values are within the one it passes. */
	private skipOne(): u32 {
		const first = u8(load<u8>(this.at));
		if ((first & 0xf0) === 0x90 || first === ARRAY16) return this.readArray();
		if ((first & 0xe0) === 0xa0) this.pass(this.octet() & 0x1f);
		else if (first === STR8 || first === BIN8) this.skipSized();
		else if (first === NIL || first === FALSE || first === TRUE) this.octet();
		else this.readWord();
		return 0;
	}

	private skipSized(): void {
		this.octet();
		this.pass(this.number(1));
	}

	private negative(octets: u32): u32 {
		const shift = 32 - 8 * octets;
		return u32(i32(this.number(octets) << shift) >> shift);
	}

	private number(octets: u32): u32 {
		must(octets <= 4, Panic.Size);
		let value: u32 = 0;
		for (let i: u32 = 0; i < octets; i++) value = (value << 8) | this.octet();
		return value;
	}

	private octet(): u32 {
		const at = this.pass(1);
		return this.bad ? 0 : u32(load<u8>(at));
	}

	private pass(size: u32): usize {
		const at = this.at;
		if (usize(size) > this.end - at) this.refuse();
		else this.at += usize(size);
		return at;
	}

	private refuse(): u32 {
		this.bad = true;
		return 0;
	}
}
