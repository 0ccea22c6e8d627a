/*
 * From the file of a sweep to the runs that it asks for.
 *
 *   grid    a: [1, 2]  b: [x, y]        points   a=1 b=x   a=1 b=y   a=2 b=x   a=2 b=y
 *   points x seeds                      runs, each with an id
 *
 * The id of a run is a hash of the scenario as it was read, its seed and the firmware: the same
 * run has it in every sweep and on every machine, and another firmware makes another run.
 */
import {createHash} from 'node:crypto';
import path from 'node:path';
import {stringify} from 'yaml';
import {UsageError} from '../errors.js';
import {
	parseScenario,
	readText,
	type ScenarioText,
	scenarioFrom,
	scenarioText,
} from '../scenario/load.js';
import type {Scenario} from '../scenario/schema.js';
import {type Complaint, mustBeContent, readBy} from '../yaml/complaint.js';
import {YamlSource} from '../yaml/yaml-source.js';
import {OverriddenSource, type Override} from './overridden-source.js';
import {override, type Raw} from './override.js';
import {RUNS_MAX, type SweepFile, sweepSchema} from './sweep-schema.js';

/** One combination of the values of the grid, by path. */
export interface Point {
	readonly values: Readonly<Record<string, unknown>>;
	readonly scenario: Scenario;
	/** What the scenario's file would say, without its seed. */
	readonly raw: Readonly<Raw>;
	/** Where files lie that it names. */
	readonly folder: string;
}

/** One point with one seed. */
export interface Run {
	readonly id: string;
	readonly point: Point;
	readonly seed: number;
	readonly scenario: Scenario;
}

export interface Plan {
	readonly file: SweepFile;
	readonly points: readonly Point[];
	/** Point by point, and within it seed by seed. */
	readonly runs: readonly Run[];
}

const ID_DIGITS = 16;

/**
 * Reads the sweep in `file`, for the firmware with this hash. What is wrong with it, or with a
 * scenario that it makes, is a UsageError with a line for each mistake.
 */
export function loadPlan(file: string, firmware: string): Plan {
	const source = new YamlSource(readText(file), file);
	const sweep = readBy(sweepSchema, source);
	const combined = combinations(sweep.grid);
	const count = combined.length * sweep.seeds.length;
	if (count > RUNS_MAX) {
		throw new UsageError(`${file}: ${count} runs, expected ${RUNS_MAX} at most`);
	}
	const base = baseOf(file, sweep, source);
	parseScenario(base.text, base.file, base.folder);
	const points = combined.map(indices => pointOf(indices, {sweep, source, base}));
	mustBeSimulated(points, sweep, source);
	const runs = points.flatMap(point => sweep.seeds.map(seed => runOf(point, seed, firmware)));
	mustDiffer(runs, source.placeOf(source.offsetOf(['grid'])));
	return {file: sweep, points, runs};
}

/** A scenario that is not there is a mistake of the line that names it. */
function baseOf(file: string, sweep: SweepFile, source: YamlSource): ScenarioText {
	try {
		return scenarioText(beside(file, sweep.scenario));
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		const place = source.placeOf(source.offsetOf(['scenario']));
		throw new UsageError(`${place}: ${error.message.replaceAll('\n', '; ')}`);
	}
}

/** The text of a file that has `run` again, from the folder `folder`. */
export function fileOf({point, seed}: Run, folder: string): string {
	const raw = structuredClone(point.raw) as Raw;
	const {propagation} = point.scenario.air;
	if ('file' in propagation) {
		const written = (raw['air'] as Raw)['propagation'] as Raw;
		written['file'] = path.relative(folder, path.resolve(point.folder, propagation.file));
	}
	return stringify({...raw, seed});
}

interface Ground {
	readonly sweep: SweepFile;
	readonly source: YamlSource;
	readonly base: ScenarioText;
}

/** Which value of each axis, for all combinations; the last axis changes first. */
function combinations(grid: SweepFile['grid']): Record<string, number>[] {
	return Object.entries(grid).reduce<Record<string, number>[]>(
		(sofar, [key, values]) =>
			sofar.flatMap(indices => values.map((_, index) => ({...indices, [key]: index}))),
		[{}],
	);
}

function pointOf(indices: Readonly<Record<string, number>>, {sweep, source, base}: Ground): Point {
	const value = structuredClone(new YamlSource(base.text, base.file).value) as Raw;
	const overrides: Override[] = [];
	const complaints: Complaint[] = [];
	for (const [key, index] of Object.entries(indices)) {
		const made = override(value, key, sweep.grid[key]![index]);
		if ('paths' in made) overrides.push(...made.paths.map(where => ({path: where, key, index})));
		else complaints.push({path: ['grid', key, index], expected: made.expected});
	}
	mustBeContent(complaints, source);
	const scenario = scenarioFrom(
		new OverriddenSource(base, value, {overrides, sweep: source}),
		base.folder,
	);
	return {
		values: Object.fromEntries(
			Object.entries(indices).map(([key, index]) => [key, sweep.grid[key]![index]]),
		),
		scenario,
		raw: value,
		folder: base.folder,
	};
}

/** Boards hold time to the wall clock, and there is one of each. */
function mustBeSimulated(points: readonly Point[], sweep: SweepFile, source: YamlSource): void {
	const boards = points.some(({scenario}) =>
		scenario.nodes.some(({target}) => target.kind !== 'sim'),
	);
	if (!boards) return;
	const expected = `a scenario of simulated nodes alone; ${sweep.scenario} has boards`;
	mustBeContent([{path: ['scenario'], expected}], source);
}

function runOf(point: Point, seed: number, firmware: string): Run {
	const scenario = {...point.scenario, seed};
	const said = JSON.stringify([firmware, scenario]);
	const id = createHash('sha256').update(said).digest('hex').slice(0, ID_DIGITS);
	return {id, point, seed, scenario};
}

/** 1h and 60m are two values of one run, which would count twice. */
function mustDiffer(runs: readonly Run[], place: string): void {
	const byId = new Map<string, Run>();
	for (const run of runs) {
		const same = byId.get(run.id)?.point.values;
		const both = [same, run.point.values].map(values => JSON.stringify(values)).join(' and ');
		if (same !== undefined) throw new UsageError(`${place}: ${both} are the same scenario`);
		byId.set(run.id, run);
	}
}

/** A path is one from where the sweep's file lies; a name is a name. */
function beside(file: string, scenario: string): string {
	if (!/[/\\.]/.test(scenario) || path.isAbsolute(scenario)) return scenario;
	return path.join(path.dirname(file), scenario);
}
