/*
 * Token buckets: how often somebody may cost us anything. One token is one go; `burst` at first,
 * and one more each `refillMs`.
 *
 * The table is bounded: the bucket that was asked least lately is forgotten, which can only make
 * it full again. So names that an attacker invents lock nobody out. Knows no frame.
 */

export interface BucketOptions {
	readonly burst: number;
	readonly refillMs: number;
	readonly bucketsMax: number;
}

interface Bucket {
	tokens: number;
	/** When `tokens` was right. */
	atMs: number;
}

export class Buckets {
	readonly #options: BucketOptions;
	/** In the order in which they were asked. */
	readonly #buckets = new Map<string, Bucket>();

	constructor(options: BucketOptions) {
		this.#options = options;
	}

	get size(): number {
		return this.#buckets.size;
	}

	/** Takes a token of `name`. Returns false where there is none. */
	take(name: string, nowMs: number): boolean {
		const {burst, refillMs, bucketsMax} = this.#options;
		const {tokens, atMs} = this.#buckets.get(name) ?? {tokens: burst, atMs: nowMs};
		const refilled = Math.min(tokens + (nowMs - atMs) / refillMs, burst);
		const has = refilled >= 1;
		this.#buckets.delete(name);
		this.#buckets.set(name, {tokens: has ? refilled - 1 : refilled, atMs: nowMs});
		if (this.#buckets.size > bucketsMax) this.#forgetOne();
		return has;
	}

	#forgetOne(): void {
		const [first] = this.#buckets.keys();
		this.#buckets.delete(first!);
	}
}
