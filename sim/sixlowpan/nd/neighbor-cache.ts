/*
 * The neighbours that a router knows: RFC 6775 clauses 3.5, 6.3 and 6.5.
 *
 *   State        Event                              Next         Answer
 *   -            RS that is answered                tentative    -
 *   -            registration                       registered   0
 *   tentative    registration                       registered   0
 *   registered   registration of the same EUI-64    registered   0
 *   registered   registration of another EUI-64     registered   1
 *   -            registration, and no room          -            2
 *   any          lifetime nought, the same EUI-64   -            0
 *   any          20 s, or the lifetime, are over    -
 *
 * An address is its short one; there is one prefix. Who is tentative makes room for who registers. No
 * timer runs: who has had his time is found when room is wanted.
 */
import {type AddressRegistration, RegistrationStatus} from './address-registration-option.js';

/** TENTATIVE_NCE_LIFETIME. */
const TENTATIVE_US = 20_000_000;
const MINUTE_US = 60_000_000;

interface Neighbor {
	/** Undefined where it is tentative. */
	readonly eui64: bigint | undefined;
	readonly endUs: number;
}

export class NeighborCache {
	readonly #sizeMax: number;
	/** By short address. */
	readonly #neighbors = new Map<number, Neighbor>();

	constructor(sizeMax: number) {
		this.#sizeMax = sizeMax;
	}

	/** Registered ones, and tentative ones. */
	countAt(nowUs: number): {registered: number; tentative: number} {
		this.#forgetBefore(nowUs);
		const all = [...this.#neighbors.values()];
		const registered = all.filter(({eui64}) => eui64 !== undefined).length;
		return {registered, tentative: all.length - registered};
	}

	clear(): void {
		this.#neighbors.clear();
	}

	/** A host that asks for routers; where there is no room it is not kept. */
	mention(address: number, nowUs: number): void {
		const isKnown = this.#at(address, nowUs) !== undefined;
		if (isKnown || !this.#hasRoom(nowUs)) return;
		this.#neighbors.set(address, {eui64: undefined, endUs: nowUs + TENTATIVE_US});
	}

	/** Returns the status of the answer. */
	register(address: number, {eui64, lifetimeMin}: AddressRegistration, nowUs: number): number {
		const known = this.#at(address, nowUs);
		if (known?.eui64 !== undefined && known.eui64 !== eui64) return RegistrationStatus.duplicate;
		if (lifetimeMin === 0) {
			this.#neighbors.delete(address);
			return RegistrationStatus.success;
		}
		if (known === undefined && !this.#hasRoom(nowUs) && !this.#makeRoom()) {
			return RegistrationStatus.cacheFull;
		}
		this.#neighbors.set(address, {eui64, endUs: nowUs + lifetimeMin * MINUTE_US});
		return RegistrationStatus.success;
	}

	#at(address: number, nowUs: number): Neighbor | undefined {
		const known = this.#neighbors.get(address);
		return known !== undefined && known.endUs > nowUs ? known : undefined;
	}

	#hasRoom(nowUs: number): boolean {
		if (this.#neighbors.size < this.#sizeMax) return true;
		this.#forgetBefore(nowUs);
		return this.#neighbors.size < this.#sizeMax;
	}

	#makeRoom(): boolean {
		for (const [address, {eui64}] of this.#neighbors) {
			if (eui64 === undefined) return this.#neighbors.delete(address);
		}
		return false;
	}

	#forgetBefore(nowUs: number): void {
		for (const [address, {endUs}] of this.#neighbors) {
			if (endUs <= nowUs) this.#neighbors.delete(address);
		}
	}
}
