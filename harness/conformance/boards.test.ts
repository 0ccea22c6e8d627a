/*
 * The suite before the same firmware on boards in QEMU: the verdicts of the simulated node, case by
 * case. What a case needs of time is set by CONFIG, so a run ends within a minute.
 */
import test from 'ava';
import {emulationMissing, TargetImages} from '../../scripts/target-images.js';
import type {Result} from './case.js';
import {builtModule} from './conform-command.js';
import {judgeClient} from './suite.js';
import {BoardPool} from './targets/board-pool.js';
import {SimulatedClient} from './targets/simulated-client.js';

const missing = await emulationMissing();
const images = new TargetImages('node-conform');

for (const board of ['microbit', 'lm3s6965evb']) {
	test.serial(`every case has the verdict on ${board} that it has simulated`, async t => {
		if (missing !== undefined) {
			t.log(`skipped: ${missing}`);
			t.pass();
			return;
		}
		const module = builtModule();
		const simulated = await judgeClient(async task => new SimulatedClient(module, task));
		const pool = await BoardPool.open(`qemu:${board}`, {image: await images.imageOf(board)});
		try {
			const startedMs = performance.now();
			const results = await pool.judge();
			t.deepEqual(results.map(lineOf), simulated.map(lineOf), complaints(results));
			t.log(`${results.length} cases in ${Math.round(performance.now() - startedMs)} ms`);
		} finally {
			await pool.close();
		}
	});
}

function lineOf({id, verdict, reading = ''}: Result): string {
	return `${id} ${verdict} ${reading}`;
}

function complaints(results: readonly Result[]): string {
	const bad = results.filter(({reason}) => reason !== undefined);
	return bad
		.map(({id, reason, octets = []}) => [`${id} ${reason}`, ...octets].join('\n'))
		.join('\n');
}
