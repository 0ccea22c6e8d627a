/*
 * Runs a piece of work on a copy of a flash, and again with the power cut at every step: once clean
 * before the step, and torn within it by several lucks. The same in the repair that follows, if asked.
 *
 *   image   work   0 1 2 3 .. steps - 1
 *                      ^ cut                 -> what is found at the next boot
 */
import {Flash, type Luck, PowerCut} from '../../sim/node/flash.js';

/** How a cut was made, for the message of a test that fails. */
export interface Cut {
	readonly step: number;
	readonly torn: boolean;
	readonly seed: number;
	/** The flash as the cut has left it; copied. */
	readonly image: Uint8Array;
}

/** Steps that `work` takes on a flash with `image`. */
export function stepsOf(image: Uint8Array, work: (flash: Flash) => void): number {
	const flash = new Flash(image);
	work(flash);
	return flash.steps;
}

/** The power fails at each step of `work` on a flash with `image`: clean, and torn by each seed. */
export function* cutsOf(
	image: Uint8Array,
	work: (flash: Flash) => void,
	seeds: readonly number[] = [1],
): Generator<Cut> {
	const steps = stepsOf(image, work);
	for (let step = 0; step < steps; step++) {
		yield cut(image, work, {step, torn: false, seed: 0});
		for (const seed of seeds) yield cut(image, work, {step, torn: true, seed});
	}
}

/** Cuts of `cuts` that differ in more than their luck. */
export function placesOf(cuts: Iterable<Cut>): number {
	return new Set([...cuts].map(({step, torn}) => `${step} ${torn}`)).size;
}

/** Draws that depend on `seed` alone. */
export function luckOf(seed: number): Luck {
	let state = Math.imul(seed, 0x9e37_79b9);
	return () => {
		state = Math.imul(state ^ (state >>> 15), 0x85eb_ca6b) + 0x6d2b_79f5;
		return (state ^ (state >>> 13)) >>> 0;
	};
}

function cut(
	image: Uint8Array,
	work: (flash: Flash) => void,
	{step, torn, seed}: Omit<Cut, 'image'>,
): Cut {
	const flash = new Flash(image);
	flash.cutAt(step, torn ? luckOf(seed + 16 * step) : undefined);
	try {
		work(flash);
	} catch (error) {
		if (error instanceof PowerCut) return {step, torn, seed, image: flash.image()};
		throw error;
	}
	throw new RangeError(`step ${step} was never reached`);
}
