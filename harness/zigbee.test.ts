import test from 'ava';
import {bundled} from './bench.js';
import {parseScenario} from './scenario/load.js';
import {radiusOf} from './scenario/network-schema.js';
import type {Scenario} from './scenario/schema.js';
import {simulate} from './simulate.js';

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

test('SEARCHGW goes as far as its radius says, anything else as far as there is a network', t => {
	t.is(radiusOf(Uint8Array.of(9, 3, 1, 5), 1, 3), 5);
	t.is(radiusOf(Uint8Array.of(3, 1, 0), 0, 3), 0);
	t.is(radiusOf(Uint8Array.of(3, 0, 5), 0, 3), 0);
	t.is(radiusOf(Uint8Array.of(2, 1), 0, 2), 0);
});

/* The bench. */

function overZigbee(name: string): Scenario {
	return {...bundled(name), network: 'zigbee'};
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
