import test from 'ava';
import fc from 'fast-check';
import {Unsupported} from './case.js';
import {answerIn, factsOf} from './control.js';

const SEED = 0x5eed;

const answers: [line: string, answer: unknown][] = [
	['{"ready": {}}', {ready: {}}],
	['{"ready": {"tretryMs": 5}}', {ready: {tretryMs: 5}}],
	['{"ready": {"searches": true, "gwAdd": "7f00"}}', {ready: {searches: true, gwAdd: '7f00'}}],
	['{"unsupported": "no QoS 2"}', {unsupported: 'no QoS 2'}],
	['{"delivered": ""}', {delivered: ''}],
];

for (const [line, answer] of answers) {
	test(`${line} is understood`, t => t.deepEqual(answerIn(line), answer));
}

for (const line of ['', 'ready', '{"ready": true}', '{"delivered": 5}', '[]', 'null', '"ready"']) {
	test(`"${line}" says nothing to the suite`, t => t.is(answerIn(line), undefined));
}

test('facts of the wrong kind, or that are none, are left out', t => {
	const ready = {tretryMs: '5', nretry: 0, sleepS: -1, searches: 1, gwAdd: '7f0', other: 1};
	t.deepEqual(answerIn(JSON.stringify({ready})), {ready: {}});
});

test('no line does more than to be ignored', t => {
	const anything = fc.oneof(fc.string(), fc.json());
	fc.assert(
		fc.property(anything, line => t.notThrows(() => answerIn(line))),
		{seed: SEED},
	);
});

test('a fact that was not said is not supported, by its name', t => {
	const facts = factsOf({tretryMs: 5});
	t.is(facts.tretryMs, 5);
	const error = t.throws(() => facts.sleepS, {instanceOf: Unsupported});
	t.regex(error!.message, /sleepS$/);
});

test('a client that does not say so looks for no gateway', t => {
	t.false(factsOf({}).searches);
	t.true(factsOf({searches: true}).searches);
});
