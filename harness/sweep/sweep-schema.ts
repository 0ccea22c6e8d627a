/*
 * What a sweep file says: a scenario, what is varied in it, and how often each variation is run.
 *
 *   scenario: smoke
 *   grid:
 *     nodes: [10, 20, 40]
 *     air.propagation.shadowingDb: [0, 4]
 *     nodes.small.publish.every: [1s, 5s]
 *   seeds: 5
 *
 * Every message can follow the word "expected", as in a scenario. Knows no scenario: whether a
 * path leads anywhere is seen where it is followed.
 */
import {z} from 'zod';
import {whole} from '../scenario/terms.js';
import {oneOfThese} from '../yaml/nearest.js';
import {FIGURE_NAMES} from './figures.js';

/** More is a mistake: 100,000 runs of a second take a day. */
export const RUNS_MAX = 100_000;
const SEED_MAX = 0xffff_ffff;

const name = z
	.string({error: 'a name of small letters, digits and dashes'})
	.regex(/^[a-z][a-z0-9-]{0,31}$/, {error: 'a name of small letters, digits and dashes'});

const values = z
	.array(z.unknown(), {error: 'a list of values'})
	.min(1, {error: 'at least one value'})
	.refine(list => new Set(list.map(value => JSON.stringify(value))).size === list.length, {
		error: 'each value once',
	});

const gridSchema = z
	.record(z.string(), values, {error: 'lists of values by the path of a key of the scenario'})
	.refine(grid => !Object.hasOwn(grid, 'seed'), {
		path: ['seed'],
		error: 'nothing: seeds stand under `seeds`',
	})
	.describe('What is varied: each combination of these values is a point.');

const seedsSchema = z
	.union(
		[
			whole(1, RUNS_MAX).transform(count => Array.from({length: count}, (_, index) => index + 1)),
			z.array(whole(0, SEED_MAX)).min(1),
		],
		{error: `how many, from 1 to ${RUNS_MAX}, or a list of seeds`},
	)
	.refine(seeds => new Set(seeds).size === seeds.length, {error: 'each seed once'})
	.describe('Every point is run once with each: a list, or a number for 1, 2, 3 and so on.');

const figuresSchema = z
	.array(z.enum(FIGURE_NAMES, {error: ({input}) => oneOfThese(FIGURE_NAMES, input)}), {
		error: `a list of figures: ${FIGURE_NAMES.join(', ')}`,
	})
	.min(1, {error: 'at least one figure'})
	.describe('The columns of the table.');

export const sweepSchema = z.strictObject({
	name,
	description: z.string({error: 'text'}).prefault(''),
	scenario: z
		.string({error: 'the name of a scenario, or the path of its file'})
		.describe('A bundled one by its name, or the path of a file from here.'),
	grid: gridSchema.prefault({}),
	seeds: seedsSchema.prefault(5),
	figures: figuresSchema.prefault(['delivery', 'latency.p95', 'collisions']),
});

export type SweepFile = z.output<typeof sweepSchema>;
