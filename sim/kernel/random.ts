/*
 * Luck by number: a draw is a function of (seed, purpose, who, whom, when) and of nothing else.
 * There is no state to share, so a newcomer never changes an old link's fate, and a draw can be
 * had again out of order. Integer arithmetic only: the same on every machine.
 *
 * The mixer is the finaliser of MurmurHash3 (public domain), applied once for each coordinate.
 */

/** Names a family of draws: the seed and what the luck is for. */
export type StreamKey = number;

/** The key of all draws made for `purpose` under `seed` (a whole number below 2^53). */
export function streamKey(seed: number, purpose: string): StreamKey {
	if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`seed ${seed}`);
	let key = mix(mix(seed | 0) ^ Math.floor(seed / 0x1_0000_0000));
	for (let index = 0; index < purpose.length; index++) key = mix(key ^ purpose.charCodeAt(index));
	return key;
}

/** 32 bits of luck, as an integer from 0 to 2^32 - 1. */
export function draw(key: StreamKey, who: number, whom: number, when: number): number {
	const high = Math.floor(when / 0x1_0000_0000);
	return mix(mix(mix(mix(key ^ who) + 0x9e37_79b9 + whom) ^ when) ^ high) >>> 0;
}

/** The draw as a fraction: more than 0, less than 1. */
export function fraction(luck: number): number {
	return (luck + 0.5) / 0x1_0000_0000;
}

/** The draw as an index: 0 to `count` - 1. */
export function below(luck: number, count: number): number {
	return Math.floor((luck * count) / 0x1_0000_0000);
}

/**
 * A draw from the standard normal distribution, as the sum of twelve uniform ones: bounded by
 * 6, and without a logarithm, whose last place differs between engines.
 */
export function normal(key: StreamKey, who: number, whom: number, when = 0): number {
	let sum = 0;
	for (let term = 0; term < 12; term++) sum += fraction(draw(key, who, whom, 12 * when + term));
	return sum - 6;
}

function mix(value: number): number {
	let h = value | 0;
	h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
	return h ^ (h >>> 16);
}
