/*
 * Frames that are not quite real ones: seeded changes to frames that were. The same seed gives the
 * same mutants.
 *
 *   one to four bits turned     an octet replaced          cut short        octets put behind
 *   the head of one and the tail of another                the Length made to fit, or not
 */
import {draw, type StreamKey, streamKey} from '../sim/kernel/random.js';

const BITS_MAX = 4;
const TAIL_MAX = 40;
const FRAME_SIZE_MAX = 255;

export class Mutants {
	readonly #frames: readonly Uint8Array[];
	readonly #known: ReadonlySet<string>;
	readonly #key: StreamKey;
	#draws = 0;

	constructor(frames: readonly Uint8Array[], seed: number) {
		this.#frames = frames;
		this.#known = new Set(frames.map(hexOf));
		this.#key = streamKey(seed, 'mutants');
	}

	/** One that is none of the frames. */
	next(): Uint8Array {
		for (;;) {
			const mutant = this.#changed(this.#pick());
			if (!this.#known.has(hexOf(mutant))) return mutant;
		}
	}

	/** A number from 0 to below `end`. */
	below(end: number): number {
		this.#draws += 1;
		return draw(this.#key, 0, 0, this.#draws) % end;
	}

	#pick(): Uint8Array {
		return Uint8Array.from(this.#frames[this.below(this.#frames.length)]!);
	}

	#changed(frame: Uint8Array): Uint8Array {
		const at = this.below(frame.length);
		switch (this.below(6)) {
			case 0:
				frame[at] = this.below(256);
				return frame;
			case 1:
				return this.#fitted(frame.slice(0, at));
			case 2:
				return this.#fitted(Buffer.concat([frame, this.#tail()]));
			case 3: {
				const other = this.#pick();
				return this.#fitted(
					Buffer.concat([frame.slice(0, at), other.slice(this.below(other.length))]),
				);
			}
			default:
				return this.#flipped(frame);
		}
	}

	#flipped(frame: Uint8Array): Uint8Array {
		for (let bits = 1 + this.below(BITS_MAX); bits > 0; bits--) {
			frame[this.below(frame.length)]! ^= 1 << this.below(8);
		}
		return frame;
	}

	#tail(): Uint8Array {
		return Uint8Array.from({length: 1 + this.below(TAIL_MAX)}, () => this.below(256));
	}

	/** Half of them say how long they are. */
	#fitted(frame: Uint8Array): Uint8Array {
		const short = frame.slice(0, FRAME_SIZE_MAX);
		if (short.length > 0 && this.below(2) === 0) short[0] = short.length;
		return short;
	}
}

function hexOf(frame: Uint8Array): string {
	return Buffer.from(frame).toString('hex');
}
