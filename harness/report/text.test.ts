import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import {example} from './example.js';
import type {LostMessage} from './summary.js';
import {textOf} from './text.js';

const REPLAY = 'motebench run smoke --seed 24301';

test('a run that passed ends with its verdict', t => {
	t.is(
		textOf(example, REPLAY, false),
		`smoke · 10 nodes · 1 gateway · seed 0x5eed

  delivery  99 %   1,188 of 1,200 messages   1 duplicate
  latency   p50 12.3 ms   p95 220 ms   p99 1.31 s   max 12.4 s
  commands  12 of 12 answered   p50 20 ms   p95 31 ms   p99 31 ms   max 31 ms
  frames    5,012 sent   31 again   20 collided   3 too weak   2 found no free channel
  energy    400 mC a node   411 mC at most   3.37 mC a delivered message
  firmware  20 KiB   3 KiB of static memory   no traps
  speed     1 min in 250 ms: 240 times real time
  memory    8 MiB at most   819 KiB a node
  broker    in the run
  trace     0123456789abcdef

✔ delivery >= 0.99    99 %
✔ latency.p95 <= 2s   220 ms

  files     runs/smoke-24301/summary.json
            runs/smoke-24301/junit.xml

✔ passed`,
	);
});

const KEYS = {
	joined: 10,
	rekeyed: 1,
	refused: 0,
	proved: 11,
	suspects: 0,
	revoked: 0,
	nonces: 1234,
	noncesRepeated: 0,
	leaks: {},
	drops: {
		replays: 7,
		badTags: 1,
		malformed: 0,
		plaintextRefused: 0,
		unknownSessions: 0,
		groupFramesRefused: 0,
		hellosRefused: 0,
		foreignClientIds: 0,
	},
};

test('keys and attackers have a line each, where there are any', t => {
	const attack = {sent: 99, delivered: 0};
	const text = textOf({...example, keys: KEYS, attack}, REPLAY, false);
	t.true(
		text.includes('10 nodes joined   1 re-keyed   1,234 nonces, 0 used twice   nothing leaked'),
	);
	t.true(text.includes('attackers 99 sent   0 with success   8 dropped by gateways'));
	t.true(text.endsWith('✔ passed'));
});

test('a nonce that was used twice, or a secret that was seen, fails a run that met all else', t => {
	const twice = textOf({...example, keys: {...KEYS, noncesRepeated: 2}}, REPLAY, false);
	t.true(twice.includes('✘ failed: 2 nonces used twice'));
	const leaked = textOf({...example, keys: {...KEYS, leaks: {payload: 3}}}, REPLAY, false);
	t.true(leaked.includes('✘ failed: payload leaked 3 times'));
});

test('a run that failed shows what was not met, what was lost, and how to have it again', t => {
	const message: LostMessage = {node: 7, seq: 3, timeMs: 12_345, payload: '7 3', why: 'dropped'};
	const failed = {
		...example,
		lost: Array.from({length: 5}, () => message),
		lostOmitted: 7,
		doubled: [{node: 8, seq: 1, timeMs: 0, payload: '8 1', copies: 2}],
		expectations: [
			{text: 'delivery == 1', observed: 0.99, unit: 'ratio' as const, passed: false},
			...example.expectations,
		],
	};
	const text = textOf(failed, REPLAY, false);
	t.true(text.includes('✘ delivery == 1       99 %\n✔ delivery >= 0.99    99 %'));
	t.true(
		text.includes(`
  lost      node 7 message 3 at 12.345 s   dropped
            node 7 message 3 at 12.345 s   dropped
            node 7 message 3 at 12.345 s   dropped
            and 9 more
  doubled   node 8 message 1 at 0.000 s   2 copies
  files `),
	);
	t.true(
		text.endsWith(`
✘ failed: 1 of 3 expectations not met
  again: motebench run smoke --seed 24301`),
	);
});

test('a trap fails a run whose expectations are met', t => {
	const trapped = {...example, firmware: {...example.firmware, traps: 1}};
	t.regex(textOf(trapped, REPLAY, false), /✘ failed: 1 trap in the firmware\n {2}again: /);
});

test('a run whose time was behind the boards has no verdict, be its expectations met or not', t => {
	const lag = {p50Ms: 3, p99Ms: 251, maxMs: 400, boundMs: 250};
	for (const passed of [true, false]) {
		const expectations = [{text: 'traps == 0', observed: 0, unit: 'count', passed} as const];
		const text = textOf({...example, lag, expectations}, REPLAY, false);
		t.regex(text, /lag +p50 3 ms +p99 251 ms +of 250 ms that are allowed/);
		t.regex(text, /✘ inconclusive: this machine was too slow for the boards/);
	}
	const within = {...lag, p99Ms: 250};
	t.regex(textOf({...example, lag: within}, REPLAY, false), /✔ passed/);
	const traps = {...example.firmware, traps: 1};
	t.regex(textOf({...example, lag, firmware: traps}, REPLAY, false), /✘ failed: 1 trap/);
});

test('an interrupted run is neither passed nor failed', t => {
	const text = textOf({...example, interrupted: true}, REPLAY, false);
	t.true(text.includes('\n✘ interrupted\n'));
});

test('a run in which nothing happened says so', t => {
	const silent = {
		...example,
		published: 0,
		delivered: 0,
		deliveryRatio: null,
		latencyMs: null,
		energy: {...example.energy, perDeliveredUc: null},
		commands: {sent: 0, answered: 0, roundTripMs: null},
		expectations: [
			{text: 'delivery >= 0.99', observed: null, unit: 'ratio' as const, passed: false},
		],
		files: {},
	};
	const text = textOf(silent, REPLAY, false);
	t.true(text.includes('  delivery  nothing was published\n  latency   nothing to measure\n'));
	t.false(text.includes('commands'));
	t.true(text.includes('✘ delivery >= 0.99   -\n\n✘ failed'));
});

test('colour changes nothing but colour', t => {
	const coloured = textOf(example, REPLAY, true);
	t.not(coloured, textOf(example, REPLAY, false));
	t.is(stripVTControlCharacters(coloured), textOf(example, REPLAY, false));
});

test('no line is wider than a terminal of a hundred columns', t => {
	const wide = textOf(example, REPLAY, false)
		.split('\n')
		.filter(line => line.length > 100);
	t.deepEqual(wide, []);
});
