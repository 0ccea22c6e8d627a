import {readFileSync} from 'node:fs';
import test from 'ava';
import {runSchedule} from './keys-lab/schedule.js';
import {type Counts, sumOf} from './keys-lab/worker.js';

const firmware = new WebAssembly.Module(readFileSync(new URL('../node.wasm', import.meta.url)));
const SCHEDULES = 2000;

test('goal/G10, G12 and G13: in 2,000 random schedules keys stay in step, and no nonce comes twice', async t => {
	const courses: Counts[] = [];
	for (let seed = 1; seed <= SCHEDULES; seed++) {
		const {broken, ...counts} = await runSchedule(firmware, seed);
		t.is(broken, undefined, `again: npm run keys-lab -- --runs 1 --seed ${seed}`);
		courses.push(counts);
	}
	const {powerCuts, deaths, generations, restores, recoveries} = sumOf(courses);
	for (const often of [powerCuts, deaths, generations]) t.true(often > 2 * SCHEDULES);
	t.true(restores > SCHEDULES / 8);
	t.true(recoveries > SCHEDULES / 20);
});

test('the same seed has the same course', async t => {
	t.deepEqual(await runSchedule(firmware, 77), await runSchedule(firmware, 77));
	t.notDeepEqual(await runSchedule(firmware, 77), await runSchedule(firmware, 78));
});
