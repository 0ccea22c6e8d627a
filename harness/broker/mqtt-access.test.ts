/*
 * Ways to a real broker, and who is let in: TLS, WebSocket, client certificates, passwords.
 */

import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import test, {type ExecutionContext} from 'ava';
import {EnvironmentError} from '../errors.js';
import type {Access} from './connection-options.js';
import {ListenerLog} from './listener-log.js';
import {freePort, Mosquitto, mosquittoMissing} from './mosquitto.js';
import {MqttBroker, type MqttBrokerOptions} from './mqtt-broker.js';
import {probe} from './mqtt-probe.js';
import {opensslMissing, ThrowAwayCa} from './throw-away-ca.js';

const ANYBODY = 'allow_anonymous true';
const WEBSOCKETS = 'protocol websockets';
let ca: ThrowAwayCa;
test.before(async () => {
	if (opensslMissing() !== undefined) return;
	ca = await ThrowAwayCa.create();
	await ca.sign('over', 'localhost', {isOver: true});
	await ca.sign('elsewhere', 'broker.example');
});
test.after.always(() => ca?.remove());

const NOT_ALLOWED = 'user, password, certificate or client id is not allowed (5)';

way('messages go both ways over WebSocket', [ANYBODY, WEBSOCKETS], async (t, {port}) => {
	await goesRound(t, {url: `ws://127.0.0.1:${port}`});
	await t.notThrowsAsync(probe(`ws://127.0.0.1:${port}`, 5000));
});

way('messages go both ways over TLS', [ANYBODY, 'tls'], async (t, {port, ca}) => {
	const access = {ca: await ca.read('ca.pem')};
	await goesRound(t, {url: `mqtts://127.0.0.1:${port}`, access});
	await goesRound(t, {url: `mqtts://localhost:${port}`, access, protocolVersion: 5});
});

way('messages go both ways over TLS and WebSocket', [ANYBODY, WEBSOCKETS, 'tls'], async (t, b) => {
	const access = {ca: await b.ca.read('ca.pem')};
	await goesRound(t, {url: `wss://127.0.0.1:${b.port}`, access});
});

way('a broker whose CA we do not know is not talked to', [ANYBODY, 'tls'], async (t, b) => {
	const url = `mqtts://127.0.0.1:${b.port}`;
	t.deepEqual(await answerTo({url}), ['1 opened unreachable']);
	const access = {ca: await b.ca.read('stranger.pem')};
	t.deepEqual(await answerTo({url, access}), ['1 opened unreachable']);
	const error = await t.throwsAsync(probe(url, 5000), {instanceOf: EnvironmentError});
	t.regex(error.message, /certificate/);
});

way(
	'a broker that wants a client certificate takes ours alone',
	['tls', 'require_certificate true', 'use_identity_as_username true'],
	async (t, {port, ca}) => {
		const of = async (name: string): Promise<Access> => ({
			ca: await ca.read('ca.pem'),
			cert: await ca.read(`${name}.pem`),
			key: await ca.read(`${name}.key`),
		});
		const url = `mqtts://127.0.0.1:${port}`;
		await goesRound(t, {url, access: await of('client')});
		t.deepEqual(await answerTo({url, access: await of('stranger')}), ['1 opened unreachable']);
		t.deepEqual(await answerTo({url, access: {ca: await ca.read('ca.pem')}}), [
			'1 opened unreachable',
		]);
	},
);

way('each link has its own user where one is given', ['passwords'], async (t, {port}) => {
	const url = `mqtt://127.0.0.1:${port}`;
	const access = {credentials: {username: 'anna', password: 'a secret'}};
	const bert = {username: 'bert', password: 'another'};
	t.deepEqual(await answerTo({url, access}), ['1 opened new']);
	t.deepEqual(await answerTo({url, credentialsOf: () => bert}), ['1 opened new']);
	const credentialsOf = (clientId: string) => (clientId === 'c' ? undefined : bert);
	t.deepEqual(await answerTo({url, credentialsOf}), ['1 opened refused 5']);
	t.deepEqual(await answerTo({url, access, credentialsOf}), ['1 opened new']);
	const wrong = {credentials: {username: 'anna', password: 'a secre'}};
	t.deepEqual(await answerTo({url, access: wrong}), ['1 opened refused 5']);
	t.deepEqual(await answerTo({url, access: wrong, protocolVersion: 5}), ['1 opened refused 5']);
	t.deepEqual(await answerTo({url: `mqtt://anna:a%20secret@127.0.0.1:${port}`, access: wrong}), [
		'1 opened new',
	]);
});

way('with version 5 a broker can refuse a message', ['passwords', 'acl'], async (t, {port}) => {
	const url = `mqtt://anna:a%20secret@127.0.0.1:${port}`;
	for (const [protocolVersion, outcome] of [
		[4, 'accepted'],
		[5, 'refused'],
	] as const) {
		const {log, link, close} = opened({url, protocolVersion});
		link.publish(1, 5, {topicName: 'forbidden', payload: Buffer.of(), qos: 1, retain: false});
		t.deepEqual(await log.next(2), ['1 opened new', `1 published 5 ${outcome}`]);
		await close();
	}
});

way('a prefix tells the clients of two gateways apart', [ANYBODY], async (t, {port}) => {
	const url = `mqtt://127.0.0.1:${port}`;
	const [one, two] = [opened({url, clientIdPrefix: 'one-'}), opened({url, clientIdPrefix: 'two-'})];
	t.deepEqual([await one.log.next(), await two.log.next()], [['1 opened new'], ['1 opened new']]);
	const three = opened({url, clientIdPrefix: 'two-'});
	t.deepEqual(await two.log.next(), ['1 lost'], 'the same name again takes the link over');
	t.deepEqual(one.log.lines, ['1 opened new']);
	await Promise.all([one.close(), two.close(), three.close()]);
});

way(
	'a broker that knows prefixes takes client ids that have one',
	[ANYBODY, 'clientid_prefixes fleet-'],
	async (t, {port}) => {
		const url = `mqtt://127.0.0.1:${port}`;
		await goesRound(t, {url, clientIdPrefix: 'fleet-'});
		t.deepEqual(await troubleWith({url, clientIdPrefix: 'fleet'}), [NOT_ALLOWED]);
		t.deepEqual(await troubleWith({url}), [NOT_ALLOWED]);
	},
);

const CLIENTS = ['tls', 'require_certificate true'];
const OUR_CA = ['ca.pem'];
const troubles: [title: string, broker: string[], ours: string[], why: string][] = [
	['whose CA the system does not know', [ANYBODY, 'tls'], [], 'a CA that we do not know'],
	['of another CA than ours', [ANYBODY, 'tls'], ['stranger.pem'], 'a CA that we do not know'],
	['whose certificate has expired', [ANYBODY, 'tls over'], OUR_CA, 'its certificate has expired'],
	['with the certificate of another', [ANYBODY, 'tls elsewhere'], OUR_CA, 'is of another host'],
	['that wants a certificate of ours', CLIENTS, OUR_CA, 'wants a certificate of ours'],
	['that does not know our CA', CLIENTS, [...OUR_CA, 'stranger'], 'the CA of our certificate'],
	['to which ours has expired', CLIENTS, [...OUR_CA, 'over'], 'our certificate has expired'],
];

for (const [title, broker, [trusted, name], why] of troubles) {
	way(`a broker ${title} is left, and the reason is said`, broker, async (t, {port, ca}) => {
		const access = {
			...(trusted !== undefined && {ca: await ca.read(trusted)}),
			...(name !== undefined && {cert: await ca.read(`${name}.pem`)}),
			...(name !== undefined && {key: await ca.read(`${name}.key`)}),
		};
		const said = await troubleWith({url: `mqtts://127.0.0.1:${port}`, access});
		t.is(said.length, 1);
		t.true(said[0]!.includes(why), said[0]);
	});
}

way('a wrong password is said, and not repeated', ['passwords'], async (t, {port}) => {
	const access = {credentials: {username: 'anna', password: 'hush'}};
	for (const protocolVersion of [4, 5] as const) {
		const url = `mqtt://127.0.0.1:${port}`;
		t.deepEqual(await troubleWith({url, access, protocolVersion}), [NOT_ALLOWED]);
	}
});

test('nobody at the port is said', async t => {
	const url = `mqtt://127.0.0.1:${await freePort()}`;
	t.deepEqual(await troubleWith({url}), ['connection refused']);
});

/** Opens a link, subscribes, publishes, and hears it. */
async function goesRound(t: ExecutionContext, options: MqttBrokerOptions): Promise<void> {
	const {log, link, close} = opened(options);
	link.subscribe(1, 2, 't', 1);
	t.deepEqual(await log.next(2), ['1 opened new', '1 subscribed 2 q1']);
	const payload = Buffer.alloc(20_000, 'x');
	link.publish(1, 3, {topicName: 't', payload, qos: 1, retain: false});
	const lines = (await log.next(2)).sort();
	t.deepEqual(lines, [`1 message t ${payload.toString()} q1`, '1 published 3 accepted']);
	link.acknowledge(1, log.messages[0]!.delivery);
	await close();
}

/** Why a link could not be opened. */
async function troubleWith(options: MqttBrokerOptions): Promise<string[]> {
	const said: string[] = [];
	const {log, close} = opened({...options, onTrouble: ({why}) => void said.push(why)});
	await log.next();
	await close();
	return said;
}

async function answerTo(options: MqttBrokerOptions): Promise<string[]> {
	const {log, close} = opened(options);
	const lines = await log.next();
	await close();
	return lines;
}

function opened(options: MqttBrokerOptions) {
	const broker = new MqttBroker({patienceMs: 5000, ...options});
	const log = new ListenerLog();
	const link = broker.broker(log);
	link.open(1, {clientId: 'c', cleanSession: true, keepAliveS: 60});
	return {log, link, close: () => broker.close()};
}

interface Way {
	readonly port: number;
	readonly ca: ThrowAwayCa;
}

type Claim = (t: ExecutionContext, way: Way) => Promise<void>;

function way(title: string, lines: readonly string[], claim: Claim): void {
	test(title, async t => {
		const missing = mosquittoMissing() ?? opensslMissing();
		if (missing !== undefined) {
			t.log(`skipped: ${missing}`);
			t.pass();
			return;
		}

		const port = await freePort();
		const config = lines.flatMap(line => expanded(line, ca.fileOf(`${port}`)));
		// A listener beside the plain one: mosquitto 2.0.11 does not start with WebSocket alone.
		const listener = [`user ${userInfo().username}`, `listener ${port} 127.0.0.1`];
		const mosquitto = await Mosquitto.start([...listener, ...config]);
		try {
			await claim(t, {port, ca});
		} finally {
			await mosquitto.stop();
		}
	});
}

/** Words that stand for several lines of configuration, and for the files they name. */
function expanded(line: string, draft: string): string[] {
	if (line.startsWith('tls')) {
		const [, name = 'broker'] = line.split(' ');
		const files = {cafile: 'ca.pem', certfile: `${name}.pem`, keyfile: `${name}.key`};
		return Object.entries(files).map(([what, name]) => `${what} ${ca.fileOf(name)}`);
	}

	if (line === 'passwords') {
		const file = `${draft}.passwords`;
		writeFileSync(file, 'anna:a secret\nbert:another\n', {mode: 0o600});
		spawnSync('mosquitto_passwd', ['-U', file]);
		return ['allow_anonymous false', `password_file ${file}`];
	}

	if (line === 'acl') {
		writeFileSync(`${draft}.acl`, 'user anna\ntopic readwrite allowed\n', {mode: 0o600});
		return [`acl_file ${draft}.acl`];
	}

	return [line];
}
