import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {EnvironmentError, UsageError} from '../errors.js';
import {ListenerLog} from './listener-log.js';
import {Mosquitto, mosquittoMissing} from './mosquitto.js';
import {MqttBroker} from './mqtt-broker.js';
import {probe} from './mqtt-probe.js';
import type {LinkOptions} from './port.js';

const NOBODY = 'mqtt://127.0.0.1:1';

test('where no broker listens, a link is unreachable', async t => {
	const real = mqtt(NOBODY);
	const log = new ListenerLog();
	real.broker(log).open(1, link);
	t.is(real.outstanding(), 1, 'a connection that opens is waited for');
	t.deepEqual(await log.next(), ['1 opened unreachable']);
	t.is(real.outstanding(), 0);
});

test('a link id is free again after an unreachable broker', async t => {
	const log = new ListenerLog();
	const port = mqtt(NOBODY).broker(log);
	port.open(1, link);
	await log.next();
	port.open(1, link);
	t.deepEqual(await log.next(), ['1 opened unreachable']);
});

test('a link that is closed while it opens is told nothing', async t => {
	const real = mqtt(NOBODY);
	const log = new ListenerLog();
	const port = real.broker(log);
	port.open(1, link);
	port.close(1);
	t.is(real.outstanding(), 0);
	await real.close();
	t.deepEqual(log.lines, []);
});

test('a broker that is not there is one line with advice', async t => {
	await t.throwsAsync(probe(NOBODY, 2000), {
		instanceOf: EnvironmentError,
		message:
			'no MQTT broker answers at mqtt://127.0.0.1:1: connection refused; ' +
			'start one, e.g. mosquitto -p 1',
	});
});

test('a broker with a bad address is a mistake of the user', async t => {
	await t.throwsAsync(probe('http://anna:secret@x', 2000), {instanceOf: UsageError});
	t.throws(() => mqtt('localhost:1883'), {instanceOf: UsageError});
});

withMosquitto('a broker that is there is found', async (t, {url}) => {
	await t.notThrowsAsync(probe(url, 5000));
});

withMosquitto('a broker that is silent is not there', async (t, mosquitto) => {
	mosquitto.pause();
	const error = await t.throwsAsync(probe(mosquitto.url, 200), {instanceOf: EnvironmentError});
	t.regex(error.message, /no CONNACK in time/);
});

withMosquitto(
	'a broker that refuses us says so with its return code',
	async (t, {url}) => {
		const log = new ListenerLog();
		mqtt(url).broker(log).open(1, link);
		t.deepEqual(await log.next(), ['1 opened refused 5']);
		const secret = url.replace('//', '//anna:secret@');
		const error = await t.throwsAsync(probe(secret, 5000), {instanceOf: EnvironmentError});
		t.regex(error.message, /lets nobody in: .*give user and password/);
		t.notRegex(error.message, /secret|anna/);
	},
	['allow_anonymous false'],
);

withMosquitto('a broker that dies costs its links, told as lost', async (t, mosquitto) => {
	const real = mqtt(mosquitto.url);
	const log = new ListenerLog();
	const port = real.broker(log);
	port.open(1, link);
	await log.next();
	mosquitto.pause();
	port.publish(1, 7, hello);
	port.subscribe(1, 8, 't', 0);
	t.is(real.outstanding(), 2);
	await mosquitto.kill();
	t.deepEqual(await log.next(2), ['1 published 7 unreachable', '1 lost']);
	t.is(real.outstanding(), 0);
	port.open(1, link);
	t.deepEqual(await log.next(), ['1 opened unreachable'], 'the id is free again');
});

withMosquitto('waiting for a silent broker ends at the deadline', async (t, mosquitto) => {
	const real = mqtt(mosquitto.url);
	const log = new ListenerLog();
	const port = real.broker(log);
	port.open(1, link);
	await log.next();
	mosquitto.pause();
	port.publish(1, 7, hello);
	const error = await t.throwsAsync(real.changed(50), {instanceOf: EnvironmentError});
	t.is(error.message, `the broker at ${mosquitto.url} has not answered for 50 ms`);
	port.close(1);
	await real.close();
	t.is(real.outstanding(), 0);
});

withMosquitto('all that a broker tells goes through deliver', async (t, {url}) => {
	const events: (() => void)[] = [];
	const real = new MqttBroker({url, deliver: event => events.push(event)});
	const log = new ListenerLog();
	const port = real.broker(log);
	port.open(1, link);
	while (real.outstanding() > 0) await real.changed(5000);
	t.deepEqual(log.lines, [], 'the answer is there, but not told');
	for (const event of events) event();
	t.deepEqual(log.lines, ['1 opened new']);
	await real.close();
});

withMosquitto(
	'a link that is closed before its answer is delivered hears nothing',
	async (t, m) => {
		const events: (() => void)[] = [];
		const real = new MqttBroker({url: m.url, deliver: event => events.push(event)});
		const log = new ListenerLog();
		const port = real.broker(log);
		port.open(1, link);
		while (real.outstanding() > 0) await real.changed(5000);
		port.close(1);
		for (const event of events) event();
		t.deepEqual(log.lines, []);
		await real.close();
	},
);

withMosquitto('an independent subscriber sees what we publish', async (t, {url, port}) => {
	const real = mqtt(url);
	const log = new ListenerLog();
	const own = real.broker(log);
	own.open(1, link);
	own.publish(1, 7, {...hello, retain: true});
	t.deepEqual(await log.next(2), ['1 opened new', '1 published 7 accepted']);
	await real.close();
	const topic = ['-h', '127.0.0.1', '-p', `${port}`, '-q', '1', '-t', 't'];
	const {stdout} = await run('mosquitto_sub', [...topic, '-C', '1', '-W', '9', '-F', '%t %q %p']);
	t.is(stdout, 't 1 hello\n');
});

const link: LinkOptions = {clientId: '', cleanSession: true, keepAliveS: 0};
const hello = {topicName: 't', payload: Buffer.from('hello'), qos: 1, retain: false} as const;

function mqtt(url: string): MqttBroker {
	return new MqttBroker({url, patienceMs: 2000});
}

const run = promisify(execFile);

type Claim = (t: ExecutionContext, mosquitto: Mosquitto) => Promise<void>;

function withMosquitto(title: string, claim: Claim, lines?: readonly string[]): void {
	test(title, async t => {
		const missing = mosquittoMissing();
		if (missing !== undefined) {
			t.log(`skipped: ${missing}`);
			t.pass();
			return;
		}

		const mosquitto = await Mosquitto.start(lines);
		try {
			await claim(t, mosquitto);
		} finally {
			await mosquitto.stop();
		}
	});
}
