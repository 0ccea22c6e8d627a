/*
 * Frames that wait to be sent: a ring a radio, all rings in one set of columns. The head is the
 * frame that is being sent.
 */
import type {Psdu} from '../phy/psdu-pool.js';

export class TxQueue {
	readonly #psdu: Int32Array;
	readonly #destination: Uint16Array;
	readonly #dsn: Uint8Array;
	readonly #handle: Int32Array;
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

	/** Appends; returns a handle that is unique for the radio. */
	push(radio: number, psdu: Psdu, destination: number, dsn: number): number {
		const place = this.#place(radio, this.#length[radio]++);
		const handle = this.#nextHandle[radio];
		this.#nextHandle[radio] = (handle + 1) & 0x7fff_ffff;
		this.#psdu[place] = psdu;
		this.#destination[place] = destination;
		this.#dsn[place] = dsn;
		this.#handle[place] = handle;
		return handle;
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

	#place(radio: number, index: number): number {
		return radio * this.depth + ((this.#first[radio] + index) % this.depth);
	}
}
