import test from 'ava';
import {ListenerLog} from './listener-log.js';
import {MemoryBroker, type MemoryBrokerOptions} from './memory-broker.js';
import type {Qos} from './port.js';

test('answers come in the order of the questions', t => {
	const {port, log, run} = bench();
	port.open(1, named('a'));
	port.subscribe(1, 1, 't', 1);
	port.publish(1, 2, message('t', 1));
	port.unsubscribe(1, 3, 't');
	run();
	t.deepEqual(log.lines, [
		'1 opened new',
		'1 subscribed 1 q1',
		'1 message t x q1',
		'1 published 2 accepted',
		'1 unsubscribed 3',
	]);
});

test('listeners have link ids of their own, and share sessions by client id', t => {
	const {port, log, memory, run} = bench();
	const other = new ListenerLog();
	port.open(1, named('a'));
	memory.broker(other).open(1, named('a'));
	run();
	t.deepEqual(log.lines, ['1 opened new', '1 lost']);
	t.deepEqual(other.lines, ['1 opened new']);
});

test('a session keeps as many messages as it may, and counts those beyond', t => {
	const {port, log, memory, run} = bench({keptMax: 2});
	port.open(1, {...named('away'), cleanSession: false});
	port.subscribe(1, 1, 't', 1);
	port.close(1);
	port.open(2, named('b'));
	for (const token of [1, 2, 3]) port.publish(2, token, message('t', 1));
	port.open(1, {...named('away'), cleanSession: false});
	run();
	t.is(log.messages.length, 2);
	t.like(memory.counters, {published: 3, delivered: 2, dropped: 1});
});

test('acknowledging makes room in a session', t => {
	const {port, log, memory, run} = bench({keptMax: 1});
	port.open(1, named('a'));
	port.subscribe(1, 1, 't', 1);
	port.publish(1, 2, message('t', 1));
	run();
	port.acknowledge(1, log.messages[0]!.delivery);
	port.publish(1, 3, message('t', 1));
	t.is(memory.counters.dropped, 0);
});

test('QoS 0 is not kept for a client that is away', t => {
	const {port, log, memory, run} = bench();
	port.open(1, {...named('away'), cleanSession: false});
	port.subscribe(1, 1, 't', 1);
	port.close(1);
	port.open(2, named('b'));
	port.publish(2, 2, message('t', 0));
	port.open(1, {...named('away'), cleanSession: false});
	run();
	t.deepEqual(log.messages, []);
	t.is(memory.counters.dropped, 1);
});

test('one session more than the limit is refused as server unavailable', t => {
	const {port, log, run} = bench({sessionsMax: 1});
	port.open(1, named('a'));
	port.open(2, named('b'));
	port.publish(2, 1, message('t', 1));
	run();
	t.deepEqual(log.lines, ['1 opened new', '2 opened refused 3']);
	port.close(1);
	port.open(2, named('b'));
	run();
	t.is(log.lines.at(-1), '2 opened new', 'room again, and the refused id is free');
});

test('one retained topic more than the limit is delivered, but not retained', t => {
	const {port, log, memory, run} = bench({retainedMax: 1});
	port.open(1, named('a'));
	port.publish(1, 1, {...message('r/1', 0), retain: true});
	port.publish(1, 1, {...message('r/1', 0), retain: true});
	port.publish(1, 1, {...message('r/2', 0), retain: true});
	port.subscribe(1, 2, 'r/+', 0);
	run();
	t.deepEqual(log.lines.slice(1), ['1 subscribed 2 q0', '1 message r/1 x q0 retained']);
	t.is(memory.counters.notRetained, 1);
});

test('a link that was taken over hears nothing but that', t => {
	const {port, log, run} = bench();
	port.open(1, named('a'));
	port.subscribe(1, 1, 't', 1);
	run();
	port.publish(1, 2, message('t', 1));
	port.open(2, named('a'));
	port.publish(1, 3, message('t', 1));
	port.subscribe(1, 4, 't', 0);
	port.unsubscribe(1, 5, 't');
	port.acknowledge(1, 1);
	run();
	t.deepEqual(log.lines.slice(2), ['1 published 2 accepted', '1 lost', '2 opened new']);
});

test('a link may be closed while its end is on the way', t => {
	const {port, log, run} = bench();
	port.open(1, named('a'));
	run();
	port.open(2, named('a'));
	port.close(1);
	port.open(1, named('b'));
	run();
	t.deepEqual(log.lines.slice(1), ['2 opened new', '1 opened new']);
});

test('a clean session leaves nothing behind', t => {
	const {port, memory, run} = bench();
	port.open(1, named('a'));
	port.subscribe(1, 1, 't', 1);
	port.close(1);
	port.open(2, named('b'));
	port.publish(2, 1, message('t', 1));
	run();
	t.like(memory.counters, {published: 1, delivered: 0, dropped: 0});
});

/** A broker whose answers wait in a queue until run(). */
function bench(options: Partial<MemoryBrokerOptions> = {}) {
	const queue: (() => void)[] = [];
	const memory = new MemoryBroker({schedule: answer => queue.push(answer), ...options});
	const log = new ListenerLog();
	const run = () => {
		for (const answer of queue.splice(0)) answer();
	};
	return {memory, log, run, port: memory.broker(log)};
}

function named(clientId: string) {
	return {clientId, cleanSession: true, keepAliveS: 0};
}

function message(topicName: string, qos: Qos) {
	return {topicName, payload: Buffer.from('x'), qos, retain: false};
}
