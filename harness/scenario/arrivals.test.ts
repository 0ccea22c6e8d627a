import test from 'ava';
import {ListenerLog} from '../broker/listener-log.js';
import type {BrokerListener, BrokerPort} from '../broker/port.js';
import {Arrivals} from './arrivals.js';

test('a message that was published is awaited for 100 ms, and not for one more', t => {
	const {arrivals, publish, at} = bench();
	t.is(arrivals.patienceMs, 0);
	publish();
	const left = [0, 1, 99, 99.5, 100].map(ms => {
		at(ms);
		return arrivals.patienceMs;
	});
	t.deepEqual(left, [100, 99, 1, 1, 0]);
});

test('a message that comes out is awaited no longer', t => {
	const {arrivals, publish, arrive} = bench();
	publish();
	arrive();
	t.is(arrivals.patienceMs, 0);
});

test('of two that went in one is still awaited when one has come out', t => {
	const {arrivals, publish, arrive, at} = bench();
	publish();
	at(40);
	publish();
	arrive();
	t.is(arrivals.patienceMs, 100);
	at(140);
	t.is(arrivals.patienceMs, 0);
});

test('a message that nobody awaits is told all the same', t => {
	const {arrivals, arrive, log} = bench();
	arrive();
	t.deepEqual(log.lines, ['1 message t hi q0']);
	t.is(arrivals.patienceMs, 0);
});

test('questions and answers pass unchanged', t => {
	const {port, broker, asked, log} = bench();
	port.open(1, {clientId: 'c', cleanSession: true, keepAliveS: 0});
	port.subscribe(1, 2, 'f', 1);
	port.unsubscribe(1, 3, 'f');
	port.acknowledge(1, 4);
	port.close(1);
	t.deepEqual(asked, [
		'open 1',
		'subscribe 1 2 f 1',
		'unsubscribe 1 3 f',
		'acknowledge 1 4',
		'close 1',
	]);
	broker.opened(1, {kind: 'accepted', sessionPresent: false});
	broker.published(1, 2, 'accepted');
	broker.subscribed(1, 3, undefined);
	broker.unsubscribed(1, 4);
	broker.lost(1);
	t.deepEqual(log.lines, [
		'1 opened new',
		'1 published 2 accepted',
		'1 subscribed 3 refused',
		'1 unsubscribed 4',
		'1 lost',
	]);
});

const MESSAGE = {topicName: 't', payload: Buffer.from('hi'), qos: 0, retain: false} as const;

function bench() {
	let nowMs = 0;
	const arrivals = new Arrivals(() => nowMs);
	const log = new ListenerLog();
	const asked: string[] = [];
	const ask =
		(what: string) =>
		(...words: unknown[]) =>
			void asked.push([what, ...words.filter(word => typeof word !== 'object')].join(' '));
	const behind: {listener?: BrokerListener} = {};
	const port: BrokerPort = arrivals.count(listener => {
		behind.listener = listener;
		return {
			open: ask('open'),
			publish: ask('publish'),
			subscribe: ask('subscribe'),
			unsubscribe: ask('unsubscribe'),
			acknowledge: ask('acknowledge'),
			close: ask('close'),
		};
	})(log);
	return {
		arrivals,
		port,
		log,
		asked,
		broker: behind.listener!,
		at: (ms: number) => {
			nowMs = ms;
		},
		publish: () => port.publish(1, 1, MESSAGE),
		arrive: () => behind.listener!.message(1, {...MESSAGE, delivery: 0}),
	};
}
