/*
 * Octets of frames that wait or fly: slots of 128 octets, reused. Whoever takes a slot gives it
 * back, once.
 */
import {aMaxPHYPacketSize} from './o-qpsk.js';

/** Names a slot. */
export type Psdu = number;

const SLOT = 128;
const SLAB = 256;

export class PsduPool {
	readonly #slots: Uint8Array[] = [];
	readonly #sizes: number[] = [];
	readonly #free: Psdu[] = [];

	/** Slots that are taken. */
	get inUse(): number {
		return this.#slots.length - this.#free.length;
	}

	/** Takes a slot for `size` octets, 1 to 127. Its content is whatever was there. */
	take(size: number): Psdu {
		if (!(size >= 1 && size <= aMaxPHYPacketSize)) throw new RangeError(`PSDU of ${size} octets`);
		if (this.#free.length === 0) this.#grow();
		const psdu = this.#free.pop() as Psdu;
		this.#sizes[psdu] = size;
		return psdu;
	}

	/** Says that the frame has `size` octets after all. */
	resize(psdu: Psdu, size: number): void {
		if (!(size >= 1 && size <= aMaxPHYPacketSize)) throw new RangeError(`PSDU of ${size} octets`);
		this.#sizes[psdu] = size;
	}

	give(psdu: Psdu): void {
		this.#free.push(psdu);
	}

	/** The slot of `psdu`: all 128 octets of it, of which the first size() are the frame. */
	octets(psdu: Psdu): Uint8Array {
		return this.#slots[psdu];
	}

	size(psdu: Psdu): number {
		return this.#sizes[psdu];
	}

	/** A slab at a time; the lowest slot is taken first. */
	#grow(): void {
		const slab = new Uint8Array(SLAB * SLOT);
		const first = this.#slots.length;
		for (let slot = 0; slot < SLAB; slot++) {
			this.#slots.push(slab.subarray(slot * SLOT, (slot + 1) * SLOT));
			this.#sizes.push(0);
			this.#free.push(first + SLAB - 1 - slot);
		}
	}
}
