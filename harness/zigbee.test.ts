import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {tshark, tsharkMissing} from '../sim/pcap/tshark.js';
import {MQTT_SN_OVER_ZIGBEE, zigbeeKeyOptions} from '../sim/pcap/zigbee-keys.js';
import {Artefacts} from './artefacts.js';
import {bundled} from './bench.js';
import {UsageError} from './errors.js';
import {parseScenario} from './scenario/load.js';
import {networkKeyOf, radiusOf} from './scenario/network-schema.js';
import type {Scenario} from './scenario/schema.js';
import {simulate} from './simulate.js';

/* A comment of ours is the only remark that an expert may make, but for GwAdd, which is read as text. */
const FAULTS = '_ws.malformed || (_ws.expert && !frame.comment && !mqttsn.gw.addr)';

test('smoke meets its expectations over ZigBee, and network is all that is changed', async t => {
	const {expectations} = (await simulate(overZigbee('smoke'))).summary({});
	t.deepEqual(
		expectations.filter(({passed}) => !passed).map(({text, observed}) => `${text}: ${observed}`),
		[],
	);
});

test('a line of five hops, protected from end to end, delivers all', async t => {
	const line = await simulate(parseScenario(LINE, 'line.yaml'));
	const {published, delivered, duplicates, keys} = line.summary({});
	t.true(published > 20);
	t.is(delivered, published);
	t.is(duplicates, 0);
	t.is(keys?.joined, 6);
});

test('tshark decrypts every frame of smoke, and finds MQTT-SN inside', async t => {
	const missing = tsharkMissing();
	if (missing !== undefined) {
		t.log(missing);
		t.pass();
		return;
	}
	const scenario = overZigbee('smoke');
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	try {
		const sent = await captureTo(folder, scenario);
		const capture = readFileSync(path.join(folder, 'capture.pcapng'));
		const script = path.join(folder, 'mqtt-sn.lua');
		writeFileSync(script, MQTT_SN_OVER_ZIGBEE);
		const key = zigbeeKeyOptions(networkKeyOf(scenario.seed));
		const row = readFileSync(path.join(folder, 'zigbee_pc_keys'), 'latin1');
		t.is(key[1], `uat:zigbee_pc_keys:${row.trim()}`, 'the key that the run has left');
		const dissection = ['-X', `lua_script:${script}`, '-d', 'udp.port==61616,mqttsn'];
		const count = async (filter: string) => {
			const args = [...key, ...dissection, '-Y', filter, '-T', 'fields', '-e', 'frame.number'];
			return (await tshark(args, capture)).split('\n').length - 1;
		};
		t.is(await count('frame'), sent);
		t.is(await count('wpan.fcs_ok == 1'), sent);
		t.is(await count(FAULTS), 0);
		const plain = await count('zbee_nwk && !zbee.sec.key && !zbee_beacon');
		t.is(plain, 0, 'a frame that tshark could not decrypt');
		t.true((await count('mqttsn')) > 300);
		t.true((await count('mqttsn && zbee_aps.fragments')) > 50, 'put together from blocks');
	} finally {
		rmSync(folder, {recursive: true});
	}
});

test('a network key follows from the seed, and another one from another seed', t => {
	const [one, same, other] = [1, 1, 2].map(seed => Buffer.from(networkKeyOf(seed)).toString('hex'));
	t.is(one, same);
	t.not(one, other);
	t.is(one.length, 32);
});

test('SEARCHGW goes as far as its radius says, anything else as far as there is a network', t => {
	t.is(radiusOf(Uint8Array.of(9, 3, 1, 5), 1, 3), 5);
	t.is(radiusOf(Uint8Array.of(3, 1, 0), 0, 3), 0);
	t.is(radiusOf(Uint8Array.of(3, 0, 5), 0, 3), 0);
	t.is(radiusOf(Uint8Array.of(2, 1), 0, 2), 0);
});

test('attackers with a radio are refused where the network is ZigBee', t => {
	const attacker = 'attackers: [{kind: replayer, position: [1, 1]}]\n';
	const error = t.throws(() => parseScenario(LINE + attacker, 'line.yaml'), {
		instanceOf: UsageError,
	});
	t.regex(error.message, /attackers\[0\]/);
});

/* The bench. */

function overZigbee(name: string): Scenario {
	return {...bundled(name), network: 'zigbee'};
}

/** Runs `scenario`; returns how many frames were on the air. */
async function captureTo(folder: string, scenario: Scenario): Promise<number> {
	const artefacts = new Artefacts({folder, capture: 'all'});
	const {outcome} = await simulate(scenario, {
		prepared: (world, described) => artefacts.watch(world, described),
	});
	artefacts.close();
	return outcome.frames.sent;
}

const LINE = `
name: line
duration: 2m
network: zigbee
area: {widthM: 110, heightM: 10}
air: {ccaMode: 3, propagation: {referenceLossDb: 40, exponent: 4}}
gateways: [{placement: {points: [[0, 5]]}}]
nodes:
  - name: relay
    count: 5
    app: sensor
    placement: {points: [[20, 5], [40, 5], [60, 5], [80, 5], [100, 5]]}
    publish: {every: 20s, qos: 1}
    start: {within: 3s}
  - name: sleeper
    count: 1
    app: sensor
    placement: {points: [[90, 9]]}
    publish: {every: 20s, qos: 1}
    sleep: 10s
    start: {within: 3s}
`;
