import test from 'ava';
import {tshark} from '../sim/pcap/tshark.js';
import {FAULTS, testWithTshark} from '../sim/pcap/tshark-bench.js';
import {bundled, captured, simulate} from './bench.js';
import {parseScenario} from './scenario/load.js';
import {simulate as simulated} from './simulate.js';

/* Nodes in a row, each of whom hears its two neighbours alone, and the campus. */

/** What tshark is told about a network of many hops. */
const DISSECTION = [
	...['-d', 'udp.port==61616,mqttsn', '-o', 'udp.check_checksum:TRUE'],
	...['-o', '6lowpan.context0:2001:db8:0:1::/64'],
];
const PREFIX = '2001:db8:0:1:0:ff:fe00:';

/** DIS, DIO, DAO up and DAO-ACK down, and MQTT-SN both ways. */
const KINDS = [
	'0x0001||ICMPv6|0||',
	'0x0001||ICMPv6|1||',
	'0x0001||ICMPv6|2|rank|',
	'0x0001||ICMPv6|3||14',
	'0x0001||MQTT-SN||rank|',
	'0x0001||MQTT-SN|||14',
];

test('four hops away from its gateway a node delivers by RPL', async t => {
	const {deliveries, hopCounts} = await simulate(chain({hops: 4}));
	t.is(deliveries.delivered, deliveries.published);
	t.true(deliveries.published > 50);
	t.is(
		hopCounts.findLastIndex(count => count > 0),
		4,
	);
});

test('without routes only the first node of a row delivers', async t => {
	const {deliveries} = await simulate(chain({hops: 4, routing: 'none'}));
	t.false(deliveries.lost.some(({radio}) => radio === 1));
	t.true(deliveries.delivered > 0);
	t.true(deliveries.delivered < deliveries.published);
});

test('the same seed has the same trace over many hops', async t => {
	const runs = [await simulate(chain({hops: 3})), await simulate(chain({hops: 3}))];
	t.is(runs[0].traceHash, runs[1].traceHash);
});

test('on the campus everything expected is met, though a tenth of the routers dies', async t => {
	const {summary} = await simulated(bundled('campus'));
	const {expectations, hops} = summary({});
	t.deepEqual(
		expectations.filter(({passed}) => !passed),
		[],
	);
	t.true(hops !== null && hops.max >= 5);
});

testWithTshark('tshark reads every frame of four hops, and finds no fault', async t => {
	const {capture, sent, outcome} = await captured(chain({hops: 4, payload: 64}), 'all');
	t.is(outcome.deliveries.delivered, outcome.deliveries.published);
	t.deepEqual(await read(capture, FAULTS, ['frame.number']), []);
	const frames = await read(capture, 'frame', [
		...['wpan.frame_type', '6lowpan.frag.size', '_ws.col.Protocol', 'icmpv6.code'],
		...['ipv6.opt.rpl.sender_rank', 'ipv6.routing.rpl.cmprI'],
	]);
	t.is(frames.length, sent);
	const legible = /^0x0002|^0x0001\|(\d+\||\|(MQTT-SN|ICMPv6)\|)/;
	t.deepEqual(
		frames.filter(frame => !legible.test(frame)),
		[],
	);
	const seen = new Set(frames.map(frame => frame.replace(/0x0[1-9]00/, 'rank')));
	for (const kind of KINDS) t.true(seen.has(kind), kind);
});

testWithTshark('in a mesh frames go four hops, and tshark finds no fault', async t => {
	const {capture, outcome} = await captured(chain({hops: 4, routing: 'mesh-under'}), 'all');
	t.is(outcome.deliveries.delivered, outcome.deliveries.published);
	t.is(
		outcome.hopCounts.findLastIndex(count => count > 0),
		4,
	);
	t.deepEqual(await read(capture, FAULTS, ['frame.number']), []);
	const far = await read(capture, '6lowpan.mesh.orig16 == 5 && mqttsn', [
		'wpan.src16',
		'wpan.dst16',
		'6lowpan.mesh.hops',
	]);
	t.true(far.includes('0x0005|0x0004|14'), far[0]);
	t.true(far.includes('0x0002|0x0001|11'));
});

test('when a border router dies, its tree hangs on the other one', async t => {
	const {healed, gatewayPublished} = await simulate(twoGateways());
	t.is(healed?.delivered, healed?.published);
	t.true(healed!.published > 40);
	t.true(gatewayPublished[0] > 0);
	t.true(gatewayPublished[1] > gatewayPublished[0]);
});

testWithTshark(
	'after two nodes have moved, frames that tshark reads heal their routes',
	async t => {
		const {capture, outcome} = await captured(movers(), 'all');
		t.is(outcome.healed?.delivered, outcome.healed?.published);
		t.true(outcome.healed!.published >= 20);
		const fields = ['ipv6.src', 'icmpv6.rpl.opt.transit.parent', 'icmpv6.rpl.dio.rank'];
		const filter = 'icmpv6.code == 1 || icmpv6.code == 2';
		const lines = await read(capture, `frame.time_relative > 300 && (${filter})`, fields);
		t.true(
			lines.every(line => /\|.+\|$|\|\|\d+$/.test(line)),
			'each DIO and DAO decodes',
		);
		t.true(lines.includes('fe80::ff:fe00:5||65535'), 'the first one tells whom it has led');
		for (const [mover, parent] of [
			[5, 2],
			[6, 2],
		]) {
			const dao = `${PREFIX}${mover}|${PREFIX}${parent}|`;
			t.true(lines.includes(dao), `${mover} tells the root of its new parent`);
		}
	},
);

/* The bench. */

async function read(
	capture: Uint8Array,
	filter: string,
	fields: readonly string[],
): Promise<string[]> {
	const args = ['-T', 'fields', '-E', 'separator=|', ...fields.flatMap(name => ['-e', name])];
	const lines = await tshark([...DISSECTION, '-Y', filter, ...args], capture);
	return lines.split('\n').filter(line => line !== '');
}

interface Row {
	readonly hops: number;
	readonly routing?: string;
	readonly payload?: number;
}

function chain({hops, routing = 'rpl', payload = 16}: Row) {
	const points = Array.from({length: hops}, (_, index) => `[${40 * (index + 1)}, 5]`);
	const group = `count: ${hops}, placement: {points: [${points.join(', ')}]}`;
	return parseScenario(
		`
name: chain
duration: 5m
area: {widthM: 300, heightM: 10}
air: {ccaMode: 3}
routing: ${routing}
gateways: [{placement: {points: [[0, 5]]}}]
nodes:
  - {name: hop, app: sensor, ${group}, start: {within: 3s},
     publish: {every: 20s, jitter: 1s, payload: ${payload}}}
`,
		'chain.yaml',
	);
}

/** A row with a gateway at each end, the first of which dies. */
function twoGateways() {
	return parseScenario(
		`
name: two
duration: 20m
area: {widthM: 300, heightM: 10}
air: {ccaMode: 3}
routing: rpl
gateways: [{count: 2, placement: {points: [[0, 5], [200, 5]]}}]
nodes:
  - {name: hop, app: sensor, count: 4, start: {within: 3s}, publish: {every: 30s},
     placement: {points: [[40, 5], [80, 5], [120, 5], [160, 5]]}}
faults: [{kind: gateway-death, gateway: 1, at: 8m}]
`,
		'two.yaml',
	);
}

/**
 * A row of three that say nothing of their own, and two at its end who are carried to its middle.
 * They know each other beforehand, so that it is RPL alone that heals.
 */
function movers() {
	return parseScenario(
		`
name: movers
duration: 16m
area: {widthM: 300, heightM: 100}
air: {ccaMode: 3}
routing: {kind: rpl, discovery: none}
gateways: [{placement: {points: [[0, 50]]}}]
nodes:
  - {name: silent, app: none, count: 3, placement: {points: [[40, 50], [80, 50], [120, 50]]}}
  - {name: mover, app: sensor, count: 2, placement: {points: [[155, 50], [190, 50]]},
     publish: {every: 30s}, start: {within: 3s}}
faults:
  - {kind: move, nodes: [4], to: [40, 15], at: 5m, over: 1s}
  - {kind: move, nodes: [5], to: [40, 85], at: 5m, over: 1s}
`,
		'movers.yaml',
	);
}
