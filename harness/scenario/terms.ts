/*
 * The words of a scenario's schema that its parts have in common. Every message can follow the
 * word "expected"; load.ts puts place and value before it.
 */
import {z} from 'zod';
import {oneOfThese} from '../yaml/nearest.js';
import {DURATION, formatDuration, parseDuration} from './duration.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** The largest Duration field of MQTT-SN 1.2, 5.3.4: 16 bits of seconds. */
export const SECONDS_MAX = 0xffff * SECOND;

/** One world of the simulator has 16-bit numbers for its radios, and memory for so many. */
export const NODES_MAX = 10_000;
/** GwId is one octet: MQTT-SN 1.2, 5.3.5; 0 is left out. */
export const GATEWAYS_MAX = 255;

export function whole(min: number, max: number, description?: string) {
	const error = `a whole number from ${min} to ${max}`;
	const schema = z.int({error}).min(min, {error}).max(max, {error});
	return description === undefined ? schema : schema.describe(description);
}

export function number(min: number, max: number, description: string) {
	const error = `a number from ${min} to ${max}`;
	return z.number({error}).min(min, {error}).max(max, {error}).describe(description);
}

export function oneOf<const Word extends string>(
	words: readonly [Word, ...Word[]],
	description: string,
) {
	return z.enum(words, {error: ({input}) => oneOfThese(words, input)}).describe(description);
}

export function duration(minMs: number, maxMs: number, description: string) {
	const bounds = `from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
	const error = `a duration ${bounds}, such as 90s or 1h30m`;
	return z
		.string({error})
		.regex(DURATION, {error})
		.transform(text => parseDuration(text) ?? Number.NaN)
		.refine(ms => ms >= minMs && ms <= maxMs, {error})
		.describe(`${description} A duration ${bounds}: whole numbers with h, m, s or ms.`);
}

export const point = z
	.tuple([z.number(), z.number()], {error: 'a pair of metres, [x, y]'})
	.transform(([xM, yM]) => ({xM, yM}));

export const qos = z
	.union([z.literal(0), z.literal(1), z.literal(2)], {error: '0, 1 or 2'})
	.describe('QoS of MQTT: 0 at most once, 1 at least once, 2 exactly once.');
