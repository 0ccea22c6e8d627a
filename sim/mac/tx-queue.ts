/*
 * Frames that wait to be sent: a ring a radio, all rings in one set of columns. The head is the
 * frame that is being sent.
 */
import type {Psdu} from '../phy/psdu-pool.js';

/** What there is to a frame besides its octets. */
export const TxKind = {
	/** It goes to a short address, and nothing follows. */
	plain: 0,
	/** It goes to the radio that was named, who may have no short address. */
	addressed: 1,
	/** It was asked for: sent once, and kept by indirect.ts. */
	indirect: 2,
	/** A data request: what its ACK says decides whether a frame is waited for. */
	poll: 3,
} as const;
export type TxKind = (typeof TxKind)[keyof typeof TxKind];

/** Frames that are not plain say so. */
export interface TxManner {
	readonly kind: TxKind;
	/** The radio that it matters to, -1 for all. */
	readonly audience: number;
	/** A new one unless given. */
	readonly handle?: number;
}

const PLAIN: TxManner = {kind: TxKind.plain, audience: -1};

export class TxQueue {
	readonly #psdu: Int32Array;
	readonly #destination: Uint16Array;
	readonly #dsn: Uint8Array;
	readonly #handle: Int32Array;
	readonly #kind: Uint8Array;
	readonly #audience: Int32Array;
	readonly #first: Uint16Array;
	readonly #length: Uint16Array;
	readonly #nextHandle: Int32Array;

	constructor(
		radioCount: number,
		private readonly depth: number,
	) {
		this.#psdu = new Int32Array(radioCount * depth);
		this.#destination = new Uint16Array(radioCount * depth);
		this.#dsn = new Uint8Array(radioCount * depth);
		this.#handle = new Int32Array(radioCount * depth);
		this.#kind = new Uint8Array(radioCount * depth);
		this.#audience = new Int32Array(radioCount * depth);
		this.#first = new Uint16Array(radioCount);
		this.#length = new Uint16Array(radioCount);
		this.#nextHandle = new Int32Array(radioCount);
	}

	hasRoom(radio: number): boolean {
		return this.#length[radio] < this.depth;
	}

	length(radio: number): number {
		return this.#length[radio];
	}

	/** A handle that is unique for the radio. */
	newHandle(radio: number): number {
		const handle = this.#nextHandle[radio];
		this.#nextHandle[radio] = (handle + 1) & 0x7fff_ffff;
		return handle;
	}

	/** Appends; returns the handle. */
	push(radio: number, psdu: Psdu, destination: number, dsn: number, manner = PLAIN): number {
		const place = this.#place(radio, this.#length[radio]++);
		const handle = manner.handle ?? this.newHandle(radio);
		this.#psdu[place] = psdu;
		this.#destination[place] = destination;
		this.#dsn[place] = dsn;
		this.#handle[place] = handle;
		this.#kind[place] = manner.kind;
		this.#audience[place] = manner.audience;
		return handle;
	}

	/** Lets the last frame be the next one behind the head. */
	hurry(radio: number): void {
		for (let index = this.#length[radio] - 1; index > 1; index--) this.#swap(radio, index);
	}

	/** Takes the head away; its slot is the caller's to give back. */
	pop(radio: number): Psdu {
		const psdu = this.head(radio);
		this.#first[radio] = (this.#first[radio] + 1) % this.depth;
		this.#length[radio]--;
		return psdu;
	}

	head(radio: number): Psdu {
		return this.#length[radio] === 0 ? -1 : this.#psdu[this.#place(radio, 0)];
	}

	destination(radio: number): number {
		return this.#destination[this.#place(radio, 0)];
	}

	dsn(radio: number): number {
		return this.#dsn[this.#place(radio, 0)];
	}

	handle(radio: number): number {
		return this.#handle[this.#place(radio, 0)];
	}

	kind(radio: number): TxKind {
		return this.#kind[this.#place(radio, 0)] as TxKind;
	}

	audience(radio: number): number {
		return this.#audience[this.#place(radio, 0)];
	}

	#swap(radio: number, index: number): void {
		const one = this.#place(radio, index);
		const other = this.#place(radio, index - 1);
		for (const column of this.#columns()) {
			const value = column[one];
			column[one] = column[other];
			column[other] = value;
		}
	}

	#columns() {
		const slots = [this.#psdu, this.#destination, this.#dsn, this.#handle];
		return [...slots, this.#kind, this.#audience];
	}

	#place(radio: number, index: number): number {
		return radio * this.depth + ((this.#first[radio] + index) % this.depth);
	}
}
