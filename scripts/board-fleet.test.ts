/*
 * A board in a fleet with keys, from its factory key on: a microbit in QEMU whose image traps at
 * every stray or unaligned access, its line, a gateway with a key server, and mosquitto.
 *
 *   mosquitto  --  gateway, guard  --  Tap  --  line  --  board
 */
import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import test from 'ava';
import {connectAsync, type MqttClient} from 'mqtt';
import {Mosquitto, mosquittoMissing} from '../harness/broker/mosquitto.js';
import {MqttBroker} from '../harness/broker/mqtt-broker.js';
import type {Listed} from '../harness/keys/order.js';
import {GatewayDriver} from '../harness/program/gateway-driver.js';
import {type KeyWay, openKeyWay} from '../harness/program/key-way.js';
import {Log} from '../harness/program/log.js';
import {ACCEPT_SIZE, HELLO_SIZE, PROTECTION_TYPE} from '../harness/security/frames.js';
import {INNER_SIZE_MAX} from '../harness/security/record.js';
import {Event} from '../harness/serial/codes.js';
import {ConfigKey, type Settings} from '../harness/serial/config-key.js';
import type {Target} from '../harness/target/target.js';
import {SerialTransport} from '../harness/transport/serial.js';
import type {Address, Transport} from '../harness/transport/transport.js';
import {emulationMissing, TargetImages} from './target-images.js';

const missing = (await emulationMissing()) ?? mosquittoMissing();
const images = new TargetImages('node-fleet');
const folder = mkdtempSync(path.join(tmpdir(), 'board-fleet-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const MAIN = new URL('../harness/main.js', import.meta.url).pathname;
const GWID = '00124b00aabbccdd';
const EUI = '00124b0001020304';
const DEADLINE_MS = 30_000;
const SENSOR: Settings = {
	[ConfigKey.App]: 1,
	[ConfigKey.Qos]: 1,
	[ConfigKey.PeriodMs]: 400,
	[ConfigKey.SearchMs]: 200,
	[ConfigKey.RetryMs]: 1000,
};
const ACTUATOR: Settings = {...SENSOR, [ConfigKey.App]: 2};
const SAMPLES = `sensor/${EUI}/sample`;
const COMMANDS = `actuator/${EUI}/command`;
const ANSWERS = `actuator/${EUI}/answer`;

(missing === undefined ? test.serial : test.skip)(
	'a board comes from its factory key to protected messages at each QoS, and hears commands',
	async t => {
		await using fleet = await Fleet.start();
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
	(missing === undefined ? test.serial : test.skip)(
		`a board that dies in the midst of a re-key, when ${moment}, finds its way back`,
		async t => {
			await using fleet = await Fleet.start();
			await fleet.run(SENSOR);
			await fleet.arrives(SAMPLES);
			await fleet.dies(moment);
			fleet.forget();
			await fleet.target.power!.restore();
			t.regex(await fleet.arrives(SAMPLES), /^0 \d+ 0$/);
			await fleet.settled();
			const [row] = await fleet.rows();
			t.like(row, {eui: EUI, state: 'active'});
			t.true(fleet.tap.securedAt.every(generation => generation <= row!.generation));
			t.deepEqual(fleet.tap.inClear, []);
		},
	);
}
