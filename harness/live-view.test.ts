import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {bundled, simulate} from './bench.js';
import {EnvironmentError} from './errors.js';
import {LiveRun} from './live-run.js';
import type {Scenario} from './scenario/schema.js';
import {Recording} from './view/recording.js';
import {Row, Tape} from './view/tape.js';

const smoke = bundled('smoke', {durationMs: 5000});
/** Its first node is carried three metres away. */
const carried = bundled('smoke', {
	durationMs: 5000,
	faults: [{kind: 'move', nodes: [1], to: {xM: 9, yM: 9}, atMs: 1000, overMs: 2000}],
});

test('a run that is held and let go by turns has the trace of one that is not', async t => {
	const {run, watching} = await live(t, smoke);
	for (let us = 0; us <= 5_000_000; us += 250_000) {
		run.allow(us);
		await watching.reached(us);
	}
	for (let one = 0; one < 20; one++) run.allowOne();
	run.allow(Infinity);
	const {traceHash} = await run.finished;
	t.is(traceHash, (await simulate(smoke)).traceHash);
});

test('time does not go further than it is allowed', async t => {
	const {run, watching} = await live(t, smoke);
	run.allow(1_000_000);
	await watching.reached(1_000_000);
	t.true(watching.tape.endUs <= 1_000_000);
	t.true(watching.tape.count > 0);
});

test('one event that is allowed is one event, whenever it is', async t => {
	const {run, watching} = await live(t, smoke);
	const times: number[] = [];
	for (let one = 0; one < 10; one++) {
		run.allowOne();
		await watching.rows(times.length);
		times.push(watching.tape.endUs);
	}
	const distinct = [...new Set(watching.tape.timesUs.subarray(0, watching.tape.count))];
	t.deepEqual(distinct, times);
});

test('what a view is told while a run goes on is what its files say afterwards', async t => {
	const {run, watching, folder} = await live(t, carried);
	run.allow(Infinity);
	const summary = await run.finished;
	t.deepEqual(JSON.parse(readFileSync(path.join(folder, 'summary.json'), 'utf8')), {...summary});
	const recording = new Recording(folder);
	await recording.read();
	t.deepEqual(recording.stage, run.stage);
	t.deepEqual(rowsOf(tapeOf(recording)), rowsOf(watching.tape));
	t.is(
		watching.tape.rows.subarray(0, watching.tape.count).filter(row => row === Row.place).length,
		3,
	);
	t.deepEqual(recording.reel.ending?.summary, run.reel.ending?.summary);
});

test('the memory of a node can be seen while its run is held, without its keys', async t => {
	const {run, watching} = await live(t, smoke);
	run.allow(4_000_000);
	await watching.reached(4_000_000);
	const {radios, areas} = run.stage;
	const memory = await run.memoryOf(radios.length - 1);
	const octetsOf = (wanted: string) => {
		const {at, size} = areas.find(({name}) => name === wanted)!;
		return memory!.octets.subarray(at, at + size);
	};
	t.true(memory!.timeUs >= 4_000_000);
	t.is(Buffer.from(octetsOf('clientId')).toString('latin1'), radios.at(-1)!.clientId!);
	t.true(octetsOf('sessions').every(octet => octet === 0));
	t.is(await run.memoryOf(0), undefined);
});

test('a run that is interrupted while it is held ends, with its files', async t => {
	const {run, watching, folder} = await live(t, smoke);
	run.allow(1_000_000);
	await watching.reached(1_000_000);
	run.interrupt();
	t.true((await run.finished).interrupted);
	t.true(JSON.parse(readFileSync(path.join(folder, 'summary.json'), 'utf8')).interrupted);
});

test('a run that cannot begin says why, as a run without a view does', async t => {
	await t.throwsAsync(live(t, smoke, path.join('/dev/null', 'run')), {
		instanceOf: EnvironmentError,
		message: /cannot write to/,
	});
});

async function live(t: ExecutionContext, scenario: Scenario, below?: string) {
	const made = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(made, {recursive: true, force: true}));
	const folder = below ?? made;
	const stepOf = () => ({share: 0, text: ''});
	const run = await LiveRun.open(scenario, {folder, capture: 'none', stepOf});
	t.teardown(() => run.close());
	return {run, folder, watching: new Watching(run)};
}

/** Follows a run, and waits for it to come somewhere. */
class Watching {
	readonly tape = new Tape();
	#reachedUs = 0;
	#changed = () => {};

	constructor({reel}: LiveRun) {
		for (const chunk of reel.chunks) this.tape.append(chunk);
		reel.listen({
			chunk: chunk => {
				this.tape.append(chunk);
				this.#changed();
			},
			reached: us => {
				this.#reachedUs = us;
				this.#changed();
			},
			ended: () => this.#changed(),
		});
	}

	reached(us: number): Promise<void> {
		return this.#until(() => this.#reachedUs >= us);
	}

	/** Until there are more rows than `count` times of events. */
	rows(count: number): Promise<void> {
		const times = () => new Set(this.tape.timesUs.subarray(0, this.tape.count)).size;
		return this.#until(() => times() > count);
	}

	async #until(holds: () => boolean): Promise<void> {
		while (!holds()) {
			await new Promise<void>(resolve => {
				this.#changed = resolve;
			});
		}
	}
}

function tapeOf({reel}: Recording): Tape {
	const tape = new Tape();
	for (const chunk of reel.chunks) tape.append(chunk);
	return tape;
}

function rowsOf(tape: Tape): string[] {
	return Array.from({length: tape.count}, (_, index) =>
		[tape.timesUs, tape.rows, tape.codes, tape.sizes, tape.a, tape.b, tape.c]
			.map(column => String(column[index]))
			.concat(tape.rows[index] === Row.event ? tape.textAt(index) : '')
			.join(' '),
	);
}
