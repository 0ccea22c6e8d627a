/*
 * What a scenario says of its air: the channel, what is lost on the way, who wins when frames
 * overlap. Links that somebody measured stand in a file beside the scenario; measured-links.ts
 * reads it.
 */
import {z} from 'zod';
import type {GainMatrix, RssiTrace} from '../../sim/phy/terrain.js';
import {duration, HOUR, number, oneOf, SECOND, whole} from './terms.js';

const shadowingDb = number(0, 12, 'Standard deviation of a loss each link has, in dB.').prefault(0);

const file = z
	.string({error: 'the path of a CSV file, from the scenario'})
	.regex(/\.csv$/, {error: 'the path of a CSV file, from the scenario'})
	.describe('A CSV file; a path that is not absolute begins where the scenario lies.');

const logDistanceSchema = z.strictObject({
	model: z.literal('log-distance').prefault('log-distance'),
	referenceLossDb: number(0, 100, 'Loss at one metre, in dB.').prefault(46.68),
	exponent: number(
		1,
		6,
		'Loss grows by ten times this, in dB, with each tenfold distance.',
	).prefault(3),
	shadowingDb,
});

const breakpointSchema = z.strictObject({
	model: z.literal('breakpoint').describe('Annex E: free space for 8 m, then 33 dB a decade.'),
	shadowingDb,
});

const ituSchema = z.strictObject({
	model: z.literal('itu-indoor').describe('ITU-R P.1238, between floors of an office.'),
	distanceLossDb: number(20, 40, 'N, dB a decade: office 30, home 28, shop 22.').prefault(30),
	floors: whole(0, 10, 'Floors that every link goes through.').prefault(0),
	shadowingDb,
});

const freeSpaceSchema = z.strictObject({
	model: z.literal('free-space').describe('Friis: nothing between, nothing around.'),
	shadowingDb,
});

const twoRaySchema = z.strictObject({
	model: z.literal('two-ray').describe('Free space, and the ground: 40 dB a decade far away.'),
	heightM: number(0.1, 100, 'Height of every antenna, in metres.').prefault(1.5),
	shadowingDb,
});

const matrixSchema = z.strictObject({
	model: z.literal('matrix').describe('Losses of links from a file: from,to,lossDb.'),
	file,
});

const traceSchema = z.strictObject({
	model: z.literal('trace').describe('What arrives from a file: timeS,from,to,rssiDbm.'),
	file,
});

const MODELS = ['breakpoint', 'itu-indoor', 'free-space', 'two-ray', 'matrix', 'trace'];

/** A mapping without a model is one of log-distance, so that is tried for what is no other. */
const propagationSchema = z.preprocess(
	withModel,
	z.discriminatedUnion(
		'model',
		[
			logDistanceSchema,
			breakpointSchema,
			ituSchema,
			freeSpaceSchema,
			twoRaySchema,
			matrixSchema.transform(({model, file: name}) => ({model, file: name, rows: noGains()})),
			traceSchema.transform(({model, file: name}) => ({model, file: name, rows: noRssi()})),
		],
		{
			error: issue =>
				issue.code === 'invalid_union' ? `one of log-distance, ${MODELS.join(', ')}` : undefined,
		},
	),
);

function withModel(value: unknown): unknown {
	if (typeof value !== 'object' || value === null || 'model' in value) return value;
	return {model: 'log-distance', ...value};
}

/** Rows are filled in by who reads the file. */
function noGains(): GainMatrix['rows'] {
	return [];
}

function noRssi(): RssiTrace['rows'] {
	return [];
}

const KEY_WANTED = '`drawn`, or 32 hexadecimal digits';

const linkKeySchema = z
	.union(
		[
			z.literal('drawn'),
			z
				.string()
				.regex(/^[\da-f]{32}$/i)
				.transform((digits): Uint8Array => Buffer.from(digits, 'hex')),
		],
		{error: KEY_WANTED},
	)
	.describe(
		'A key of the whole network, drawn from the seed or given: the MAC protects data frames with it, ENC-MIC-32.',
	);

const fadingSchema = z
	.strictObject({
		deviationDb: number(0, 10, 'Standard deviation of what changes, in dB.'),
		every: duration(SECOND, 24 * HOUR, 'How long a link stays as it is.').prefault('150s'),
	})
	.transform(({deviationDb, every}) => ({deviationDb, everyMs: every}))
	.describe('Slow fading: what a link loses changes now and then.');

export const airSchema = z.strictObject({
	channel: whole(11, 26, 'A channel of IEEE 802.15.4 at 2.4 GHz.').prefault(26),
	propagation: propagationSchema.prefault({}),
	fading: fadingSchema.optional(),
	capture: oneOf(
		['none', '3dB', 'awgn'],
		'What overlapping frames do: none survives, one that is 3 dB stronger does, or as noise.',
	).prefault('3dB'),
	ccaMode: z
		.union([z.literal(1), z.literal(2), z.literal(3)], {error: '1, 2 or 3'})
		.describe('When a channel is busy: energy (1), a carrier (2), or either (3).')
		.prefault(1),
	linkKey: linkKeySchema.optional(),
});
