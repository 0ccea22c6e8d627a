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
import {type LinkSecurity, SECURITY_OVERHEAD} from './link-security.js';
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

	readonly #security: LinkSecurity | undefined;

	constructor(pool: PsduPool, addresses: Addresses, dsn: Uint8Array, security?: LinkSecurity) {
		this.#pool = pool;
		this.#addresses = addresses;
		this.#dsn = dsn;
		this.#security = security;
	}

	/** Octets of payload that fit a data frame between short addresses. */
	get payloadMax(): number {
		const overhead = this.#security === undefined ? 0 : SECURITY_OVERHEAD;
		return PSDU_SIZE_MAX - SHORT_MHR_SIZE - overhead - FCS_SIZE;
	}

	/** The DSN of the frame of `radio` that was made last. */
	dsn(radio: number): number {
		return this.#dsn[radio];
	}

	data(radio: number, destination: number, payload: Uint8Array, at: number, size: number): Psdu {
		const overhead = this.#security?.isMember(radio) ? SECURITY_OVERHEAD : 0;
		const psdu = this.#pool.take(SHORT_MHR_SIZE + overhead + size + FCS_SIZE);
		const octets = this.#pool.octets(psdu);
		const ackRequest = destination !== BROADCAST;
		const source = this.#addresses.shortOf(radio);
		writeShortData(octets, 0, this.#next(radio), this.panId, destination, source, ackRequest);
		writeFcs(octets, 0, this.#writePayload(radio, octets, {payload, at, size}));
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

	/** Behind the MHR, protected where frames are; returns where it ends. */
	#writePayload(
		radio: number,
		octets: Uint8Array,
		{payload, at, size}: {payload: Uint8Array; at: number; size: number},
	): number {
		if (this.#security?.isMember(radio)) {
			const frame = {octets, mhrSize: SHORT_MHR_SIZE, source: this.#addresses.shortOf(radio)};
			return this.#security.seal(radio, frame, payload.subarray(at, at + size));
		}
		for (let index = 0; index < size; index++) octets[SHORT_MHR_SIZE + index] = payload[at + index];
		return SHORT_MHR_SIZE + size;
	}

	#next(radio: number): number {
		this.#dsn[radio] = (this.#dsn[radio] + 1) & 0xff;
		return this.#dsn[radio];
	}
}
