import test from 'ava';
import {matches, Subscriptions} from './subscriptions.js';

const rows: [filter: string, topicName: string, expected: boolean][] = [
	['a/b', 'a/b', true],
	['a/b', 'a/B', false],
	['a/+', 'a/b', true],
	['a/+', 'a', false],
	['a/+', 'a/b/c', false],
	['a/+', 'a/', true],
	['+', '/a', false],
	['+/+', '/a', true],
	['a/#', 'a', true],
	['a/#', 'a/b/c', true],
	['a/#', 'ab', false],
	['#', 'a/b', true],
	['#', '$SYS/load', false],
	['+/load', '$SYS/load', false],
	['$SYS/#', '$SYS/load', true],
];

for (const [filter, topicName, expected] of rows) {
	test(`${filter} ${expected ? 'matches' : 'does not match'} ${topicName}`, t => {
		t.is(matches(filter, topicName), expected);
		const subscriptions = new Subscriptions<string>();
		subscriptions.add('anna', filter, 0);
		t.is(subscriptions.of(topicName).length, expected ? 1 : 0);
	});
}

test('overlapping filters give a message once, at the highest QoS', t => {
	const subscriptions = new Subscriptions<string>();
	subscriptions.add('anna', 'a/#', 0);
	subscriptions.add('anna', 'a/+', 2);
	subscriptions.add('anna', 'a/b', 1);
	t.deepEqual(subscriptions.of('a/b'), [{subscriber: 'anna', qos: 2}]);
});

test('a second subscription to the same filter replaces the QoS', t => {
	const subscriptions = new Subscriptions<string>();
	subscriptions.add('anna', 'a', 2);
	t.is(subscriptions.of('a')[0]?.qos, 2);
	subscriptions.add('anna', 'a', 0);
	t.deepEqual(subscriptions.of('a'), [{subscriber: 'anna', qos: 0}]);
});

test('a remembered answer does not outlive a change', t => {
	const subscriptions = new Subscriptions<string>();
	subscriptions.add('anna', 'a', 1);
	subscriptions.add('ben', 'a', 1);
	t.is(subscriptions.of('a').length, 2);
	subscriptions.delete('anna', 'a');
	t.deepEqual(subscriptions.of('a'), [{subscriber: 'ben', qos: 1}]);
	subscriptions.deleteAll('ben');
	t.deepEqual(subscriptions.of('a'), []);
});
