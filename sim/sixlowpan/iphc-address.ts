/*
 * One address in an IPHC header, RFC 6282 clauses 3.1.1 and 3.2.
 *
 *   unicast, form        0              1        2                  3
 *     without context    16 octets      last 8   last 2             none
 *                                       fe80::   fe80::ff:fe00:     fe80:: and link address
 *     with context       none: `::`     the same, the context's bits laid over it
 *                        (source only)
 *   multicast, form      0              1        2                  3
 *     without context    16 octets      1 and 5  1 and 3            last 1, ff02::
 *     with context       2 and 4        reserved
 *
 * "1 and 5" are octet 1 and the last five octets of the address; all between is zero.
 * A mode is a form in the low two bits and above it a context, STATELESS if there is none.
 *
 * To write, each mode is tried from the shortest on: written, read back and compared. So what is
 * written can always be read, whatever a context's length.
 */
import {CONTEXT_COUNT, type Contexts} from './contexts.js';
import {Cursor} from './cursor.js';
import {ADDRESS_SIZE, IPV6_SIZE, SOURCE} from './ipv6.js';
import {equal, move, writeU16} from './octets.js';

/** The context of a mode that has none. */
export const STATELESS = CONTEXT_COUNT;

/** RFC 3306 has room for so long a prefix in a multicast address. */
const MULTICAST_PREFIX_BITS = 64;

const FORM_MASK = 3;
const CONTEXT_SHIFT = 2;
const IN_FULL = STATELESS << CONTEXT_SHIFT;
const UNSPECIFIED = 0;

/** Octets behind the first one, and at the end of the address, by form. */
const UNICAST_TAILS = [16, 8, 2, 0];
const MULTICAST_HEADS = [0, 1, 1, 0];
const MULTICAST_TAILS = [16, 5, 3, 1];
const STATEFUL_HEAD = 2;
const STATEFUL_TAIL = 4;

export function modeOf(context: number, form: number): number {
	return (context << CONTEXT_SHIFT) | form;
}

export function formOf(mode: number): number {
	return mode & FORM_MASK;
}

export function contextOf(mode: number): number {
	return mode >>> CONTEXT_SHIFT;
}

/** The source or the destination of a packet, whichever lies at `at`. */
export class IphcAddress {
	/** The shortest mode that needs no CID octet, and its size. */
	plain = IN_FULL;
	plainSize = ADDRESS_SIZE;
	/** The shortest mode of all, and its size. */
	rich = IN_FULL;
	richSize = ADDRESS_SIZE;

	/** Of the node that reads or writes; they may become another one's. */
	contexts: Contexts;
	/** The address read last wanted a context that is not there. */
	contextMissing = false;
	readonly #iid: Uint8Array;
	readonly #at: number;
	readonly #trial = new Uint8Array(IPV6_SIZE);
	readonly #inline = new Uint8Array(ADDRESS_SIZE);
	readonly #cursor = new Cursor();

	/** `iid` is what the frame's address of the same end stands for; it may change. */
	constructor(contexts: Contexts, iid: Uint8Array, at: number) {
		this.contexts = contexts;
		this.#iid = iid;
		this.#at = at;
	}

	/** Reads an address into `packet`; false where the mode or its context does not exist. */
	read(cursor: Cursor, mode: number, multicast: boolean, packet: Uint8Array): boolean {
		packet.fill(0, this.#at, this.#at + ADDRESS_SIZE);
		if (!multicast) return this.#readUnicast(cursor, mode, packet);
		packet[this.#at] = 0xff;
		return this.#readMulticast(cursor, mode, packet);
	}

	/** Looks for the shortest modes of the address in `packet`. */
	choose(packet: Uint8Array, multicast: boolean): void {
		this.plain = IN_FULL;
		this.rich = IN_FULL;
		this.plainSize = ADDRESS_SIZE;
		this.richSize = ADDRESS_SIZE;
		this.#offerForms(packet, multicast, STATELESS);
		if (this.plainSize === 0) return;
		if (this.#at === SOURCE) this.#offer(packet, multicast, UNSPECIFIED);
		for (let context = 0; context < CONTEXT_COUNT; context++) {
			if (!this.contexts.compresses(context)) continue;
			if (multicast) this.#offer(packet, multicast, modeOf(context, 0));
			else this.#offerForms(packet, multicast, context);
		}
	}

	/** Writes what `mode` carries inline and returns its end. */
	write(packet: Uint8Array, mode: number, multicast: boolean, out: Uint8Array, at: number): number {
		const head = multicast ? multicastHead(mode) : 0;
		const tail = multicast ? multicastTail(mode) : unicastTail(mode);
		move(packet, this.#at + 1, out, at, head);
		move(packet, this.#at + ADDRESS_SIZE - tail, out, at + head, tail);
		return at + head + tail;
	}

	#readUnicast(cursor: Cursor, mode: number, packet: Uint8Array): boolean {
		const at = this.#at;
		const context = contextOf(mode);
		const form = formOf(mode);
		// SAC 1 with SAM 00 is `::`; DAC 1 with DAM 00 is reserved.
		if (context !== STATELESS && form === 0) return at === SOURCE;
		if (context !== STATELESS && !this.contexts.has(context)) {
			this.contextMissing = true;
			return false;
		}
		if (context === STATELESS) writeU16(packet, at, 0xfe80);
		if (form === 2) writeU16(packet, at + 11, 0xfffe);
		if (form === 3) move(this.#iid, 0, packet, at + 8, 8);
		const tail = UNICAST_TAILS[form];
		cursor.take(packet, at + ADDRESS_SIZE - tail, tail);
		if (context !== STATELESS) this.contexts.lay(context, packet, at);
		return true;
	}

	#readMulticast(cursor: Cursor, mode: number, packet: Uint8Array): boolean {
		const at = this.#at;
		const context = contextOf(mode);
		if (context !== STATELESS && !this.#readPrefix(context, formOf(mode), packet)) return false;
		if (mode === modeOf(STATELESS, 3)) packet[at + 1] = 0x02;
		const tail = multicastTail(mode);
		cursor.take(packet, at + 1, multicastHead(mode));
		cursor.take(packet, at + ADDRESS_SIZE - tail, tail);
		return true;
	}

	/** The prefix and its length as RFC 3306 puts them into a multicast address. */
	#readPrefix(context: number, form: number, packet: Uint8Array): boolean {
		const lengthBits = this.contexts.lengthBits(context);
		if (form !== 0 || lengthBits === 0 || lengthBits > MULTICAST_PREFIX_BITS) return false;
		packet[this.#at + 3] = lengthBits;
		this.contexts.lay(context, packet, this.#at + 4);
		return true;
	}

	#offerForms(packet: Uint8Array, multicast: boolean, context: number): void {
		for (let form = 3; form > 0; form--) {
			if (this.#offer(packet, multicast, modeOf(context, form))) return;
		}
	}

	/** Takes `mode` if it says the address and is shorter than what there was. */
	#offer(packet: Uint8Array, multicast: boolean, mode: number): boolean {
		const size = this.write(packet, mode, multicast, this.#inline, 0);
		this.#cursor.over(this.#inline, 0, size);
		if (!this.read(this.#cursor, mode, multicast, this.#trial)) return false;
		if (!equal(packet, this.#at, this.#trial, this.#at, ADDRESS_SIZE)) return false;
		if (size < this.richSize) {
			this.rich = mode;
			this.richSize = size;
		}
		if (!needsCid(mode) && size < this.plainSize) {
			this.plain = mode;
			this.plainSize = size;
		}
		return true;
	}
}

/** Without CID octet both contexts are 0. */
function needsCid(mode: number): boolean {
	const context = contextOf(mode);
	return context !== STATELESS && context !== 0;
}

function unicastTail(mode: number): number {
	return mode === UNSPECIFIED ? 0 : UNICAST_TAILS[formOf(mode)];
}

function multicastHead(mode: number): number {
	return contextOf(mode) === STATELESS ? MULTICAST_HEADS[formOf(mode)] : STATEFUL_HEAD;
}

function multicastTail(mode: number): number {
	return contextOf(mode) === STATELESS ? MULTICAST_TAILS[formOf(mode)] : STATEFUL_TAIL;
}
