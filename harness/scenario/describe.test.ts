import {readFileSync} from 'node:fs';
import test from 'ava';
import {ConfigKey} from '../serial/config-key.js';
import {type Described, describe} from './describe.js';
import {boardNames, loadBoard, loadScenario} from './load.js';
import type {NodeGroup, Scenario} from './schema.js';

test('what a scenario tells the firmware has the number that the firmware knows it by', t => {
	const known = table('firmware/config.ts', /enum ConfigKey \{(.*?)\n\}/s, '=');
	const told = table('harness/scenario/describe.ts', /const ConfigKey = \{(.*?)\n\}/s, ':');
	t.true(told.length >= 12);
	for (const [name, key] of told) {
		t.is(new Map(known).get(name[0].toUpperCase() + name.slice(1)), key, name);
	}
});

test('an app has the number that the firmware knows it by', t => {
	const known = table('firmware/config.ts', /enum AppKind \{(.*?)\n\}/s, '=');
	for (const [name, number] of known) {
		const group = {...SENSOR, app: name.toLowerCase(), subscribe: {qos: 1}} as NodeGroup;
		t.is(described([group]).world.nodes[0].config[3], number, name);
	}
});

test('a sensor is told its identity, its schedule and its patience', t => {
	const {config} = described([SENSOR]).world.nodes[0];
	t.deepEqual(config, {
		0: 0x0200_0000,
		1: 1,
		2: 1,
		3: 1,
		4: 0,
		5: 30_000,
		6: 5000,
		7: 1,
		8: 24,
		9: 60,
		10: 10_000,
		11: 4,
		18: 0,
	});
});

test('the ClientId of a node is its EUI-64 in sixteen digits; a gateway has none', t => {
	const {members} = described([{...SENSOR, count: 17}]);
	t.is(
		members.findIndex(({clientId}) => clientId !== undefined),
		3,
	);
	t.is(members[3].clientId, '0200000000000001');
	t.is(members[3 + 16].clientId, '0200000000000011');
});

test('nodes count through all groups, and are named by theirs', t => {
	const {members, world} = described([SENSOR, {...SENSOR, name: 'hall', count: 2}]);
	t.deepEqual(
		members.slice(3).map(({name}) => name),
		['sensor 1', 'hall 2', 'hall 3'],
	);
	t.deepEqual(
		world.nodes.map(({config}) => config[2]),
		[1, 2, 3],
	);
});

test('a group at the end changes nothing before it', t => {
	const group = {...SENSOR, count: 5};
	const [before, after] = [described([group]), described([group, {...SENSOR, name: 'late'}])];
	t.deepEqual(after.members.slice(0, -1), before.members);
	t.deepEqual(after.world.nodes.slice(0, -1), before.world.nodes);
});

test('forwarders stand between gateways and nodes, and leave all places as they were', t => {
	const nodes = [{...SENSOR, count: 5}];
	const forwarder = {
		count: 2,
		board: 'cc2538dk',
		placement: {kind: 'uniform'},
		gateway: 1,
	} as const;
	const [before, after] = [described(nodes), described(nodes, {forwarders: [forwarder]})];
	const names = after.members.slice(2, 6).map(({name}) => name);
	t.deepEqual(names, ['gateway 3', 'forwarder 1', 'forwarder 2', 'sensor 1']);
	t.is(after.members[3].clientId, undefined);
	t.is(after.world.gateways[3].sensitivityDbm, -97);
	t.deepEqual(after.world.gateways.slice(0, 3), before.world.gateways);
	const places = ({world}: Described) => world.nodes.map(({xM, yM}) => [xM, yM]);
	t.deepEqual(places(after), places(before));
	const drawn = after.world.gateways.slice(3).map(({xM, yM}) => `${xM} ${yM}`);
	const others = places(after).map(([xM, yM]) => `${xM} ${yM}`);
	t.is(new Set([...drawn, ...others]).size, 7);
});

test('each node starts at its own moment, with a crystal that errs no more than it may', t => {
	const {nodes} = described([{...SENSOR, count: 200}]).world;
	t.true(nodes.every(({bootUs}) => Number.isInteger(bootUs) && bootUs >= 0 && bootUs < 30_000_000));
	t.true(nodes.every(({driftPpm}) => Math.abs(driftPpm) <= 20));
	t.true(nodes.some(({driftPpm}) => driftPpm < -10) && nodes.some(({driftPpm}) => driftPpm > 10));
	t.is(new Set(nodes.map(({bootUs}) => bootUs)).size, 200);
});

test('another seed puts nodes elsewhere', t => {
	const places = (seed: number) =>
		described([{...SENSOR, count: 3}], {seed}).world.nodes.map(({xM}) => xM);
	t.deepEqual(places(1), places(1));
	t.notDeepEqual(places(1), places(2));
});

test("a radio sends at its board's first level unless another one is asked for, and pays for it", t => {
	const louder = {...SENSOR, txPowerDbm: 8};
	const {world, members} = described([SENSOR, louder]);
	t.deepEqual(
		world.nodes.map(({txPowerDbm}) => txPowerDbm),
		[0, 8],
	);
	t.deepEqual(
		members.slice(3).map(({currents}) => currents),
		[
			{rxUa: 6530, txUa: 6400, sleepUa: 1.5},
			{rxUa: 6530, txUa: 16_400, sleepUa: 1.5},
		],
	);
});

test('all radios are on the channel of the air, as deaf as their board', t => {
	const {gateways, nodes} = described([{...SENSOR, board: 'cc2538dk'}]).world;
	t.true([...gateways, ...nodes].every(({channel}) => channel === 20));
	t.deepEqual([gateways[0].sensitivityDbm, nodes[0].sensitivityDbm], [-100, -97]);
});

test('boards at lines are numbered after all simulated nodes, and are on no air', t => {
	const board: NodeGroup = {...SENSOR, name: 'board', target: {kind: 'qemu', board: 'b'}, count: 2};
	const {world, members, boards} = described([board, {...SENSOR, count: 3}]);
	t.is(world.nodes.length, 3);
	t.deepEqual(
		boards.map(({name, radio, place}) => [name, radio, place]),
		[4, 5].map(node => [`board ${node}`, node + 2, {kind: 'qemu', machine: 'b', elf: 'b.elf'}]),
	);
	t.deepEqual(members.at(-1)?.clientId, '0200000000000005');
	t.is(boards[1]?.settings[ConfigKey.EuiLow], 5);
});

test('a board that nobody has handed in is a bug of ours', t => {
	t.throws(() => described([{...SENSOR, board: 'abacus'}]), {
		instanceOf: RangeError,
		message: /abacus/,
	});
});

const OFFICE = loadScenario('office');
const SENSOR: NodeGroup = {...OFFICE.nodes[0], count: 1};
const BOARDS = new Map(boardNames().map(id => [id, loadBoard(id)]));
/** A module that has nothing in it: nobody runs it here. */
const FIRMWARE = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

/** The office with three gateways and these nodes. */
function described(nodes: NodeGroup[], changes: Partial<Scenario> = {}) {
	const imageOf = (board: string) => ({machine: board, elf: `${board}.elf`});
	return describe({...OFFICE, ...changes, nodes}, {boards: BOARDS, imageOf}, FIRMWARE);
}

/** Names and numbers of a table in the source `file`, whose rows are `name sign number,`. */
function table(file: string, within: RegExp, sign: string): [string, number][] {
	const source = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
	const [, body] = within.exec(source)!;
	const rows = new RegExp(`^\\t(\\w+) ?${sign} (\\d+),`, 'gm');
	return [...body.matchAll(rows)].map(([, name, number]) => [name, Number(number)]);
}
