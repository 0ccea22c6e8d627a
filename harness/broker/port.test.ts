/*
 * What every broker port promises, asked of the in-run broker and of a real mosquitto. Lines are
 * those of listener-log.ts: link, what was told, token or topic, outcome.
 */
import test, {type ExecutionContext} from 'ava';
import {ListenerLog} from './listener-log.js';
import {MemoryBroker} from './memory-broker.js';
import {Mosquitto, mosquittoMissing} from './mosquitto.js';
import {MqttBroker} from './mqtt-broker.js';
import type {Broker, BrokerPort, LinkOptions, Qos} from './port.js';

interface Bench {
	readonly log: ListenerLog;
	readonly port: BrokerPort;
	readonly name: (of: string) => string;
	open(link: number, options?: Partial<LinkOptions>): Promise<void>;
	subscribe(link: number, filter: string, qos?: Qos): Promise<void>;
}

type Case = (t: ExecutionContext, bench: Bench) => Promise<void>;

promise('a clean session begins anew', async (t, {log, port, open}) => {
	port.open(1, link());
	t.deepEqual(await log.next(), ['1 opened new']);
	await open(2);
});

promise('a published message of QoS 0 reaches a subscriber, and is not answered', async (t, b) => {
	await b.open(1);
	await b.subscribe(1, b.name('t'), 0);
	b.port.publish(1, 9, message(b.name('t'), 'hello', 0));
	t.deepEqual(await b.log.next(), [`1 message ${b.name('t')} hello q0`]);
	t.deepEqual(b.log.messages[0]?.delivery, 0);
});

promise('a published message of QoS 1 is answered', async (t, {log, port, open, name}) => {
	await open(1);
	port.publish(1, 9, message(name('t'), 'hello', 1));
	t.deepEqual(await log.next(), ['1 published 9 accepted']);
});

promise('a published message of QoS 2 is answered', async (t, {log, port, open, name}) => {
	await open(1);
	port.publish(1, 9, message(name('t'), 'hello', 2));
	t.deepEqual(await log.next(), ['1 published 9 accepted']);
});

promise('the QoS of a delivery is the lesser of both', async (t, b) => {
	await b.open(1);
	await b.subscribe(1, b.name('zero'), 0);
	await b.subscribe(1, b.name('two'), 2);
	b.port.publish(1, 3, message(b.name('zero'), 'a', 1));
	b.port.publish(1, 4, message(b.name('two'), 'b', 1));
	t.deepEqual((await b.log.next(4)).sort(), [
		`1 message ${b.name('two')} b q1`,
		`1 message ${b.name('zero')} a q0`,
		'1 published 3 accepted',
		'1 published 4 accepted',
	]);
});

promise('a filter with a wildcard takes all it covers', async (t, b) => {
	await b.open(1);
	await b.subscribe(1, b.name('+/x'), 0);
	b.port.publish(1, 1, message(b.name('a/y'), 'no', 0));
	b.port.publish(1, 2, message(b.name('a/x'), 'yes', 0));
	t.deepEqual(await b.log.next(), [`1 message ${b.name('a/x')} yes q0`]);
});

promise('a bad topic filter is refused, and a bad topic name too', async (t, b) => {
	await b.open(1);
	b.port.subscribe(1, 1, 'a/#/b', 0);
	b.port.publish(1, 2, message('a/+', 'x', 1));
	b.port.publish(1, 3, message('', 'x', 2));
	t.deepEqual(await b.log.next(3), [
		'1 subscribed 1 refused',
		'1 published 2 refused',
		'1 published 3 refused',
	]);
	b.port.publish(1, 4, message('', 'x', 0));
	b.port.publish(1, 5, message(b.name('t'), 'x', 1));
	t.deepEqual(await b.log.next(), ['1 published 5 accepted'], 'QoS 0 is never answered');
});

promise('after unsubscribing nothing comes', async (t, b) => {
	await b.open(1);
	await b.subscribe(1, b.name('t'), 0);
	await b.subscribe(1, b.name('mark'), 0);
	b.port.unsubscribe(1, 8, b.name('t'));
	t.deepEqual(await b.log.next(), ['1 unsubscribed 8']);
	b.port.publish(1, 1, message(b.name('t'), 'no', 0));
	b.port.publish(1, 2, message(b.name('mark'), 'yes', 0));
	t.deepEqual(await b.log.next(), [`1 message ${b.name('mark')} yes q0`]);
});

promise('unsubscribing from what was never subscribed is answered', async (t, b) => {
	await b.open(1);
	b.port.unsubscribe(1, 7, b.name('never'));
	b.port.unsubscribe(1, 8, 'a/#/b');
	t.deepEqual((await b.log.next(2)).sort(), ['1 unsubscribed 7', '1 unsubscribed 8']);
});

promise('a retained message waits for its subscribers until an empty one comes', async (t, b) => {
	await b.open(1);
	b.port.publish(1, 1, {...message(b.name('r'), 'kept', 1), retain: true});
	await b.log.next();
	b.port.subscribe(1, 2, b.name('#'), 1);
	t.deepEqual((await b.log.next(2)).sort(), [
		`1 message ${b.name('r')} kept q1 retained`,
		'1 subscribed 2 q1',
	]);
	b.port.publish(1, 3, {...message(b.name('r'), '', 0), retain: true});
	t.deepEqual(await b.log.next(), [`1 message ${b.name('r')}  q0`], 'live, so not retained');
	await b.subscribe(1, b.name('r'), 1);
});

promise('a kept session holds messages while its client is away', async (t, b) => {
	await b.open(1, {clientId: b.name('c'), cleanSession: false});
	await b.subscribe(1, b.name('t'), 1);
	b.port.close(1);
	await b.open(2);
	b.port.publish(2, 1, message(b.name('t'), 'one', 1));
	b.port.publish(2, 2, message(b.name('t'), 'two', 1));
	await b.log.next(2);
	b.port.open(1, link({clientId: b.name('c'), cleanSession: false}));
	t.deepEqual(await b.log.next(3), [
		'1 opened again',
		`1 message ${b.name('t')} one q1`,
		`1 message ${b.name('t')} two q1`,
	]);
});

promise('opening with a clean session forgets the kept one', async (t, b) => {
	await b.open(1, {clientId: b.name('c'), cleanSession: false});
	b.port.close(1);
	await b.open(2, {clientId: b.name('c'), cleanSession: true});
	b.port.close(2);
	b.port.open(3, link({clientId: b.name('c'), cleanSession: false}));
	t.deepEqual(await b.log.next(), ['3 opened new']);
});

for (const qos of [1, 2] as const) {
	promise(`what is not acknowledged at QoS ${qos} comes again to the next link`, async (t, b) => {
		await b.open(1, {clientId: b.name('c'), cleanSession: false});
		await b.subscribe(1, b.name('t'), qos);
		await b.open(2);
		for (const [token, text] of ['first', 'second', 'third'].entries()) {
			b.port.publish(2, token, message(b.name('t'), text, qos));
		}

		t.is((await b.log.next(6)).filter(line => line.startsWith('1 message')).length, 3);
		b.port.acknowledge(1, b.log.messages[1]!.delivery);
		await b.subscribe(1, b.name('sync'), 0);
		b.port.close(1);
		b.port.open(3, link({clientId: b.name('c'), cleanSession: false}));
		t.deepEqual(await b.log.next(3), [
			'3 opened again',
			`3 message ${b.name('t')} first q${qos}`,
			`3 message ${b.name('t')} third q${qos}`,
		]);
		b.port.acknowledge(3, b.log.messages[3]!.delivery);
		b.port.acknowledge(3, b.log.messages[4]!.delivery);
		await b.subscribe(3, b.name('sync'), 0);
		b.port.close(3);
		await b.open(4, {clientId: b.name('c'), cleanSession: false});
		await b.subscribe(4, b.name('sync'), 0);
	});
}

promise('acknowledging what is not waiting changes nothing', async (t, b) => {
	await b.open(1);
	b.port.acknowledge(1, 77);
	b.port.publish(1, 1, message(b.name('t'), 'x', 1));
	t.deepEqual(await b.log.next(), ['1 published 1 accepted']);
});

promise('a client id that is opened again takes the link over', async (t, b) => {
	await b.open(1, {clientId: b.name('c')});
	b.port.open(2, link({clientId: b.name('c')}));
	t.deepEqual((await b.log.next(2)).sort(), ['1 lost', '2 opened new']);
	await b.open(1);
});

promise('nothing is told about a link that was closed', async (t, b) => {
	await b.open(1);
	await b.open(2);
	b.port.publish(1, 1, message(b.name('t'), 'x', 1));
	b.port.close(1);
	b.port.publish(2, 2, message(b.name('t'), 'x', 1));
	t.deepEqual(await b.log.next(), ['2 published 2 accepted']);
	t.throws(() => b.port.close(1), {instanceOf: RangeError});
});

promise('an answer never comes from inside the question', async (t, b) => {
	b.port.open(1, link());
	t.deepEqual(b.log.lines, []);
	await b.log.next();
	b.port.subscribe(1, 1, '', 0);
	b.port.publish(1, 2, message('', '', 1));
	b.port.unsubscribe(1, 3, '');
	t.deepEqual(b.log.lines.slice(1), []);
	t.is((await b.log.next(3)).length, 3);
});

promise('a publisher may use its buffer again at once', async (t, b) => {
	await b.open(1);
	await b.subscribe(1, b.name('t'), 1);
	const payload = Buffer.from('before');
	b.port.publish(1, 1, {topicName: b.name('t'), payload, qos: 1, retain: false});
	payload.fill('x');
	t.true((await b.log.next(2)).includes(`1 message ${b.name('t')} before q1`));
});

promise('a port refuses a link id twice, and a kept session without a name', async (t, b) => {
	await b.open(1);
	t.throws(() => b.port.open(1, link()), {instanceOf: RangeError});
	t.throws(() => b.port.open(2, link({cleanSession: false})), {instanceOf: RangeError});
	t.throws(() => b.port.publish(2, 1, message('t', '', 0)), {instanceOf: RangeError});
});

let mosquitto: Mosquitto | undefined;

test.before(async () => {
	if (mosquittoMissing() === undefined) mosquitto = await Mosquitto.start();
});

test.after.always(async () => {
	await mosquitto?.stop();
});

function promise(title: string, run: Case): void {
	test(`memory: ${title}`, async t => {
		const memory = new MemoryBroker({schedule: answer => setImmediate(answer)});
		await run(t, bench(t, memory.broker));
	});
	for (const protocolVersion of [4, 5] as const) {
		test(`mosquitto, version ${protocolVersion}: ${title}`, async t => {
			if (mosquitto === undefined) {
				t.log(`skipped: ${mosquittoMissing()}`);
				t.pass();
				return;
			}

			const real = new MqttBroker({url: mosquitto.url, protocolVersion});
			await run(t, bench(t, real.broker));
			t.is(real.outstanding(), 0);
			await real.close();
		});
	}
}

/** Names carry the title of the test, since all tests share one mosquitto. */
function bench(t: ExecutionContext, broker: Broker): Bench {
	const log = new ListenerLog();
	const port = broker(log);
	const prefix = t.title.replace(/[+#/]/g, '');
	const name = (of: string) => `${prefix}/${of}`;
	const open = async (id: number, options: Partial<LinkOptions> = {}) => {
		port.open(id, link(options));
		t.regex((await log.next())[0]!, new RegExp(`^${id} opened`));
	};
	const subscribe = async (id: number, filter: string, qos: Qos = 0) => {
		port.subscribe(id, 1, filter, qos);
		t.deepEqual(await log.next(), [`${id} subscribed 1 q${qos}`]);
	};
	return {log, port, name, open, subscribe};
}

function link(options: Partial<LinkOptions> = {}): LinkOptions {
	return {clientId: '', cleanSession: true, keepAliveS: 60, ...options};
}

function message(topicName: string, text: string, qos: Qos) {
	return {topicName, payload: Buffer.from(text), qos, retain: false};
}
