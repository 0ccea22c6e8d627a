/*
 * The flash of one node, copied onto another: two devices with one identity and one key. The copy
 * starts as the node does after a power cut.
 */
import type {Fault} from '../../sim/faults/fault.js';

/** What a clone needs of a node: its flash, and to start it anew. */
export interface CloneHandle {
	readonly flash: {image(): Uint8Array; overwrite(image: Uint8Array): void};
	cutPower(): void;
}

export class Clone implements Fault {
	#before: Uint8Array | undefined;

	/** Copies from `original` onto `copy`, which is its old self again once it has healed. */
	constructor(
		private readonly original: CloneHandle,
		private readonly copy: CloneHandle,
	) {}

	strike(): void {
		if (this.#before !== undefined) throw new RangeError('struck already');
		this.#before = this.copy.flash.image();
		this.#become(this.original.flash.image());
	}

	heal(): void {
		if (this.#before !== undefined) this.#become(this.#before);
		this.#before = undefined;
	}

	#become(image: Uint8Array): void {
		this.copy.cutPower();
		this.copy.flash.overwrite(image);
	}
}
