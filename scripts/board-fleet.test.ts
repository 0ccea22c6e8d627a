/*
 * A board in a fleet with keys, from its factory key on: board-fleet.ts has the bench.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {mosquittoMissing} from '../harness/broker/mosquitto.js';
import {ConfigKey, type Settings} from '../harness/serial/config-key.js';
import {Qemu} from '../harness/serial/qemu.js';
import {ANSWERS, EUI, Fleet, keys, newFleet, SAMPLES} from './board-fleet.js';
import {emulationMissing, TargetImages} from './target-images.js';

const missing = (await emulationMissing()) ?? mosquittoMissing();
const images = new TargetImages('node-fleet');
const folder = mkdtempSync(path.join(tmpdir(), 'board-fleet-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const SENSOR: Settings = {
	[ConfigKey.App]: 1,
	[ConfigKey.Qos]: 1,
	[ConfigKey.PeriodMs]: 400,
	[ConfigKey.SearchMs]: 200,
	[ConfigKey.RetryMs]: 1000,
};
const ACTUATOR: Settings = {...SENSOR, [ConfigKey.App]: 2};

/* Built before a clock runs: the compiler shares this process. */
test.before(async () => {
	if (missing === undefined) await images.imageOf('microbit', true);
});

(missing === undefined ? test.serial : test.skip)(
	'a board comes from its factory key to protected messages at each QoS, and hears commands',
	async t => {
		await using fleet = await Fleet.start(images, folder);
		for (const qos of [0, 1, 2]) {
			await fleet.run({...SENSOR, [ConfigKey.Qos]: qos});
			t.regex(await fleet.arrives(SAMPLES), /^0 \d+ 0$/, `QoS ${qos}`);
		}
		await fleet.run(ACTUATOR);
		await fleet.commanded('light on');
		t.is(await fleet.arrives(ANSWERS), 'light on');
		t.deepEqual(fleet.tap.inClear, [], 'nothing left the board in clear');
		t.is(fleet.tap.hellos, 1, 'its session outlived each start anew');
		t.deepEqual(fleet.tap.unwanted, [], 'no trap, no fault, no start anew unasked');
	},
);

for (const moment of ['it has asked', 'it is told', 'it has the next keys'] as const) {
	(missing === undefined ? test : test.skip)(
		`a board that dies in the midst of a re-key, when ${moment}, finds its way back`,
		async t => {
			await using fleet = await Fleet.start(images, folder);
			await fleet.run(SENSOR);
			await fleet.arrives(SAMPLES);
			await fleet.dies(moment);
			fleet.forget();
			await fleet.target.power!.restore();
			t.regex(await fleet.arrives(SAMPLES), /^0 \d+ 0$/);
			await fleet.settled();
			const [row] = await fleet.rows();
			t.like(row, {eui: EUI, state: 'active'});
			const behind = fleet.tap.securedAt.at(-1)! - row!.generation;
			t.true(behind === 0 || behind === 1, 'a row lags by one generation at most');
			t.deepEqual(fleet.tap.inClear, []);
		},
	);
}

test('PROVISION over the line takes the way of the command line, once', async t => {
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	const {dir, authority} = await newFleet(folder);
	const qemu = await Qemu.start({machine: 'microbit', elf: await images.imageOf('microbit', true)});
	try {
		await qemu.run();
		const args = ['provision', dir, '--authority', authority, '--eui', EUI, '--target'];
		const {stdout} = await keys(...args, `serial:${qemu.port}`);
		t.regex(stdout, /^00124b0001020304 is provisioned/);
		const again = keys(...args, `serial:${qemu.port}`, '--replace');
		const {code, stderr} = (await t.throwsAsync(again)) as Error & {code: number; stderr: string};
		t.is(code, 3);
		t.regex(stderr, /refused the keys/);
		const gone = keys(...args, 'qemu:microbit');
		t.is(((await t.throwsAsync(gone)) as Error & {code: number}).code, 2);
	} finally {
		await qemu.stop();
	}
});
