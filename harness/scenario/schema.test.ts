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
		predefined: [],
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

test('a group of boards says what it runs on', t => {
	const {nodes, ...rest} = smallest();
	const on = (target: string) =>
		scenarioSchema.safeParse({...rest, nodes: [{...nodes[0], target}]}).data?.nodes[0]?.target;
	t.deepEqual(on('qemu:microbit'), {kind: 'qemu', board: 'microbit'});
	t.is(on('emulated'), undefined);
});

test('orders to the key server are read once', t => {
	const security = {
		orders: [
			{ask: 'rekey', at: '4m'},
			{ask: 'revoke', at: '5m', node: 3},
		],
	};
	t.deepEqual(scenarioSchema.parse({...smallest(), security}).security.orders, [
		{ask: 'rekey', atMs: 240_000},
		{ask: 'revoke', atMs: 300_000, node: 3},
	]);
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
