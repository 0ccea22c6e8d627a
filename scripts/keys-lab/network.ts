/*
 * A network that does what it likes with datagrams, while it rages.
 *
 *   send   kept for later     a sample of everything so far
 *          lost               or the way is cut
 *          comes              now, or up to four seconds late, behind others
 *          comes twice
 *   again  what was kept comes once more, from whom it came, or to somebody else
 */
import type {Clock} from './clock.js';
import type {Luck} from './luck.js';

export interface Datagram {
	/** Link addresses: 1 and 2 are gateways, 3 is the device. */
	readonly from: number;
	readonly to: number;
	readonly octets: Uint8Array;
}

export const EVERYBODY = 0xffff;

const KEPT_MAX = 96;
const LATE_MS = 4000;
const ON_TIME_MS = 8;
const LOST = 0.3;
const LATE = 0.15;
const TWICE = 0.15;

export class Network {
	rages = true;
	/** Told of each datagram before anything happens to it. */
	onSend: (datagram: Datagram) => void = () => {};
	/** The link address that nothing comes to or from; 0 is none. */
	away = 0;
	lost = 0;
	replays = 0;
	readonly #clock: Clock;
	readonly #luck: Luck;
	readonly #receivers = new Map<number, (from: number, octets: Uint8Array) => void>();
	readonly #kept: Datagram[] = [];
	#sent = 0;

	constructor(clock: Clock, luck: Luck) {
		this.#clock = clock;
		this.#luck = luck;
	}

	join(address: number, receive: (from: number, octets: Uint8Array) => void): void {
		this.#receivers.set(address, receive);
	}

	send(datagram: Datagram): void {
		this.onSend(datagram);
		const kept = {...datagram, octets: Uint8Array.from(datagram.octets)};
		this.#keep(kept);
		const addresses = kept.to === EVERYBODY ? [...this.#receivers.keys()] : [kept.to];
		for (const to of addresses) if (to !== kept.from) this.#carry({...kept, to});
	}

	/** Somebody says again what was said, perhaps to somebody else. */
	sayAgain(): void {
		if (this.#kept.length === 0) return;
		const {from, to, octets} = this.#kept[this.#luck.below(this.#kept.length)];
		const elsewhere = this.#luck.chance(0.3);
		this.replays += 1;
		if (elsewhere) this.#deliver({from: to, to: from, octets});
		else this.#deliver({from, to, octets});
	}

	#keep(datagram: Datagram): void {
		this.#sent += 1;
		const place = this.#kept.length < KEPT_MAX ? this.#kept.length : this.#luck.below(this.#sent);
		if (place < KEPT_MAX) this.#kept[place] = datagram;
	}

	#carry(datagram: Datagram): void {
		const luck = this.#luck;
		const lost = this.rages && luck.chance(LOST);
		if (lost) this.lost += 1;
		else this.#deliverLater(datagram);
		if (this.rages && luck.chance(TWICE)) this.#deliverLater(datagram);
	}

	#deliverLater(datagram: Datagram): void {
		const isLate = this.rages && this.#luck.chance(LATE);
		const delayMs = isLate ? this.#luck.below(LATE_MS) : ON_TIME_MS;
		this.#clock.after(delayMs, () => this.#deliver(datagram));
	}

	#deliver({from, to, octets}: Datagram): void {
		if (this.away !== 0 && (from === this.away || to === this.away)) return;
		this.#receivers.get(to)?.(from, octets);
	}
}
