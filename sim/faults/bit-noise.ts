/*
 * Bits are turned over in a share of all frames, behind all checksums: whatever is above UDP has
 * to notice.
 *
 *   octet  ..  i        i + 2k  ..   FCS
 *   bit        1 -> 0   0 -> 1       written anew
 *
 * Two bits of the same place in two words of 16 bits change nothing in the sum of UDP. Knows not
 * what the octets mean; the FCS is the world's to write.
 */
import type {AirHandle} from './bit-flip.js';
import type {Fault} from './fault.js';
import type {LinkLuck} from './luck.js';

export interface BitNoiseOptions {
	/** How many of all frames, 0 to 1. */
	readonly share: number;
	readonly luck: LinkLuck;
	/** Writes the FCS of a frame anew. */
	readonly repair: (frame: Uint8Array) => void;
}

/** Addresses and compressed headers end before it. */
const FIRST_AT = 20;
const FCS_SIZE = 2;
const WORD = 2;

export class BitNoise implements Fault {
	#heal: (() => void) | undefined;

	constructor(
		private readonly air: AirHandle,
		private readonly options: BitNoiseOptions,
	) {}

	strike(): void {
		if (this.#heal !== undefined) throw new RangeError('struck already');
		this.#heal = this.air.strike((sender, receiver, octets) => {
			const luck = (number: number) => this.options.luck(sender, receiver, number);
			if (luck(0) >= this.options.share || !flip(octets, luck)) return false;
			this.options.repair(octets);
			return true;
		});
	}

	heal(): void {
		this.#heal?.();
		this.#heal = undefined;
	}
}

/** False where the frame is too short, or all its bits of that place are the same. */
function flip(octets: Uint8Array, luck: (number: number) => number): boolean {
	const end = octets.length - FCS_SIZE;
	if (end - FIRST_AT <= WORD) return false;
	const at = FIRST_AT + Math.floor(luck(1) * (end - FIRST_AT));
	const mask = 1 << Math.floor(luck(2) * 8);
	const first = FIRST_AT + ((at - FIRST_AT) % WORD);
	for (let other = first; other < end; other += WORD) {
		if (((octets[other] ^ octets[at]) & mask) === 0) continue;
		octets[at] ^= mask;
		octets[other] ^= mask;
		return true;
	}
	return false;
}
