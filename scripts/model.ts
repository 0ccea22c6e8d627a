/*
 * Does SNAKE-128 converge, and does each of its rules matter? Asks spin of every run in
 * model-runs.ts and prints what it found; docs/model/README.md says what that proves.
 *
 *   node build/scripts/model.js [--big] [--only <name>] [--json]
 *
 * Exit code 0: all as it has to be; 1: something is not; 2: no such run; 3: no spin or gcc.
 */
import {Command} from 'commander';
import {EnvironmentError, UsageError} from '../harness/errors.js';
import {type ModelRun, modelRuns} from './model-runs.js';
import {askSpin, type SpinBounds, type SpinFinding, spinMissing} from './spin.js';

interface Options {
	readonly big: boolean;
	readonly only?: string;
	readonly json: boolean;
}

interface Row extends SpinFinding {
	readonly name: string;
	readonly expected: string;
	readonly good: boolean;
}

const EVERY_DAY: SpinBounds = {timeMs: 60_000, memoryMb: 700};
const BIG: SpinBounds = {timeMs: 600_000, memoryMb: 2500};

const options = new Command('model')
	.option('--big', 'the large runs as well: two minutes, 1.2 GB', false)
	.option('--only <name>', 'one run, large or not')
	.option('--json', 'print the table as JSON', false)
	.parse()
	.opts<Options>();

try {
	process.exitCode = await model();
} catch (error) {
	if (!(error instanceof EnvironmentError) && !(error instanceof UsageError)) throw error;
	console.error(`model: ${error.message}`);
	process.exitCode = error.exitCode;
}

async function model(): Promise<number> {
	const chosen = chosenRuns(options);
	const missing = spinMissing();
	if (missing !== undefined) throw new EnvironmentError(missing, {hint: 'run scripts/setup'});
	const rows: Row[] = [];
	for (const run of chosen) {
		const row = await rowOf(run);
		if (!options.json) console.log(lineOf(row));
		rows.push(row);
	}
	if (options.json) console.log(JSON.stringify(rows, undefined, '\t'));
	return rows.every(({good}) => good) ? 0 : 1;
}

function chosenRuns({big, only}: Options): readonly ModelRun[] {
	if (only === undefined) return modelRuns.filter(run => big || !run.big);
	const runs = modelRuns.filter(({name}) => name === only);
	if (runs.length > 0) return runs;
	throw new UsageError(`no run "${only}"; there are ${modelRuns.map(run => run.name).join(', ')}`);
}

async function rowOf(run: ModelRun): Promise<Row> {
	const finding = await askSpin(run, run.big ? BIG : EVERY_DAY);
	const expected = run.broken ?? 'holds';
	return {name: run.name, expected, good: finding.found === expected, ...finding};
}

function lineOf({name, expected, good, found, states, memoryMb, elapsedMs}: Row): string {
	const figures = [
		states.toLocaleString('en').padStart(12),
		`${memoryMb} MB`.padStart(8),
		`${(elapsedMs / 1000).toFixed(1)} s`.padStart(8),
	];
	const verdict = good ? `good  ${found}` : `BAD   ${found}, not ${expected}`;
	return `${name.padEnd(22)}${figures.join('')}  ${verdict}`;
}
