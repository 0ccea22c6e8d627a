import test from 'ava';
import {Scheduler} from '../../sim/kernel/scheduler.js';
import {Event, Trace} from '../../sim/kernel/trace.js';
import {ListenerLog} from '../broker/listener-log.js';
import {MemoryBroker, type MemoryBrokerOptions} from '../broker/memory-broker.js';
import {EnvironmentError} from '../errors.js';
import {FarEnd} from './far-end.js';

const ready = test.macro<[filters: string[], answers: number]>({
	title: (_, filters, answers) =>
		`with ${filters.length} filters the far end is ready after ${answers} answers, not before`,
	exec(t, filters, answers) {
		const bed = bench(filters);
		bed.farEnd.open();
		const states: boolean[] = [];
		while (bed.answers.length > 0) {
			states.push(bed.farEnd.ready);
			bed.answer();
		}
		t.deepEqual(states, new Array(answers).fill(false));
		t.true(bed.farEnd.ready);
	},
});
test(ready, [], 2);
test(ready, ['a'], 3);
test(ready, ['a', 'b'], 4);

test('what the subscriber hears goes into the trace, once, with its octets', t => {
	const {farEnd, stranger, settle, delivered} = bench(['a/+', '#']);
	farEnd.open();
	settle();
	stranger.publish('a/b', 'hi \u00ff', 1);
	settle();
	t.deepEqual(delivered, ['q1 hi \u00ff']);
});

test('what nobody asked for is not delivered', t => {
	const {farEnd, stranger, settle, delivered} = bench(['a']);
	farEnd.open();
	settle();
	stranger.publish('b', 'hi', 0);
	settle();
	t.deepEqual(delivered, []);
});

test('the subscriber acknowledges, so that a broker that keeps one message passes on all', t => {
	const {farEnd, stranger, settle, delivered} = bench(['a'], {keptMax: 1});
	farEnd.open();
	settle();
	for (const payload of ['one', 'two', 'three']) {
		stranger.publish('a', payload, 2);
		settle();
	}
	t.deepEqual(delivered, ['q2 one', 'q2 two', 'q2 three']);
});

test('a command is a message to its topic, octet by octet', t => {
	const {farEnd, stranger, settle} = bench([]);
	farEnd.open();
	stranger.subscribe('x/command');
	settle();
	farEnd.command('x/command', '7 c1', 1);
	settle();
	t.true(stranger.log.lines.includes('1 message x/command 7 c1 q1'));
});

test('a broker that lets the run in no more is not as needed', t => {
	const {farEnd, settle} = bench(['a'], {sessionsMax: 1});
	farEnd.open();
	t.throws(settle, {instanceOf: EnvironmentError, message: /refused the run's own clients/});
});

test('a subscription that is refused is told, not waited for', t => {
	const {farEnd, settle} = bench(['a/#/b']);
	farEnd.open();
	t.throws(settle, {instanceOf: EnvironmentError, message: /subscription/});
});

test('somebody else by the same name ends the run', t => {
	const {farEnd, stranger, settle} = bench(['a']);
	farEnd.open();
	settle();
	stranger.open(2, 'test-subscriber');
	t.throws(settle, {instanceOf: EnvironmentError, message: /dropped/});
});

test('closed, it hears nothing more', t => {
	const {farEnd, stranger, settle, delivered} = bench(['a']);
	farEnd.open();
	settle();
	farEnd.close();
	stranger.publish('a', 'hi', 1);
	settle();
	t.deepEqual(delivered, []);
});

function bench(filters: readonly string[], options: Partial<MemoryBrokerOptions> = {}) {
	const answers: (() => void)[] = [];
	const memory = new MemoryBroker({schedule: run => void answers.push(run), ...options});
	const trace = new Trace(new Scheduler());
	const delivered: string[] = [];
	trace.watch({
		event: (event, _node, _detail, qos, octets) => {
			if (event === Event.delivered)
				delivered.push(`q${qos} ${Buffer.from(octets).toString('latin1')}`);
		},
	});
	const answer = () => answers.shift()!();
	return {
		answers,
		answer,
		settle: () => {
			while (answers.length > 0) answer();
		},
		delivered,
		stranger: strangerAt(memory),
		farEnd: new FarEnd(memory.broker, {trace, filters, name: 'test'}),
	};
}

/** Another client of the same broker, that connects when it is needed. */
function strangerAt(memory: MemoryBroker) {
	const log = new ListenerLog();
	const port = memory.broker(log);
	const open = (link: number, clientId: string) =>
		port.open(link, {clientId, cleanSession: true, keepAliveS: 0});
	let connected = false;
	const connect = () => {
		if (!connected) open(1, 'stranger');
		connected = true;
	};
	return {
		log,
		open,
		publish(topicName: string, payload: string, qos: 0 | 1 | 2) {
			connect();
			const message = {topicName, payload: Buffer.from(payload, 'latin1'), qos, retain: false};
			port.publish(1, 1, message);
		},
		subscribe(filter: string) {
			connect();
			port.subscribe(1, 1, filter, 1);
		},
	};
}
