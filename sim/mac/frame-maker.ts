/*
 * Frames of our own, with their DSN, from the pool: data between short addresses, and whatever
 * else has an MHR.
 */
import type {Psdu, PsduPool} from '../phy/psdu-pool.js';
import type {Addresses} from './addresses.js';
import {
	BROADCAST,
	FCS_SIZE,
	type Mhr,
	PSDU_SIZE_MAX,
	SHORT_MHR_SIZE,
	writeFcs,
	writeShortData,
} from './frame.js';
import {macPANId} from './pib.js';

/** From an address of eight octets to another one, with both PAN ids. */
const MHR_SIZE_MAX = 23;

export class FrameMaker {
	/** macPANId of all radios. */
	panId = macPANId;
	readonly #pool: PsduPool;
	readonly #addresses: Addresses;
	/** By radio: the one used last. */
	readonly #dsn: Uint8Array;

	constructor(pool: PsduPool, addresses: Addresses, dsn: Uint8Array) {
		this.#pool = pool;
		this.#addresses = addresses;
		this.#dsn = dsn;
	}

	/** The DSN of the frame of `radio` that was made last. */
	dsn(radio: number): number {
		return this.#dsn[radio];
	}

	data(radio: number, destination: number, payload: Uint8Array, at: number, size: number): Psdu {
		const psdu = this.#pool.take(SHORT_MHR_SIZE + size + FCS_SIZE);
		const octets = this.#pool.octets(psdu);
		const ackRequest = destination !== BROADCAST;
		const source = this.#addresses.shortOf(radio);
		writeShortData(octets, 0, this.#next(radio), this.panId, destination, source, ackRequest);
		for (let index = 0; index < size; index++) octets[SHORT_MHR_SIZE + index] = payload[at + index];
		writeFcs(octets, 0, SHORT_MHR_SIZE + size);
		return psdu;
	}

	/** The first `size` octets of `payload` behind `mhr`, whose DSN is filled in. */
	frame(radio: number, mhr: Mhr, payload: Uint8Array, size: number): Psdu {
		mhr.dsn = this.#next(radio);
		const psdu = this.#pool.take(Math.min(PSDU_SIZE_MAX, MHR_SIZE_MAX + size + FCS_SIZE));
		const octets = this.#pool.octets(psdu);
		const at = mhr.write(octets, 0);
		for (let index = 0; index < size; index++) octets[at + index] = payload[index];
		this.#pool.resize(psdu, writeFcs(octets, 0, at + size));
		return psdu;
	}

	#next(radio: number): number {
		this.#dsn[radio] = (this.#dsn[radio] + 1) & 0xff;
		return this.#dsn[radio];
	}
}
