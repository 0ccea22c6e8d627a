import test from 'ava';
import fc from 'fast-check';
import {Filters, matches} from './filters.js';

const reaches = test.macro((t, filter: string, topicName: string) => {
	t.true(matches(filter, topicName));
});

const misses = test.macro((t, filter: string, topicName: string) => {
	t.false(matches(filter, topicName));
});

for (const [filter, topicName] of [
	['a/b', 'a/b'],
	['a/+', 'a/b'],
	['+/b', 'a/b'],
	['+', 'a'],
	['#', 'a/b'],
	['a/#', 'a'],
	['a/#', 'a/b/c'],
	['+/+', '/a'],
	['a/+/c', 'a//c'],
	['$SYS/#', '$SYS/x'],
] as const) {
	test(`${filter} reaches ${topicName}`, reaches, filter, topicName);
}

for (const [filter, topicName] of [
	['a/b', 'a'],
	['a', 'a/b'],
	['+', 'a/b'],
	['a/+', 'a'],
	['a/+', 'a/b/c'],
	['a/#', 'ab'],
	['#', '$SYS/x'],
	['+/x', '$SYS/x'],
] as const) {
	test(`${filter} misses ${topicName}`, misses, filter, topicName);
}

test('a taker with several filters is there once, at the highest QoS', t => {
	const filters = new Filters<string>();
	filters.add('a/#', 'n1', 0);
	filters.add('a/b', 'n1', 2);
	filters.add('+/b', 'n1', 1);
	t.deepEqual([...filters.of('a/b')], [['n1', 2]]);
	t.is(filters.qosOf('a/b'), 2);
	t.is(filters.qosOf('a'), undefined);
});

test('what is deleted reaches nobody, and disturbs no others', t => {
	const level = fc.constantFrom('a', 'b', '+');
	const filter = fc.array(level, {minLength: 1, maxLength: 3}).map(levels => levels.join('/'));
	fc.assert(
		fc.property(fc.array(filter), fc.array(filter), (kept, deleted) => {
			const filters = new Filters<string>();
			for (const one of [...deleted, ...kept]) filters.add(one, one, 1);
			for (const one of deleted) if (!kept.includes(one)) filters.delete(one, one);
			for (const topicName of ['a', 'a/b', 'b/a/a']) {
				const expected = new Set(kept.filter(one => matches(one, topicName)));
				t.deepEqual([...filters.of(topicName).keys()].sort(), [...expected].sort());
			}
		}),
		{seed: 4, numRuns: 200},
	);
});
