import test from 'ava';
import {parseScenario} from './load.js';

const CLONE = 'kind: clone, node: 1, onto: 2, at: 1m';
const ROGUE = 'kind: rogue-gateway, position: [1, 2], at: 0s';

test('an attacker has a time, a place and defaults', t => {
	const {attackers} = scenario(`attackers: [{${ROGUE}, for: 2m}, {${CLONE}}]`);
	t.deepEqual(attackers[0], {
		kind: 'rogue-gateway',
		gwId: 255,
		insider: false,
		position: {xM: 1, yM: 2},
		powerDbm: 0,
		atMs: 0,
		forMs: 120_000,
	});
	t.deepEqual(attackers[1], {kind: 'clone', node: 1, onto: 2, atMs: 60_000});
});

test('faults of keys stand beside those of gateways', t => {
	const {faults} = scenario(
		'faults: [{kind: frame-loss, share: 0.3, at: 0s}, {kind: gateway-death, gateway: 1, at: 1s}]',
	);
	t.deepEqual(faults[0], {kind: 'frame-loss', share: 0.3, atMs: 0});
	t.deepEqual(faults[1], {kind: 'gateway-death', gateway: 1, atMs: 1000});
});

const refused = test.macro({
	title: (_, what: string) => `${what} is refused, with the place`,
	exec(t, _what: string, words: string, said: RegExp) {
		const error = t.throws(() => scenario(words));
		t.regex(error.message, said);
	},
});
test(
	refused,
	'an attacker of another kind',
	'attackers: [{kind: wizard, at: 0s}]',
	/attackers.*one of rogue-gateway, malicious-gateway, replayer/s,
);
test(
	refused,
	'a fault of another kind',
	'faults: [{kind: flood, at: 0s}]',
	/faults.*one of gateway-death, .*frame-loss, bit-noise/s,
);
test(
	refused,
	'a node that is not there',
	'attackers: [{kind: clone, node: 1, onto: 4, at: 1m}]',
	/onto is 4, expected a node from 1 to 3/,
);
test(
	refused,
	'a gateway that is not there',
	'attackers: [{kind: captured-node, node: 1, victim: 2, gateway: 2, position: [1, 1], at: 0s}]',
	/gateway is 2, expected a gateway from 1 to 1/,
);
test(
	refused,
	'a place outside',
	'attackers: [{kind: reflector, position: [11, 1], at: 0s}]',
	/position.*within the area of 10 by 10 metres/s,
);
test(
	refused,
	'a clone where there are no keys',
	`security: off\nattackers: [{${CLONE}}]`,
	/kind is "clone", expected another kind, since security is off/,
);
test(
	refused,
	'a share above one',
	'faults: [{kind: frame-loss, share: 1.1, at: 0s}]',
	/share is 1\.1, expected a number from 0 to 1/,
);
test(
	refused,
	'step nought of a flash',
	'faults: [{kind: power-cut, node: 1, step: 0, at: 0s}]',
	/step is 0, expected a whole number from 1/,
);
test(
	refused,
	'a trick that nobody knows',
	'attackers: [{kind: malicious-gateway, tricks: [lie], position: [1, 1], at: 0s}]',
	/tricks.*expected one of fake-conf, withhold, answer-others/s,
);

test('the largest place, node and share are taken', t => {
	t.notThrows(() =>
		scenario(`attackers: [{kind: reflector, position: [10, 10], share: 1, at: 0s}]
faults: [{kind: power-cut, node: 3, step: 1, at: 0s}]`),
	);
});

/** Three sensors and a gateway on ten by ten metres. */
function scenario(words: string) {
	return parseScenario(`${BASE}\n${words}\n`, 'mine.yaml');
}

const BASE = `name: mine
duration: 1m
area: {widthM: 10, heightM: 10}
gateways: [{count: 1}]
nodes: [{name: sensor, count: 3, app: sensor, publish: {every: 10s}}]`;
