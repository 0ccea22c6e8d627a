/*
 * What must be seen nowhere: looks for octets that are secret in what is on the air, and in
 * whatever else it is shown.
 *
 *   keep    a secret: its first eight octets are looked for
 *   sent    each frame is searched
 *   search  a page, a flash
 *
 * Eight octets that are there by chance would be one run in 10^12. Knows no protocol.
 */
import type {SentFrame, Trace} from '../kernel/trace.js';
import type {Check} from './check.js';

/** A secret that was found where it must not be. */
export interface Leak {
	/** What kind of secret; never the secret itself. */
	readonly what: string;
	readonly atUs: number;
	/** Whose frame or memory it was in. */
	readonly radio: number;
}

const PREFIX_SIZE = 8;
const LOW_COUNT = 0x1_0000;
/** Of every frame but a few: nothing is made for it. */
const NONE: readonly string[] = [];

export class SecrecyCheck implements Check<readonly Leak[]> {
	readonly #leaks: Leak[] = [];
	readonly #secrets = new Secrets();

	constructor(private readonly trace: Pick<Trace, 'now'>) {}

	/** From now on these octets must not be seen. Throws RangeError for fewer than eight. */
	keep(what: string, secret: Uint8Array): void {
		this.#secrets.add(what, secret);
	}

	sent(sender: number, _audience: number, {octets, size}: SentFrame): void {
		for (const what of this.#secrets.within(octets, size)) this.#found(what, sender);
	}

	/** Looks for `secrets` in the memory of `radio`. */
	search(radio: number, memory: Uint8Array, secrets: Secrets): void {
		for (const what of secrets.within(memory, memory.length)) this.#found(what, radio);
	}

	verdict(): readonly Leak[] {
		return this.#leaks;
	}

	#found(what: string, radio: number): void {
		this.#leaks.push({what, atUs: this.trace.now, radio});
	}
}

/** Octets to look for, all at once: the cost of a search does not follow their number. */
export class Secrets {
	/** Which two octets any of them begins with: a bit for each two. */
	readonly #starts = new Uint8Array(LOW_COUNT >> 3);
	readonly #names = new Map<string, string>();

	/** Throws RangeError for fewer than eight octets. */
	add(what: string, secret: Uint8Array): void {
		if (secret.length < PREFIX_SIZE) throw new RangeError(`a secret of ${secret.length} octets`);
		const start = startAt(secret, 0);
		this.#starts[start >> 3] |= 1 << (start & 7);
		this.#names.set(prefixAt(secret, 0), what);
	}

	/** The names of those that stand in the first `size` octets. */
	within(octets: Uint8Array, size: number): readonly string[] {
		let found: string[] | undefined;
		for (let at = 0; at + PREFIX_SIZE <= size; at++) {
			const start = startAt(octets, at);
			if ((this.#starts[start >> 3] & (1 << (start & 7))) === 0) continue;
			const what = this.#names.get(prefixAt(octets, at));
			if (what === undefined) continue;
			found ??= [];
			found.push(what);
		}
		return found ?? NONE;
	}
}

function startAt(octets: Uint8Array, at: number): number {
	return octets[at] | (octets[at + 1] << 8);
}

function prefixAt(octets: Uint8Array, at: number): string {
	return Buffer.from(octets.buffer, octets.byteOffset + at, PREFIX_SIZE).toString('latin1');
}
