/*
 * Attacks that need a whole world: nodes, gateways, the key server and an attacker on one air. The
 * ids are those of the list in docs/attacks.md.
 */
import test, {type ExecutionContext} from 'ava';
import {type Aftermath, aftermath, fleet, TWO} from './attack-bench.js';

const MINUTE_US = 60_000_000;

test('attack/W1 and attack/C2: a gateway without a key gets nothing, and makes nobody write keys', async t => {
	const rogue = {kind: 'rogue-gateway', position: [10, 10], gwId: 1, at: '0s'};
	const faults = [{kind: 'gateway-death', gateway: 1, at: '0s'}];
	let before = 0;
	const after = await aftermath(fleet({attackers: [rogue], faults}), world => {
		world.after(1, () => {
			before = world.nodes.reduce((sum, {flash}) => sum + flash.steps, 0);
		});
	});
	const steps = after.world.nodes.reduce((sum, {flash}) => sum + flash.steps, 0);
	t.true(after.attack.sent > 20, 'it was asked');
	t.is(after.gained, 0);
	t.deepEqual(after.generations, [0, 0, 0, 0, 0, 0]);
	// A HELLO takes a number, and numbers come from flash in blocks.
	t.true(steps - before <= 6 * STEPS_OF_A_CEILING, `${steps - before} steps`);
	holds(t, after);
});

test('attack/W1: beside a real gateway it delays, and no more', async t => {
	const rogue = {kind: 'rogue-gateway', position: [8, 8], gwId: 9, powerDbm: 8, at: '0s'};
	const after = await aftermath(fleet({attackers: [rogue], duration: '20m'}));
	t.is(after.keys?.joined, 6);
	t.is(after.gained, 0);
	t.is(after.deliveries.lost.filter(({publishedUs}) => publishedUs > 5 * MINUTE_US).length, 0);
	holds(t, after);
});

test('attack/W3: a registered gateway that lies and withholds moves no row, and devices go elsewhere', async t => {
	const malicious = {
		kind: 'malicious-gateway',
		position: [11, 11],
		tricks: ['fake-conf', 'withhold'],
		powerDbm: 8,
		at: '0s',
	};
	const after = await aftermath(fleet({attackers: [malicious], duration: '20m'}));
	t.true(after.attack.sent > 10);
	t.is(after.keys?.joined, 6);
	t.is(after.gained, 0, 'no proof was believed');
	t.true((after.keys?.proved ?? 0) >= 6);
	t.true(shareOf(after) > 0.6, `${shareOf(after)}`);
	holds(t, after);
});

test('attack/W5: a registered gateway reads no session of another one', async t => {
	const malicious = {
		kind: 'malicious-gateway',
		position: [12, 12],
		tricks: ['answer-others', 'fake-conf'],
		at: '0s',
	};
	const orders = [{ask: 'rekey', at: '5m'}];
	const after = await aftermath(fleet({attackers: [malicious], security: {orders}}));
	t.is(after.attack.read, 0);
	t.is(after.gained, 0);
	t.true(after.deliveries.delivered > 0);
	holds(t, after);
});

test('attack/K6: a day of jamming ends in mode 2 unheard, and the device is back after it', async t => {
	const faults = [{kind: 'frame-loss', share: 1, at: '5m', for: '26h'}];
	const words = {duration: '29h', faults};
	const few = {count: 2, publish: {every: '5m', jitter: '5s', qos: 0}};
	const after = await aftermath(fleet(words, few));
	t.true(after.generations.every(generation => generation > 1 && generation < 0x100_0000));
	const late = after.deliveries.lost.filter(({publishedUs}) => publishedUs > 28.2 * 60 * MINUTE_US);
	t.is(late.length, 0);
	holds(t, after);
});

test('attack/N1: power cut at any moment, whole and torn: no nonce comes twice', async t => {
	const cuts = Array.from({length: 120}, (_, index) => ({
		kind: 'power-cut',
		node: 1 + (index % 6),
		at: `${5 * index + 3}s`,
		...(index % 3 > 0 && {step: 1 + (index % 9), torn: index % 2 === 0}),
	}));
	const after = await aftermath(fleet({faults: cuts, duration: '12m', gateways: TWO}));
	t.true(after.keys!.nonces > 500);
	t.true(after.generations.every(generation => generation > 0));
	holds(t, after);
});

test('attack/N3: a storm of 1,000 boots uses no nonce twice, and wears a page 200 times at most', async t => {
	const after = await aftermath(fleet({duration: '55m'}, {count: 1}), world => {
		for (let boot = 1; boot <= 1000; boot++) {
			world.after(boot * 3_000_000, () => world.nodes[0].cutPower());
		}
	});
	const [{flash}] = after.world.nodes;
	t.true(Math.max(flash.erases(0), flash.erases(1)) <= 200, `${flash.erases(0)}`);
	t.true(after.deliveries.lost.every(({publishedUs}) => publishedUs < 51 * MINUTE_US));
	holds(t, after);
});

test('attack/N4: gateways and key server start again and again, and no nonce comes twice', async t => {
	const deaths = [1, 3, 5, 7].flatMap(minute => [
		{kind: 'gateway-death', gateway: 1 + (minute % 2), at: `${minute}m`, for: '20s'},
		{kind: 'gateway-death', gateway: 1, at: `${minute}m30s`, for: '5s'},
		{kind: 'key-server-crash', at: `${minute}m15s`, for: '30s'},
	]);
	const orders = [
		{ask: 'rekey', at: '4m'},
		{ask: 'rekey', at: '6m20s'},
	];
	const words = {faults: deaths, gateways: TWO, security: {orders}};
	const after = await aftermath(fleet(words));
	t.true(after.guards.broadcasts > 10 && after.guards.records > 100);
	t.true(shareOf(after) > 0.9, `${shareOf(after)}`);
	holds(t, after);
});

test('attack/P1: a minute after new keys no memory holds older ones', async t => {
	const orders = [2, 4, 6].map(minute => ({ask: 'rekey', at: `${minute}m`}));
	const after = await aftermath(fleet({security: {orders}}));
	t.true(after.generations.every(generation => generation >= 4));
	holds(t, after);
});

test('attack/P2: of a node and its copy one is refused, and the key server suspects them', async t => {
	const attackers = [{kind: 'clone', node: 1, onto: 2, at: '0s'}];
	const after = await aftermath(fleet({attackers, duration: '30m', gateways: TWO}));
	t.is(after.keys?.suspects, 1);
	t.is(after.keys?.joined, 5);
	t.is(after.traps, 0);
});

test('attack/S5: roaming over lossy air to and fro, all is delivered and keys stay in step', async t => {
	const faults = [
		{kind: 'frame-loss', share: 0.3, at: '0s'},
		...Array.from({length: 12}, (_, index) => ({
			kind: 'gateway-death',
			gateway: 1 + (index % 2),
			at: `${2 + 4 * index}m`,
			for: '2m',
		})),
	];
	const sensors = {publish: {every: '60s', jitter: '10s', qos: 1}};
	const after = await aftermath(fleet({faults, gateways: TWO, duration: '55m'}, sensors));
	t.true(after.keys!.proved >= 6 * 4, `${after.keys!.proved}`);
	t.true(shareOf(after) > 0.95, `${shareOf(after)}`);
	holds(t, after);
});

test('attack/S6: new keys each two minutes lose and double no message of QoS 2', async t => {
	const orders = Array.from({length: 9}, (_, index) => ({ask: 'rekey', at: `${1 + 2 * index}m`}));
	const sensors = {publish: {every: '3s', jitter: '1s', qos: 2}};
	const after = await aftermath(fleet({duration: '20m', security: {orders}}, sensors));
	t.true(after.keys!.rekeyed >= 6 * 9);
	t.is(after.deliveries.delivered, after.deliveries.published);
	t.is(after.deliveries.duplicates, 0);
	holds(t, after);
});

test('attack/G1: with a group key of one node nobody loses keys or connection', async t => {
	const captured = {kind: 'captured-node', position: [9, 9], node: 1, victim: 2, at: '2m'};
	const [before, after] = [
		await aftermath(fleet({duration: '20m'})),
		await aftermath(fleet({duration: '20m', attackers: [captured]})),
	];
	t.true(after.attack.sent > 100);
	t.is(after.gained, 0, 'no ClientId, no topic of another');
	t.true(after.guards.foreignClientIds > 10);
	t.deepEqual(after.generations.slice(1), before.generations.slice(1));
	const lost = after.deliveries.lost.filter(({payload}) => !payload.startsWith('1 '));
	t.is(lost.length, 0);
	holds(t, after);
});

test('attack/G2: an expelled node is heard no more, and its group key is worth nothing', async t => {
	const captured = {kind: 'captured-node', position: [9, 9], node: 1, victim: 2, at: '2m'};
	const orders = [{ask: 'revoke', node: 1, at: '5m'}];
	const words = {duration: '20m', attackers: [captured], security: {orders}};
	const after = await aftermath(fleet(words));
	t.is(after.keys?.revoked, 1);
	t.is(after.gained, 0);
	const others = after.deliveries.lost.filter(({payload}) => !payload.startsWith('1 '));
	t.is(others.length, 0);
	t.deepEqual(after.generations.slice(1), [1, 1, 1, 1, 1]);
	holds(t, after);
});

test('attack/R1 and attack/F1: whatever is said again or thrown back, nothing comes of it', async t => {
	const attackers = [
		{kind: 'replayer', position: [9, 9], every: '50ms', keeps: 400, at: '0s'},
		{kind: 'reflector', position: [11, 11], share: 0.3, at: '0s'},
	];
	const orders = [
		{ask: 'rekey', at: '3m'},
		{ask: 'rekey', at: '6m'},
	];
	const after = await aftermath(fleet({attackers, security: {orders}}));
	t.true(after.attack.sent > 5000, `${after.attack.sent}`);
	t.true(after.guards.replays > 100);
	t.is(after.gained, 0);
	t.is(after.deliveries.delivered, after.deliveries.published);
	t.is(after.keys?.suspects, 0, 'a replay raises no alarm');
	holds(t, after);
});

test('attack/B1: bits that turn over behind all checksums are found by the tags', async t => {
	const faults = [{kind: 'bit-noise', share: 0.1, at: '30s'}];
	const after = await aftermath(fleet({faults}));
	t.true(after.guards.badTags > 5, `${after.guards.badTags}`);
	t.is(after.gained, 0);
	t.true(shareOf(after) > 0.9, `${shareOf(after)}`);
	holds(t, after);
});

test('fault/K3: a key server that was away for minutes is caught up with', async t => {
	const faults = [{kind: 'key-server-crash', at: '2m', for: '4m'}];
	const orders = [{ask: 'rekey', at: '7m'}];
	const after = await aftermath(fleet({faults, security: {orders}, duration: '15m'}));
	t.is(after.deliveries.delivered, after.deliveries.published);
	t.true(after.generations.every(generation => generation === 2));
	t.is(after.keys?.proved, 12);
	holds(t, after);
});

test('fault/K4: a key server that is three generations behind its devices follows them', async t => {
	const orders = [2, 4, 6].map(minute => ({ask: 'rekey', at: `${minute}m`}));
	const faults = [{kind: 'key-server-restore', backup: '1m', at: '8m'}];
	const later = [...orders, {ask: 'rekey', at: '10m'}];
	const after = await aftermath(fleet({faults, security: {orders: later}, duration: '15m'}));
	t.true(after.generations.every(generation => generation === 5));
	t.is(after.deliveries.delivered, after.deliveries.published);
	holds(t, after);
});

test('fault/G2: a gateway that was away for seconds needs no handshake', async t => {
	const faults = [{kind: 'gateway-death', gateway: 1, at: '3m', for: '3s'}];
	const after = await aftermath(fleet({faults}));
	t.deepEqual(after.generations, [1, 1, 1, 1, 1, 1]);
	t.is(after.deliveries.delivered, after.deliveries.published);
	holds(t, after);
});

test('fault/G5: without the key server sessions go on, and new ones wait', async t => {
	const faults = [{kind: 'key-server-crash', at: '2m'}];
	const late = {start: {within: '4m'}};
	const after = await aftermath(fleet({faults, duration: '15m'}, late));
	const joined = after.keys!.joined;
	t.true(joined > 0 && joined < 6, `${joined}`);
	t.true(after.deliveries.delivered > 40 * joined);
	holds(t, after);
});

/** Of the flash, for one block of numbers: what a HELLO needs, and no more. */
const STEPS_OF_A_CEILING = 4;

/** Of what was published. */
function shareOf({deliveries}: Aftermath): number {
	return deliveries.delivered / deliveries.published;
}

/** What holds in every run, whatever is done to it. */
function holds(t: ExecutionContext, {keys, traps}: Aftermath): void {
	t.is(traps, 0);
	t.is(keys!.noncesRepeated, 0);
	t.deepEqual(keys!.leaks, []);
}
