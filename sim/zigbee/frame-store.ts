/*
 * Frames that wait in the network layer, as they are before protection: for a way, for their
 * turn, for a repetition. Slots are reused; whoever takes one gives it back, once.
 */
import {move} from './octets.js';

/** Names a slot. */
export type Kept = number;
export const NONE_KEPT = -1;

const SLOT = 128;

export class FrameStore {
	readonly #slots: Uint8Array[] = [];
	readonly #sizes: number[] = [];
	readonly #free: Kept[] = [];

	/** Slots that are taken. */
	get inUse(): number {
		return this.#slots.length - this.#free.length;
	}

	/** Keeps a copy of the first `size` octets. */
	keep(octets: Uint8Array, size: number): Kept {
		const kept = this.#free.pop() ?? this.#slots.push(new Uint8Array(SLOT)) - 1;
		move(octets, 0, this.#slots[kept], 0, size);
		this.#sizes[kept] = size;
		return kept;
	}

	octets(kept: Kept): Uint8Array {
		return this.#slots[kept];
	}

	size(kept: Kept): number {
		return this.#sizes[kept];
	}

	give(kept: Kept): void {
		this.#free.push(kept);
	}
}
