/*
 * Ways back that route records have told a gateway, by their destination: the relays, the nearest
 * to it first. A gateway keeps one for each device that speaks to it.
 */
import {RELAYS_MAX} from './nwk-header.js';
import {readU16} from './octets.js';

export class RouteRecords {
	/** Where the relays of a destination lie; the columns grow with the network. */
	readonly #place = new Map<number, number>();
	#count = new Uint8Array(16);
	#relays = new Uint16Array(16 * RELAYS_MAX);

	/** Keeps `count` relays, 2 octets each at `at`; too many are as good as none. */
	keep(destination: number, octets: Uint8Array, at: number, count: number): void {
		if (count > RELAYS_MAX) {
			this.forget(destination);
			return;
		}
		const place = this.#placeOf(destination);
		this.#count[place] = count;
		for (let relay = 0; relay < count; relay++) {
			this.#relays[place * RELAYS_MAX + relay] = readU16(octets, at + 2 * relay);
		}
	}

	/** How many relays there are on the way, -1 if it is not known; they go to `relays`. */
	copy(destination: number, relays: Uint16Array): number {
		const place = this.#place.get(destination);
		if (place === undefined) return -1;
		const count = this.#count[place];
		if (count === UNKNOWN) return -1;
		for (let relay = 0; relay < count; relay++) {
			relays[relay] = this.#relays[place * RELAYS_MAX + relay];
		}
		return count;
	}

	forget(destination: number): void {
		const place = this.#place.get(destination);
		if (place !== undefined) this.#count[place] = UNKNOWN;
	}

	clear(): void {
		this.#count.fill(UNKNOWN);
	}

	#placeOf(destination: number): number {
		const known = this.#place.get(destination);
		if (known !== undefined) return known;
		const place = this.#place.size;
		if (place === this.#count.length) this.#grow();
		this.#place.set(destination, place);
		return place;
	}

	#grow(): void {
		const counts = new Uint8Array(2 * this.#count.length);
		counts.set(this.#count);
		const relays = new Uint16Array(2 * this.#relays.length);
		relays.set(this.#relays);
		this.#count = counts;
		this.#relays = relays;
	}
}

/** Stands for the number of relays of a way that was forgotten. */
const UNKNOWN = 0xff;
