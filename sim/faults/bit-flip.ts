/*
 * One octet of each frame of one sender is wrong when it arrives, from strike to heal.
 */
import type {Alter} from '../phy/medium.js';
import type {Fault} from './fault.js';

/** What a fault on the air is given: a place between all radios. */
export interface AirHandle {
	/** Puts `alter` between all radios; returns how to take it away. */
	strike(alter: Alter): () => void;
}

export class BitFlip implements Fault {
	#heal: (() => void) | undefined;

	/** Flips the lowest bit of octet `at` of what `sender` sends, where a frame is that long. */
	constructor(
		private readonly air: AirHandle,
		private readonly sender: number,
		private readonly at: number,
	) {}

	strike(): void {
		if (this.#heal !== undefined) throw new RangeError('struck already');
		this.#heal = this.air.strike((sender, _receiver, octets) => {
			if (sender !== this.sender || octets.length <= this.at) return false;
			octets[this.at] ^= 1;
			return true;
		});
	}

	heal(): void {
		this.#heal?.();
		this.#heal = undefined;
	}
}
