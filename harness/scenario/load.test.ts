import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {UsageError} from '../errors.js';
import {boardNames, loadBoard, loadScenario, parseScenario, scenarioNames} from './load.js';

for (const name of scenarioNames()) {
	test(`the bundled scenario ${name} holds together`, t => {
		const scenario = loadScenario(name);
		t.is(scenario.name, name);
		t.true(scenario.expectations.length > 0);
	});
}

test('the greenhouse has five hundred nodes and five gateways, for an hour', t => {
	const {nodes, gateways, durationMs} = loadScenario('greenhouse');
	const count = (groups: readonly {count: number}[]) => groups.reduce((sum, g) => sum + g.count, 0);
	t.deepEqual([count(nodes), count(gateways), durationMs], [500, 5, 3_600_000]);
});

for (const id of boardNames()) {
	test(`the board ${id} is called as its folder, and says where its facts are from`, t => {
		const board = loadBoard(id);
		t.is(board.id, id);
		t.true(board.radio.source.length > 20);
	});
}

test('an unknown scenario is answered with the bundled ones, and the likely one', t => {
	t.throws(() => loadScenario('grenhouse'), {
		instanceOf: UsageError,
		message:
			'no scenario is called grenhouse, did you mean greenhouse?\n' +
			`bundled are ${scenarioNames().join(', ')}; ` +
			'a file of your own is given by its path, ./grenhouse.yaml',
	});
});

test('a file of your own is given by its path', async t => {
	const folder = await mkdtemp(path.join(tmpdir(), 'scenario-'));
	const file = path.join(folder, 'own.yaml');
	await writeFile(file, scenario());
	t.is(loadScenario(file).name, 'own');
	await rm(folder, {recursive: true});
	t.throws(() => loadScenario(file), {message: `${file}: there is no such file`});
});

test('a folder in the place of a scenario is said to be one', t => {
	t.throws(() => loadScenario('./boards'), {
		message: './boards: this is a folder, expected a file',
	});
});

const complaints: [title: string, text: string, line: string][] = [
	[
		'a number out of bounds',
		scenario({count: '-3'}),
		'own.yaml:7:12: nodes[0].count is -3, expected a whole number from 1 to 10000',
	],
	[
		'a number that is none',
		scenario({count: 'many'}),
		'own.yaml:7:12: nodes[0].count is "many", expected a whole number from 1 to 10000',
	],
	[
		'a duration without a unit',
		scenario({publish: '{every: 60}'}),
		'own.yaml:9:22: nodes[0].publish.every is 60, ' +
			'expected a duration from 10ms to 24h, such as 90s or 1h30m',
	],
	[
		'a duration out of bounds',
		scenario({publish: '{every: 9ms}'}),
		'own.yaml:9:22: nodes[0].publish.every is "9ms", ' +
			'expected a duration from 10ms to 24h, such as 90s or 1h30m',
	],
	[
		'something that is missing, at what is around it',
		scenario({publish: '{qos: 1}'}),
		'own.yaml:9:14: nodes[0].publish.every is missing, ' +
			'expected a duration from 10ms to 24h, such as 90s or 1h30m',
	],
	[
		'an unknown key that is like a known one',
		scenario({publish: '{every: 1s, jiter: 1s}'}),
		'own.yaml:9:26: nodes[0].publish.jiter is not known, did you mean jitter?',
	],
	[
		'an unknown key that is like none',
		scenario({publish: '{every: 1s, colour: red}'}),
		'own.yaml:9:26: nodes[0].publish.colour is not known, ' +
			'expected one of every, jitter, qos, topic, payload',
	],
	[
		'a key of another app',
		scenario({more: 'subscribe: {qos: 1}'}),
		'own.yaml:10:5: nodes[0].subscribe does not go with the rest of nodes[0]',
	],
	[
		'an app that is none',
		scenario({app: 'toaster'}),
		'own.yaml:8:10: nodes[0].app is "toaster", expected one of sensor, actuator, none',
	],
	[
		'a placement that is none',
		scenario({more: 'placement: circle'}),
		'own.yaml:10:16: nodes[0].placement is "circle", expected ' +
			'grid, {grid: {columns: 8}}, uniform, {ring: metres}, {cells: {count: 4, radius: metres}} or {points: [[x, y], ...]}',
	],
	[
		'a jitter longer than the period',
		scenario({publish: '{every: 1s, jitter: 2s}'}),
		'own.yaml:9:34: nodes[0].publish.jitter is "2s", expected no more than the period `every`',
	],
	[
		'an unknown board',
		scenario({more: 'board: nrf9999'}),
		'own.yaml:10:12: nodes[0].board is "nrf9999", ' +
			`expected one of the boards ${boardNames().join(', ')}`,
	],
	[
		'a transmit level the board does not have',
		scenario({more: 'txPowerDbm: 5'}),
		'own.yaml:10:17: nodes[0].txPowerDbm is 5, expected a level of nrf52840dk: 0, 8',
	],
	[
		'too few points',
		scenario({more: 'placement: {points: [[1, 1]]}'}),
		'own.yaml:10:25: nodes[0].placement.points is a list, expected 2 points, not 1',
	],
	[
		'a point outside',
		scenario({more: 'placement: {points: [[1, 1], [21, 1]]}'}),
		'own.yaml:10:34: nodes[0].placement.points[1] is a list, ' +
			'expected a point within the area of 20 by 10 metres',
	],
	[
		'a forwarder beside routers',
		scenario({rest: 'routing: rpl\nforwarders: [{count: 1}]'}),
		'own.yaml:11:13: forwarders is a list, expected none, since routers pass datagrams on',
	],
	[
		'neighbours to be discovered where all nodes share a link',
		scenario({rest: 'routing: {kind: mesh-under, discovery: neighbors}'}),
		'own.yaml:10:40: routing.discovery is "neighbors", ' +
			'expected none: only RPL has addresses to learn',
	],
	[
		'no gateway for nodes with an app',
		scenario({gateways: '[]'}),
		'own.yaml:4:11: gateways is a list, expected at least one, since nodes have an app',
	],
	[
		'a forwarder to a gateway that is not there',
		scenario({rest: 'forwarders: [{gateway: 2}]'}),
		'own.yaml:10:24: forwarders[0].gateway is 2, expected a gateway from 1 to 1',
	],
	[
		'a forwarder with an unknown board',
		scenario({rest: 'forwarders: [{board: abacus}]'}),
		'own.yaml:10:22: forwarders[0].board is "abacus", ' +
			`expected one of the boards ${boardNames().join(', ')}`,
	],
	[
		'a forwarder outside',
		scenario({rest: 'forwarders: [{placement: {points: [[21, 1]]}}]'}),
		'own.yaml:10:36: forwarders[0].placement.points[0] is a list, ' +
			'expected a point within the area of 20 by 10 metres',
	],
	[
		'too many forwarders in all',
		scenario({rest: 'forwarders: [{count: 255}, {}]'}),
		'own.yaml:10:13: forwarders is a list, expected at most 255 in all, not 256',
	],
	[
		'too many nodes in all',
		scenario({count: '9999', rest: '  - {name: more, app: none, count: 2}'}),
		'own.yaml:6:3: nodes is a list, expected at most 10000 in all, not 10001',
	],
	[
		'two groups of one name',
		scenario({rest: '  - {name: n, app: none, count: 2}'}),
		'own.yaml:10:12: nodes[1].name is "n", expected a name of its own',
	],
	[
		'commands to nobody',
		scenario({rest: 'traffic: {commands: {every: 1s}}'}),
		'own.yaml:10:21: traffic.commands is a mapping, ' +
			'expected nodes with `app: actuator` to command',
	],
	[
		'predefined topics without any',
		scenario({publish: '{every: 1s, topic: predefined}'}),
		'own.yaml:9:33: nodes[0].publish.topic is "predefined", ' +
			'expected a topic id under `predefined` to use',
	],
	[
		'a predefined topic with a wildcard',
		scenario({rest: 'predefined: {1: a/+}'}),
		'own.yaml:10:17: predefined.1 is "a/+", expected a topic name without wildcards',
	],
	[
		'an expectation with a bound of the wrong unit',
		scenario({rest: 'expectations: [latency.p95 <= 2]'}),
		'own.yaml:10:16: expectations[0] is "latency.p95 <= 2", ' +
			'expected a time in ms or s as the bound of latency.p95',
	],
	[
		'a model of propagation that is none',
		scenario({rest: 'air: {propagation: {model: magic}}'}),
		'own.yaml:10:28: air.propagation.model is "magic", expected one of log-distance, ' +
			'breakpoint, itu-indoor, free-space, two-ray, matrix, trace',
	],
	[
		'a key of another model',
		scenario({rest: 'air: {propagation: {model: breakpoint, exponent: 3}}'}),
		'own.yaml:10:40: air.propagation.exponent does not go with the rest of air.propagation',
	],
	[
		'a fault that is none',
		scenario({rest: 'faults: [{kind: gremlin, at: 1s}]'}),
		'own.yaml:10:17: faults[0].kind is "gremlin", expected one of gateway-death, broker-loss, ' +
			'reboot, drain, jam, wifi, partition, slow-clock, link-decay, move, frame-loss, bit-noise, ' +
			'power-cut, key-server-crash, key-server-restore',
	],
	[
		'a fault of a group that is not there',
		scenario({rest: 'faults: [{kind: reboot, nodes: m, at: 1s}]'}),
		'own.yaml:10:32: faults[0].nodes is "m", expected one of all, n, or a list of numbers',
	],
	[
		'a fault of a node that is not there',
		scenario({rest: 'faults: [{kind: drain, nodes: [1, 3], at: 1s}]'}),
		'own.yaml:10:35: faults[0].nodes[1] is 3, expected a node from 1 to 2',
	],
	[
		'a fault of a gateway that is not there',
		scenario({rest: 'faults: [{kind: broker-loss, gateway: 2, at: 1s}]'}),
		'own.yaml:10:39: faults[0].gateway is 2, expected a gateway from 1 to 1',
	],
	[
		'a partition of a gateway that is not there',
		scenario({rest: 'faults: [{kind: partition, gateways: [2], at: 1s}]'}),
		'own.yaml:10:39: faults[0].gateways[0] is 2, expected a gateway from 1 to 1',
	],
	[
		'a partition of nobody',
		scenario({rest: 'faults: [{kind: partition, at: 1s}]'}),
		'own.yaml:10:10: faults[0] is a mapping, expected nodes or gateways on one side',
	],
	[
		'a move over links that are listed',
		scenario({
			rest:
				'air: {propagation: {model: matrix, file: none.csv}}\n' +
				'faults: [{kind: move, nodes: all, to: [1, 1], over: 1s, at: 1s}]',
		}),
		'own.yaml:11:17: faults[0].kind is "move", ' +
			'expected another kind: links of matrix are listed, and stay as they are',
	],
	[
		'a key that is too short, and is not shown,',
		scenario({rest: 'air: {linkKey: 00112233445566778899aabbccddee}'}),
		'own.yaml:10:16: air.linkKey is not shown here, expected `drawn`, or 32 hexadecimal digits',
	],
	['an empty file', '', 'own.yaml:1:1: the file is empty, expected a mapping'],
	['text that is not a mapping', 'hello', 'own.yaml:1:1: the file is "hello", expected a mapping'],
	[
		'an alias of nothing',
		'a: *b',
		'own.yaml:1:1: Unresolved alias (the anchor must be set before the alias): b',
	],
];

for (const [title, text, line] of complaints) {
	test(`${title} is pointed to by line and column`, t => {
		t.throws(() => parseScenario(text, 'own.yaml'), {instanceOf: UsageError, message: line});
	});
}

test('text that is not YAML is pointed to by line and column', t => {
	const error = t.throws(() => parseScenario('a: [1,\nb: 2', 'own.yaml'), {instanceOf: UsageError});
	t.regex(error.message, /^own\.yaml:2:1: /);
});

test('all mistakes of a file are told at once, in its order', t => {
	const text = scenario({count: '0', publish: '{every: 0s}', rest: 'seed: -1'});
	const error = t.throws(() => parseScenario(text, 'own.yaml'), {instanceOf: UsageError});
	const places = error.message.split('\n').map(line => line.split(' ')[0]);
	t.deepEqual(places, ['own.yaml:7:12:', 'own.yaml:9:22:', 'own.yaml:10:7:']);
});

test('nodes without an app need no gateway', t => {
	const text = scenario({gateways: '[]'}).replace('app: sensor', 'app: none');
	t.notThrows(() => parseScenario(text.replace(/ {4}publish.*\n/, ''), 'own.yaml'));
});

interface Changes {
	readonly gateways?: string;
	readonly count?: string;
	readonly app?: string;
	readonly publish?: string;
	/** One more line of the group of nodes. */
	readonly more?: string;
	/** One more line at the end of the file. */
	readonly rest?: string;
}

function scenario(changes: Changes = {}): string {
	const {gateways = '[{count: 1}]', count = '2', app = 'sensor', publish = '{every: 1s}'} = changes;
	return [
		'name: own',
		'duration: 60s',
		'area: {widthM: 20, heightM: 10}',
		`gateways: ${gateways}`,
		'nodes:',
		'  - name: n',
		`    count: ${count}`,
		`    app: ${app}`,
		`    publish: ${publish}`,
		...(changes.more === undefined ? [] : [`    ${changes.more}`]),
		...(changes.rest === undefined ? [] : [changes.rest]),
		'',
	].join('\n');
}
