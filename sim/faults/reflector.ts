/*
 * Somebody throws frames back: what a radio says to another comes back to it at once, as if the
 * other had said it. Does not read what it throws.
 */
import type {Fault} from './fault.js';

/** A radio that hears all, and fractions of luck by number. */
export interface ReflectorHandle {
	onFrame: (frame: Uint8Array) => void;
	/** The frame the other way round; undefined for one that has none. */
	mirrored(frame: Uint8Array): Uint8Array | undefined;
	sendFrame(frame: Uint8Array): void;
	luck(number: number): number;
}

export class Reflector implements Fault {
	#draws = 0;
	#struck = false;
	#sent = 0;

	/** Throws back `share` of what it hears, 0 to 1. */
	constructor(
		private readonly handle: ReflectorHandle,
		private readonly share: number,
	) {
		handle.onFrame = frame => {
			if (this.#struck) this.#throwBack(frame);
		};
	}

	/** Frames that went out so far. */
	get sent(): number {
		return this.#sent;
	}

	strike(): void {
		if (this.#struck) throw new RangeError('struck already');
		this.#struck = true;
	}

	heal(): void {
		this.#struck = false;
	}

	#throwBack(frame: Uint8Array): void {
		const mirrored = this.handle.mirrored(frame);
		if (mirrored === undefined || this.handle.luck(this.#draws++) >= this.share) return;
		this.handle.sendFrame(mirrored);
		this.#sent += 1;
	}
}
