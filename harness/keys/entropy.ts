/*
 * Luck for keys and nonces, from a source that is handed in and not trusted to work.
 *
 *   start   BLOCKS blocks are drawn: two alike, or one of a single value, and nothing starts
 *   draw    a block equal to the one before: the source is stuck, and stays so
 *
 * The rule is the repetition count test of SP 800-90B, 4.4.1, on blocks of 16 octets: an honest
 * source repeats one with a chance of 2^-128. Knows no key; what was drawn is not kept but for
 * the last block's comparison.
 */
import {createHash} from 'node:crypto';
import {EnvironmentError} from '../errors.js';

/** `size` octets that nobody can guess. */
export type EntropySource = (size: number) => Uint8Array;

const BLOCK_SIZE = 16;
const BLOCKS = 8;

export class Entropy {
	readonly #source: EntropySource;
	#last = '';
	#stuck = false;

	private constructor(source: EntropySource) {
		this.#source = source;
	}

	/** The source, tested. An EnvironmentError if it is stuck. */
	static tested(source: EntropySource): Entropy {
		const entropy = new Entropy(source);
		const blocks = Array.from({length: BLOCKS}, () => entropy.draw());
		const seen = new Set(blocks.map(block => (block === undefined ? '' : digest(block))));
		if (seen.size < BLOCKS || blocks.some(isFlat)) {
			throw new EnvironmentError('the entropy source is stuck', {
				hint: 'keys made from it would be no secrets: mend the source first',
			});
		}
		return entropy;
	}

	/** Whether a draw has repeated the one before: then there are no more. */
	get stuck(): boolean {
		return this.#stuck;
	}

	/** Sixteen octets, or undefined once the source is stuck. */
	draw(): Buffer | undefined {
		if (this.#stuck) return undefined;
		const block = Buffer.from(this.#source(BLOCK_SIZE));
		if (block.length !== BLOCK_SIZE) throw new RangeError('the source gives no whole block');
		const name = digest(block);
		this.#stuck = name === this.#last || isFlat(block);
		this.#last = name;
		return this.#stuck ? undefined : block;
	}
}

/** A block stands as its hash between two draws: a nonce may be known, a key may not. */
function digest(block: Uint8Array): string {
	return createHash('sha256').update(block).digest('base64');
}

function isFlat(block: Uint8Array | undefined): boolean {
	return block === undefined || block.every(octet => octet === block[0]);
}
