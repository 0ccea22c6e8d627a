/*
 * Do keys survive everything? Runs random schedules of the real firmware, two real guards and the
 * real key server, without radio and in virtual time, and looks at the invariants after each event:
 * scripts/keys-lab/schedule.ts. Exit code 1 with the command that has a failing schedule again.
 *
 *   node build/scripts/keys-lab.js [--runs 1000] [--seed 1]
 */
import {readFileSync} from 'node:fs';
import {Command} from 'commander';
import {type Course, runSchedule} from './keys-lab/schedule.js';

interface Options {
	readonly runs: number;
	readonly seed: number;
}

const SHOWN_MAX = 10;
const TOLD_EVERY = 5000;

const {runs, seed: first} = new Command('keys-lab')
	.option('--runs <n>', 'schedules, each with a seed of its own', Number, 1000)
	.option('--seed <n>', 'the seed of the first one', Number, 1)
	.parse()
	.opts<Options>();

const firmware = new WebAssembly.Module(readFileSync(new URL('../node.wasm', import.meta.url)));
const total = {generations: 0, powerCuts: 0, deaths: 0, replays: 0, lost: 0, nonces: 0};
const failures: string[] = [];
for (let seed = first; seed < first + runs; seed++) {
	const course = await runSchedule(firmware, seed);
	add(course);
	if (course.broken !== undefined) fail(seed, course.broken);
	const done = seed - first + 1;
	if (done % TOLD_EVERY === 0) console.error(`${done} of ${runs} schedules`);
}

const {generations, powerCuts, deaths, replays, lost, nonces} = total;
console.log(`${runs} schedules, ${failures.length} broken`);
console.log(`  ${generations} generations, ${nonces} nonces, none twice unless said so`);
console.log(`  ${lost} datagrams lost, ${replays} said again`);
console.log(`  ${powerCuts} power cuts, ${deaths} deaths of gateways and key servers`);
for (const failure of failures.slice(0, SHOWN_MAX)) console.log(failure);
process.exitCode = failures.length === 0 ? 0 : 1;

function add(course: Course): void {
	total.generations += course.generation;
	for (const name of ['powerCuts', 'deaths', 'replays', 'lost', 'nonces'] as const) {
		total[name] += course[name];
	}
}

function fail(seed: number, broken: string): void {
	failures.push(`seed ${seed}: ${broken}\n  again: npm run keys-lab -- --runs 1 --seed ${seed}`);
}
