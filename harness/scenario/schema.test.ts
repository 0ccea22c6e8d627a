import {readFileSync} from 'node:fs';
import test from 'ava';
import {GATEWAYS_MAX, NODES_MAX, scenarioJsonSchema, scenarioSchema} from './schema.js';

test('what a scenario leaves out is filled in', t => {
	t.deepEqual(scenarioSchema.parse(smallest()), {
		name: 'small',
		description: '',
		durationMs: 60_000,
		seed: 1,
		network: '6lowpan',
		area: {widthM: 10, heightM: 10},
		air: {
			channel: 26,
			propagation: {
				model: 'log-distance',
				referenceLossDb: 46.68,
				exponent: 3,
				shadowingDb: 0,
			},
			capture: '3dB',
			ccaMode: 1,
		},
		gateways: [
			{
				count: 1,
				board: 'nrf52840dk',
				placement: {kind: 'grid'},
				clients: NODES_MAX,
				advertiseMs: 900_000,
				gwinfoDelayMs: 0,
			},
		],
		forwarders: [],
		nodes: [
			{
				name: 'node',
				count: 1,
				app: 'sensor',
				board: 'nrf52840dk',
				placement: {kind: 'grid'},
				publish: {everyMs: 10_000, jitterMs: 0, qos: 1, topic: 'normal', payload: 16},
				keepAliveS: 60,
				retry: {afterMs: 10_000, count: 3},
				start: {withinMs: 30_000},
				session: 'default',
				driftPpm: 20,
				target: {kind: 'sim'},
				sleepS: 0,
			},
		],
		traffic: {},
		faults: [],
		attackers: [],
		predefined: [],
		routing: {kind: 'none', fragments: 'forwarded', discovery: 'none'},
		broker: {latencyMs: 2},
		security: {
			policy: 'required',
			records: 'compact',
			rekeyHours: 24,
			rekeyLog2: 20,
			orders: [],
		},
		stores: {latencyMs: 5},
		boards: {lagMs: 250},
		capture: 'all',
		expectations: [],
	});
});

test('security is one word, or a mapping that fills the rest in', t => {
	const security = (given: unknown) =>
		scenarioSchema.parse({...smallest(), security: given}).security;
	t.is(security('off').policy, 'off');
	t.like(security({records: 'full'}), {policy: 'required', records: 'full', rekeyHours: 24});
	const orders = [{ask: 'revoke', node: 3, at: '5m'}];
	t.deepEqual(security({orders}).orders, [{ask: 'revoke', node: 3, atMs: 300_000}]);
});

test('an order to expel needs the number of a node', t => {
	const security = {orders: [{ask: 'revoke', at: '5m'}]};
	t.false(scenarioSchema.safeParse({...smallest(), security}).success);
});

test('security is a word, or a mapping with orders at their times', t => {
	const read = (security: unknown) => scenarioSchema.parse({...smallest(), security}).security;
	t.like(read('off'), {policy: 'off', records: 'compact', orders: []});
	t.like(read({orders: [{ask: 'rekey', at: '5m'}]}), {
		policy: 'required',
		orders: [{ask: 'rekey', atMs: 300_000}],
	});
	t.throws(() => read('perhaps'), {message: /required, optional, off or a mapping/});
});

test('routes are one word, or a mapping that fills the rest in', t => {
	const routed = (routing: unknown) => scenarioSchema.parse({...smallest(), routing}).routing;
	const fragments = 'forwarded';
	t.deepEqual(routed('rpl'), {kind: 'rpl', fragments, discovery: 'neighbors'});
	t.deepEqual(routed('none'), {kind: 'none', fragments, discovery: 'none'});
	t.deepEqual(routed({kind: 'mesh-under'}), {kind: 'mesh-under', fragments, discovery: 'none'});
	t.deepEqual(routed({kind: 'rpl', discovery: 'none'}), {
		kind: 'rpl',
		fragments,
		discovery: 'none',
	});
	t.deepEqual(routed({kind: 'rpl', repairEvery: '1h', fragments: 'reassembled'}), {
		kind: 'rpl',
		fragments: 'reassembled',
		discovery: 'neighbors',
		repairEveryMs: 3_600_000,
	});
	for (const wrong of ['ospf', {kind: 'rpl', repairEvery: '59s'}, {repairEvery: '1h'}]) {
		t.throws(() => routed(wrong));
	}
});

test('a forwarder is one, of the first gateway, unless it says otherwise', t => {
	const read = (group: object) =>
		scenarioSchema.parse({...smallest(), forwarders: [group]}).forwarders;
	const placement = {kind: 'grid'} as const;
	t.deepEqual(read({}), [{count: 1, board: 'nrf52840dk', placement, gateway: 1}]);
	t.like(read({count: 255, gateway: 255})[0], {count: 255, gateway: 255});
	for (const wrong of [{count: 0}, {count: 256}, {gateway: 0}, {gateway: 256}, {channel: 11}]) {
		t.throws(() => read(wrong), undefined, JSON.stringify(wrong));
	}
});

test('every model of propagation is read, and one without a name is log-distance', t => {
	const read = (propagation: object) =>
		scenarioSchema.parse({...smallest(), air: {propagation}}).air.propagation;
	t.deepEqual(
		[
			{exponent: 2},
			{model: 'breakpoint'},
			{model: 'itu-indoor', floors: 1},
			{model: 'free-space', shadowingDb: 2},
			{model: 'two-ray'},
			{model: 'matrix', file: 'links.csv'},
			{model: 'trace', file: 'rssi.csv'},
		].map(read),
		[
			{model: 'log-distance', referenceLossDb: 46.68, exponent: 2, shadowingDb: 0},
			{model: 'breakpoint', shadowingDb: 0},
			{model: 'itu-indoor', distanceLossDb: 30, floors: 1, shadowingDb: 0},
			{model: 'free-space', shadowingDb: 2},
			{model: 'two-ray', heightM: 1.5, shadowingDb: 0},
			{model: 'matrix', file: 'links.csv', rows: []},
			{model: 'trace', file: 'rssi.csv', rows: []},
		],
	);
});

test('a battery has a name or a capacity, and without `energy` there is none', t => {
	const read = (energy: object) => scenarioSchema.parse({...smallest(), energy}).energy?.battery;
	t.like(read({}), {name: '2 x AA', capacityMah: 2600});
	t.like(read({battery: 'cr2032'}), {name: 'CR2032', capacityMah: 225});
	t.deepEqual(read({battery: {capacityMah: 1000, selfDischarge: 0.02}}), {
		name: '1000 mAh',
		capacityMah: 1000,
		selfDischargeAYear: 0.02,
	});
	for (const battery of ['nuclear', {capacityMah: 0}, {selfDischarge: 0.1}]) {
		t.throws(() => read({battery}), undefined, JSON.stringify(battery));
	}
});

test('a fault that comes again has healed before', t => {
	const read = (times: object) =>
		scenarioSchema.safeParse({
			...smallest(),
			faults: [{kind: 'jam', position: [1, 1], at: '1s', ...times}],
		}).success;
	const lasts = [
		{every: '10s', for: '10s'},
		{for: '10s'},
		{every: '10s', for: '11s'},
		{every: '10s'},
	];
	t.deepEqual(lasts.map(read), [true, true, false, false]);
});

test('every way of placing nodes is read', t => {
	const kinds = ['grid', 'uniform', {grid: {columns: 3}}, {ring: 5}, {points: [[1, 2]]}];
	t.deepEqual(
		kinds.map(placement => scenarioSchema.parse(smallest({placement})).nodes[0]?.placement),
		[
			{kind: 'grid'},
			{kind: 'uniform'},
			{kind: 'grid', columns: 3},
			{kind: 'ring', radiusM: 5},
			{kind: 'points', points: [{xM: 1, yM: 2}]},
		],
	);
});

const bounds: [field: string, valid: unknown[], invalid: unknown[]][] = [
	['count', [1, NODES_MAX], [0, NODES_MAX + 1, 1.5, '1']],
	['keepAlive', ['1s', '65535s'], ['999ms', '1500ms', '65536s', 60]],
	['driftPpm', [0, 500], [-1, 501]],
	['sleep', ['1s', '65535s'], ['0s', '1500ms', '65536s']],
	['txPowerDbm', [-40, 20], [-41, 21, 'low']],
	['name', ['a', 'a-1'], ['', 'A', '1a', 'a b', 'a'.repeat(33)]],
	['retry', [{count: 1}, {after: '100ms'}], [{count: 0}, {count: 11}, {after: '99ms'}]],
	['start', [{within: '0s'}, {within: '24h'}], [{within: '24h1ms'}]],
	['publish', [publish({every: '10ms'}), publish({payload: 8}), publish({payload: 64})], []],
	['publish', [publish({jitter: '10s'})], [publish({jitter: '10s1ms'}), publish({qos: 3})]],
	['publish', [], [publish({payload: 7}), publish({payload: 65}), publish({every: '9ms'}), {}]],
];

for (const [field, valid, invalid] of bounds) {
	const written = [...valid, ...invalid].map(value => JSON.stringify(value)).join(' ');
	test(`${field} of a node has its bounds: ${written.slice(0, 60)}`, t => {
		t.deepEqual(
			valid.filter(value => !accepts({[field]: value})),
			[],
		);
		t.deepEqual(
			invalid.filter(value => accepts({[field]: value})),
			[],
		);
	});
}

test('gateways have numbers of one octet, without nought', t => {
	const count = (gateways: number) => ({...smallest(), gateways: [{count: gateways}]});
	t.true(scenarioSchema.safeParse(count(GATEWAYS_MAX)).success);
	t.false(scenarioSchema.safeParse(count(GATEWAYS_MAX + 1)).success);
});

test('a predefined TopicId is neither 0x0000 nor 0xffff', t => {
	const known = (id: string) => ({...smallest(), predefined: {[id]: 'a/b'}});
	t.deepEqual(scenarioSchema.parse(known('65534')).predefined, [
		{topicId: 65_534, topicName: 'a/b'},
	]);
	const accepted = ['0', '65535', '01', '1.5', 'x'].filter(
		id => scenarioSchema.safeParse(known(id)).success,
	);
	t.deepEqual(accepted, []);
});

test('editors know the same schema as the program', t => {
	const file = new URL('../../../docs/scenario.schema.json', import.meta.url);
	const renew = 'renew it: npm run build && node build/scripts/scenario-schema.js';
	t.deepEqual(JSON.parse(readFileSync(file, 'utf8')), scenarioJsonSchema(), renew);
});

function smallest(node: Record<string, unknown> = {}) {
	return {
		name: 'small',
		duration: '60s',
		area: {widthM: 10, heightM: 10},
		gateways: [{}],
		nodes: [{name: 'node', count: 1, app: 'sensor', publish: publish({}), ...node}],
	};
}

function publish(changes: Record<string, unknown>) {
	return {every: '10s', ...changes};
}

function accepts(node: Record<string, unknown>): boolean {
	return scenarioSchema.safeParse(smallest(node)).success;
}
