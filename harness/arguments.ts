/* What words of a command line have to be; commander tells what was wrong. */
import {InvalidArgumentError} from 'commander';
import {parseDuration} from './scenario/duration.js';

const WHOLE = /^(\d+|0x[\da-f]+)$/i;
/** Seeds are 32 bits. */
export const SEED_MAX = 0xffff_ffff;
const NODES_MAX = 10_000;

/** A whole number, decimal or hexadecimal. */
export function whole(least: number, most: number): (text: string) => number {
	return text => {
		const value = Number(text);
		if (WHOLE.test(text) && value >= least && value <= most) return value;
		throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
	};
}

export const seed = whole(0, SEED_MAX);
export const nodeCount = whole(1, NODES_MAX);

export function positive(text: string): number {
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw new InvalidArgumentError('Expected a number above 0.');
}

/** A second or more, in milliseconds. */
export function durationMs(text: string): number {
	const value = parseDuration(text);
	if (value !== undefined && value >= 1000) return value;
	throw new InvalidArgumentError('Expected a duration of a second or more, such as 90s or 1h30m.');
}
