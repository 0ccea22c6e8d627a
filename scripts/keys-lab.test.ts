import {readFileSync} from 'node:fs';
import test from 'ava';
import {runSchedule} from './keys-lab/schedule.js';

const firmware = new WebAssembly.Module(readFileSync(new URL('../node.wasm', import.meta.url)));
const SCHEDULES = 1500;

test('goal/G10 and goal/G12: in 1,500 random schedules keys stay in step, and no nonce comes twice', async t => {
	const sum = {powerCuts: 0, deaths: 0, generations: 0};
	for (let seed = 1; seed <= SCHEDULES; seed++) {
		const {broken, powerCuts, deaths, generation} = await runSchedule(firmware, seed);
		t.is(broken, undefined, `again: npm run keys-lab -- --runs 1 --seed ${seed}`);
		sum.powerCuts += powerCuts;
		sum.deaths += deaths;
		sum.generations += generation;
	}
	t.true(
		Object.values(sum).every(count => count > 2 * SCHEDULES),
		JSON.stringify(sum),
	);
});

test('the same seed has the same course', async t => {
	t.deepEqual(await runSchedule(firmware, 77), await runSchedule(firmware, 77));
	t.notDeepEqual(await runSchedule(firmware, 77), await runSchedule(firmware, 78));
});
