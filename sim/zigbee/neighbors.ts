/*
 * The neighbour table of one node: ZigBee specification 3.6.1.5. Routers that are heard, and
 * children that rest.
 *
 *   incoming cost   from the mean LQI of what was heard, 1 to 7
 *   outgoing cost   what the neighbour says of us in its link status; 0 as long as it says nothing,
 *                   and where it has left us out twice
 *   age             link status periods since its last one
 *
 * A link is good for a route if it carries both ways as far as is known. Filled from frames alone.
 */
import {COST_MAX, costOf, LQI_LEAST} from './link-cost.js';
import {endDeviceTimeoutUs, nwkRouterAgeLimit} from './nib.js';

export const NeighborKind = {free: 0, router: 1, endDevice: 2} as const;

/** Entries of one node; a stronger router takes the place of the weakest. */
export const NEIGHBORS_MAX = 48;
export const NO_NEIGHBOR = -1;
/** Failures in a row from which a link is not counted on. */
const FAILURES_MAX = 3;
/** Lists in a row without us after which a neighbour does not hear us. */
const UNLISTED_MAX = 2;
/** Weight of what was there before in the mean of LQI. */
const MEMORY = 7;

export class Neighbors {
	readonly kind = new Uint8Array(NEIGHBORS_MAX);
	readonly address = new Uint16Array(NEIGHBORS_MAX);
	readonly euiLow = new Uint32Array(NEIGHBORS_MAX);
	readonly outgoing = new Uint8Array(NEIGHBORS_MAX);
	readonly age = new Uint8Array(NEIGHBORS_MAX);
	/** Frames in a row that it has not acknowledged. */
	readonly failures = new Uint8Array(NEIGHBORS_MAX);
	/** 1: a gateway has not been told the way back to this child since it asked last. */
	readonly recordRequired = new Uint8Array(NEIGHBORS_MAX);
	/** When a child was heard last. */
	readonly heardUs = new Float64Array(NEIGHBORS_MAX);
	/** How often in a row it has not said that it hears us. */
	readonly #unlisted = new Uint8Array(NEIGHBORS_MAX);
	/** Mean LQI, times eight. */
	readonly #lqi = new Uint16Array(NEIGHBORS_MAX);

	find(address: number): number {
		for (let index = 0; index < NEIGHBORS_MAX; index++) {
			if (this.kind[index] !== NeighborKind.free && this.address[index] === address) return index;
		}
		return NO_NEIGHBOR;
	}

	/** Notes a frame of `address`, who is a router unless it is known as a child. */
	heard(address: number, euiLow: number, lqi: number): number {
		let index = this.find(address);
		if (index === NO_NEIGHBOR) {
			index = this.#placeFor(lqi);
			if (index === NO_NEIGHBOR) return index;
			this.#begin(index, NeighborKind.router, address, euiLow);
			this.#lqi[index] = lqi * (MEMORY + 1);
			return index;
		}
		this.euiLow[index] = euiLow;
		const before = this.#lqi[index] === 0 ? lqi * (MEMORY + 1) : this.#lqi[index];
		this.#lqi[index] = Math.round((before * MEMORY) / (MEMORY + 1)) + lqi;
		return index;
	}

	/** Takes a child in that rests; false if there is no room. */
	adopt(address: number, euiLow: number, nowUs: number): boolean {
		this.forgetEui(euiLow);
		const index = this.#placeFor(0xff);
		if (index === NO_NEIGHBOR) return false;
		this.#begin(index, NeighborKind.endDevice, address, euiLow);
		this.heardUs[index] = nowUs;
		return true;
	}

	/** Whether `address` is a child of this node that rests. */
	isChild(address: number): boolean {
		const index = this.find(address);
		return index !== NO_NEIGHBOR && this.kind[index] === NeighborKind.endDevice;
	}

	forget(index: number): void {
		this.kind[index] = NeighborKind.free;
	}

	/** Whoever had this EUI-64 is no neighbour any more. */
	forgetEui(euiLow: number): void {
		for (let index = 0; index < NEIGHBORS_MAX; index++) {
			if (this.euiLow[index] === euiLow) this.kind[index] = NeighborKind.free;
		}
	}

	count(kind: number): number {
		let count = 0;
		for (let index = 0; index < NEIGHBORS_MAX; index++) if (this.kind[index] === kind) count++;
		return count;
	}

	incomingCost(index: number): number {
		return costOf(this.#lqi[index] / (MEMORY + 1));
	}

	/** The neighbour says how well it hears us. */
	listed(index: number, outgoing: number): void {
		this.outgoing[index] = outgoing;
		this.#unlisted[index] = 0;
		this.age[index] = 0;
		this.failures[index] = 0;
	}

	/** The neighbour says whom it hears, and we are not among them: it may not know us yet. */
	unlisted(index: number): void {
		this.age[index] = 0;
		if (this.#unlisted[index] < UNLISTED_MAX) this.#unlisted[index]++;
		if (this.#unlisted[index] === UNLISTED_MAX) this.outgoing[index] = 0;
	}

	/** 1 to 7 for a link that carries both ways as far as is known, else 0. */
	cost(index: number): number {
		if (index === NO_NEIGHBOR || this.failures[index] >= FAILURES_MAX) return 0;
		if (this.#lqi[index] < LQI_LEAST * (MEMORY + 1)) return 0;
		const incoming = this.incomingCost(index);
		if (this.#unlisted[index] === UNLISTED_MAX) return 0;
		if (this.outgoing[index] === 0) return incoming;
		return Math.min(COST_MAX, Math.max(incoming, this.outgoing[index]));
	}

	/** Another link status period is over: who has missed too many is no way any more. */
	grow(nowUs: number): void {
		for (let index = 0; index < NEIGHBORS_MAX; index++) {
			if (this.kind[index] === NeighborKind.endDevice) {
				if (nowUs - this.heardUs[index] > endDeviceTimeoutUs) this.forget(index);
			}
			if (this.kind[index] !== NeighborKind.router) continue;
			if (this.age[index] < 0xff) this.age[index]++;
			if (this.age[index] > 2 * nwkRouterAgeLimit) this.forget(index);
			else if (this.age[index] > nwkRouterAgeLimit) this.#silent(index);
		}
	}

	/** A frame to the neighbour has got its ACK. */
	reached(address: number): void {
		const index = this.find(address);
		if (index !== NO_NEIGHBOR) this.failures[index] = 0;
	}

	/** A child has asked for frames. */
	asked(address: number, nowUs: number): void {
		const index = this.find(address);
		if (index !== NO_NEIGHBOR) this.heardUs[index] = nowUs;
	}

	forEachChild(visit: (address: number) => void): void {
		for (let index = 0; index < NEIGHBORS_MAX; index++) {
			if (this.kind[index] === NeighborKind.endDevice) visit(this.address[index]);
		}
	}

	/** A frame to the neighbour has got no ACK. */
	failed(index: number): void {
		if (this.failures[index] < 0xff) this.failures[index]++;
	}

	#silent(index: number): void {
		this.outgoing[index] = 0;
		this.#unlisted[index] = UNLISTED_MAX;
	}

	#begin(index: number, kind: number, address: number, euiLow: number): void {
		this.kind[index] = kind;
		this.address[index] = address;
		this.euiLow[index] = euiLow;
		this.outgoing[index] = 0;
		this.age[index] = 0;
		this.failures[index] = 0;
		this.recordRequired[index] = 1;
		this.#unlisted[index] = 0;
		this.#lqi[index] = 0;
	}

	/** A free entry, or that of the weakest router if it is weaker. */
	#placeFor(lqi: number): number {
		let weakest = NO_NEIGHBOR;
		let least = lqi * (MEMORY + 1);
		for (let index = 0; index < NEIGHBORS_MAX; index++) {
			if (this.kind[index] === NeighborKind.free) return index;
			if (this.kind[index] !== NeighborKind.router || this.#lqi[index] >= least) continue;
			weakest = index;
			least = this.#lqi[index];
		}
		return weakest;
	}
}
