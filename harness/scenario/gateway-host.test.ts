import test from 'ava';
import {Datagram} from '../../sim/datagram.js';
import {Scheduler} from '../../sim/kernel/scheduler.js';
import {Trace} from '../../sim/kernel/trace.js';
import type {Endpoint} from '../../sim/world.js';
import {ListenerLog} from '../broker/listener-log.js';
import {MemoryBroker} from '../broker/memory-broker.js';
import {MemoryStore} from '../store/memory-store.js';
import type {Store} from '../store/port.js';
import {encode, type Message} from '../wire/wire.js';
import {BrokerGate} from './broker-gate.js';
import {GatewayHost} from './gateway-host.js';

/* A line is the time in microseconds, to whom, and the message in hex. */

test('a gateway advertises when it starts, and again when Tadv has gone by', t => {
	const {host, run, sent} = bench();
	run(5_000_000);
	host.start();
	run(124_999_999);
	t.deepEqual(sent, ['5000000 65535: 050003003c', '65000000 65535: 050003003c']);
	run(125_000_000);
	t.is(sent.at(-1), '125000000 65535: 050003003c');
});

test('a gateway that has not started keeps quiet', t => {
	const {run, sent} = bench();
	run(1_000_000_000);
	t.deepEqual(sent, []);
});

test('a datagram is answered to the address that it came from', t => {
	const {arrive, host, sent} = bench();
	host.start();
	sent.length = 0;
	arrive(7, {type: 'PINGREQ', clientId: 'c'});
	t.deepEqual(sent, ['0 7: 0218']);
});

test('an answer of the broker goes on air at the time at which it came', t => {
	const {arrive, host, run, sent} = bench();
	host.start();
	sent.length = 0;
	run(10_000);
	arrive(7, CONNECT);
	t.deepEqual(sent, []);
	run(12_000);
	t.deepEqual(sent, ['12000 7: 030500']);
});

test('a client that does not answer is asked again Tretry after the broker spoke', t => {
	const {arrive, host, run, sent, publish} = bench();
	host.start();
	arrive(7, {...CONNECT, durationS: 600});
	run(2000);
	arrive(7, {type: 'SUBSCRIBE', dup: false, qos: 1, msgId: 1, topic: SHORT});
	run(30_000_000);
	sent.length = 0;
	publish();
	run(50_000_000);
	t.deepEqual(sent, ['30002000 7: 080c2261620001aa', '40002000 7: 080ca261620001aa']);
});

test('a client that falls silent is lost in time, though no Tadv is due', t => {
	const {arrive, run, host} = bench();
	host.start();
	arrive(7, CONNECT);
	run(2000);
	t.is(host.gateway?.connectedCount, 1);
	run(10_000_000);
	t.is(host.gateway?.connectedCount, 1);
	run(20_000_000);
	t.is(host.gateway?.connectedCount, 0);
});

test('octets of a datagram that is malformed are counted, and no more', t => {
	const {hear, host, sent} = bench();
	host.start();
	sent.length = 0;
	hear(7, Uint8Array.of(9, 9));
	t.is(host.gateway?.counters.malformed, 1);
	t.deepEqual(sent, []);
});

test('a gateway that has died says nothing, and comes back without its clients', t => {
	const {arrive, host, run, sent} = bench();
	host.start();
	arrive(7, {...CONNECT, durationS: 600});
	run(2000);
	host.die();
	sent.length = 0;
	arrive(7, {type: 'PINGREQ', clientId: 'c'});
	run(100_000_000);
	t.deepEqual(sent, []);
	host.revive();
	arrive(7, {type: 'PINGREQ', clientId: 'c'});
	t.deepEqual(sent, ['100000000 65535: 050003003c', '100000000 7: 0218']);
});

test('a gateway that has died comes back with its clients where a store has them', t => {
	const commits: (() => void)[] = [];
	const commit = () => {
		for (const each of commits.splice(0)) each();
	};
	const memory = new MemoryStore({schedule: each => commits.push(each)});
	const {arrive, host, run, sent} = bench(memory.storeOf(3));
	host.start();
	arrive(7, {...CONNECT, durationS: 600});
	run(2000);
	commit();
	host.die();
	memory.died(3);
	run(100_000_000);
	host.revive();
	commit();
	sent.length = 0;
	arrive(7, {type: 'PINGREQ'});
	t.deepEqual(sent, ['100000000 7: 0217']);
});

const CONNECT = {
	type: 'CONNECT',
	will: false,
	cleanSession: true,
	protocolId: 1,
	durationS: 10,
	clientId: 'c',
} as const satisfies Message;

/** The topic `ab`. */
const SHORT = {topicIdType: 2, topicId: 0x6162} as const;

/** A host with a Tadv of a minute, and a broker that takes 2 ms. */
function bench(store?: Store) {
	const scheduler = new Scheduler();
	const later = scheduler.register(index => tasks[index]());
	const tasks: (() => void)[] = [];
	const at = (us: number, run: () => void) => scheduler.at(us, later, tasks.push(run) - 1);
	const sent: string[] = [];
	let wishes = 0;
	const endpoint: Endpoint = {
		radio: 0,
		address: 1,
		onDatagram: () => {},
		onWake: () => {},
		send: (to, octets) =>
			void sent.push(`${scheduler.now} ${to}: ${Buffer.from(octets).toString('hex')}`),
		wakeAt: us => {
			const wish = ++wishes;
			at(us, () => {
				if (wish === wishes) endpoint.onWake();
			});
		},
	};
	const memory = new MemoryBroker({schedule: run => at(scheduler.now + 2000, run)});
	const options = {gwId: 3, tadvS: 60, store};
	const gate = new BrokerGate(memory.broker, answer => at(scheduler.now + 2000, answer));
	const host = new GatewayHost(options, {trace: new Trace(scheduler), endpoint, gate});
	const neighbour = memory.broker(new ListenerLog());
	neighbour.open(1, {clientId: 'neighbour', cleanSession: true, keepAliveS: 0});
	const message = {topicName: 'ab', payload: Uint8Array.of(0xaa), qos: 1, retain: false} as const;
	const hear = (source: number, octets: Uint8Array) => {
		const datagram = Object.assign(new Datagram(), {source, octets, size: octets.length});
		endpoint.onDatagram(datagram);
	};
	return {
		host,
		sent,
		hear,
		publish: () => neighbour.publish(1, 1, message),
		run: (untilUs: number) => scheduler.run(untilUs),
		arrive: (source: number, message: Message) => hear(source, encode(message)),
	};
}
