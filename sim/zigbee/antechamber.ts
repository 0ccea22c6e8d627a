/*
 * What a device wants to say before it is in the network: a little of it waits until it is.
 */
import type {Ports} from '../datagram.js';

/** Messages of one device; one more pushes out the oldest. */
export const EARLY_MAX = 2;
/** What is older is out of date: whoever has sent it has sent it again. */
const EARLY_US = 10_000_000;

export interface Early {
	readonly destination: number;
	readonly ports: Ports;
	readonly octets: Uint8Array;
	readonly radius: number;
	readonly sinceUs: number;
}

export class Antechamber {
	/** By radio. */
	readonly #early: Early[][] = [];

	/** False if it has pushed out another one. */
	wait(radio: number, early: Early): boolean {
		this.#early[radio] ??= [];
		const hasRoom = this.#early[radio].push(early) <= EARLY_MAX;
		if (!hasRoom) this.#early[radio].shift();
		return hasRoom;
	}

	/** The device has lost its power, and its messages with it. */
	drop(radio: number): void {
		this.#early[radio] = [];
	}

	/** Takes what waits, if it is not out of date. */
	take(radio: number, nowUs: number): Early[] {
		const early = this.#early[radio] ?? [];
		this.#early[radio] = [];
		return early.filter(({sinceUs}) => nowUs - sinceUs <= EARLY_US);
	}
}
