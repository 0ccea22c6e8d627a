/*
 * Our gateway between UDP clients and parts that are not ours: a mosquitto, mosquitto_pub and
 * mosquitto_sub. One line a claim; exit 1 where one does not hold.
 *
 *   UDP client --MQTT-SN--> motebench gateway --MQTT--> mosquitto --MQTT--> mosquitto_sub
 *              <-----------                   <-------            <-------  mosquitto_pub
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {Mosquitto, mosquittoMissing} from '../harness/broker/mosquitto.js';
import {EnvironmentError} from '../harness/errors.js';
import {connect, publish, UdpClient} from '../harness/program/bench.js';
import {GatewayProgram} from '../harness/program/gateway-program.js';
import {Log} from '../harness/program/log.js';
import {TopicIdType} from '../harness/wire/flags.js';
import type {Message} from '../harness/wire/wire.js';

const TOPIC = 'ab';
const TOPIC_ID = Buffer.from(TOPIC).readUInt16BE();
const DEADLINE_S = 10;
const QOS = [0, 1, 2] as const;

/** Clients of the claim at hand: what is opened is closed. */
const clients: UdpClient[] = [];

interface Bench {
	readonly gateway: string;
	readonly port: number;
}

type Claim = (bench: Bench) => Promise<string>;

/** What has to be seen, by what is claimed. */
const claims: Record<string, {readonly seen: string; readonly claim: Claim}> = {
	...Object.fromEntries(
		QOS.flatMap(qos => [
			[`QoS ${qos} out`, {seen: `${TOPIC} ${qos} 0 out ${qos}`, claim: outAt(qos)}],
			[`QoS ${qos} in`, {seen: `in ${qos} at ${qos}`, claim: inAt(qos)}],
		]),
	),
	'retained out': {seen: `${TOPIC} 1 1 kept`, claim: retainedOut},
	'retained in': {seen: 'kept, retained', claim: retainedIn},
	'will of a lost client': {seen: 'ab/will 1 0 gone', claim: willOut},
};

async function interop(): Promise<number> {
	const missing = mosquittoMissing();
	if (missing !== undefined) throw new EnvironmentError(missing);
	let failed = 0;
	for (const [title, {seen, claim}] of Object.entries(claims)) {
		const saw = await withBench(claim);
		if (saw !== seen) failed += 1;
		console.log(saw === seen ? `good  ${title}` : `BAD   ${title}: "${saw}", not "${seen}"`);
	}
	console.log(`${Object.keys(claims).length - failed} good, ${failed} bad`);
	return failed === 0 ? 0 : 1;
}

/** A broker and a gateway of its own for each claim; what it throws is what was seen. */
async function withBench(claim: Claim): Promise<string> {
	const mosquitto = await Mosquitto.start();
	const gateway = await GatewayProgram.start({
		gateway: {},
		listen: {host: '127.0.0.1', port: 0},
		broker: {url: mosquitto.url},
		log: new Log('text', () => {}),
	});
	try {
		return await claim({gateway: gateway.address, port: mosquitto.port});
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		return error.message;
	} finally {
		for (const client of clients.splice(0)) await client.close();
		await gateway.stop();
		await mosquitto.stop();
	}
}

function outAt(qos: (typeof QOS)[number]): Claim {
	return async ({gateway, port}) => {
		const subscriber = await subscribed(port, TOPIC);
		const client = await connected(gateway);
		await published(client, {qos, msgId: qos === 0 ? 0 : 1}, `out ${qos}`);
		return lineOf(subscriber);
	};
}

function inAt(qos: (typeof QOS)[number]): Claim {
	return async ({gateway, port}) => {
		const client = await connected(gateway);
		await client.ask(subscription);
		await publishedBy(port, ['-q', String(qos), '-m', `in ${qos}`]);
		const {text, qos: at} = await delivered(client);
		return `${text} at ${at}`;
	};
}

async function retainedOut({gateway, port}: Bench): Promise<string> {
	const client = await connected(gateway);
	await published(client, {qos: 1, retain: true}, 'kept');
	return lineOf(await subscribed(port, TOPIC));
}

async function retainedIn({gateway, port}: Bench): Promise<string> {
	await publishedBy(port, ['-q', '1', '-r', '-m', 'kept']);
	const client = await connected(gateway);
	client.send(subscription);
	const heard = [await client.next(), await client.next()];
	const message = heard.find(({type}) => type === 'PUBLISH') as Message | undefined;
	if (message?.type !== 'PUBLISH') return 'no PUBLISH';
	return `${Buffer.from(message.data).toString()}${message.retain ? ', retained' : ''}`;
}

/** Keep-alive of a second: with the tolerance of 50 % the will is due after 1.5 s. */
async function willOut({gateway, port}: Bench): Promise<string> {
	const subscriber = await subscribed(port, 'ab/will');
	const client = await opened(gateway);
	await client.ask(connect('n1', {will: true, durationS: 1}));
	await client.ask({type: 'WILLTOPIC', target: {qos: 1, retain: false, willTopic: 'ab/will'}});
	await client.ask({type: 'WILLMSG', willMsg: Buffer.from('gone')});
	return lineOf(subscriber);
}

const subscription = {
	type: 'SUBSCRIBE',
	dup: false,
	qos: 2,
	msgId: 9,
	topic: {topicIdType: TopicIdType.Short, topicId: TOPIC_ID},
} as const;

async function opened(gateway: string): Promise<UdpClient> {
	const client = await UdpClient.open(gateway);
	clients.push(client);
	return client;
}

async function connected(gateway: string): Promise<UdpClient> {
	const client = await opened(gateway);
	const answer = await client.ask(connect('n1'));
	if (answer.type !== 'CONNACK' || answer.returnCode !== 0) throw new Error('not connected');
	return client;
}

/** Publishes and plays the client's part of the QoS. */
async function published(
	client: UdpClient,
	fields: Parameters<typeof publish>[2],
	text: string,
): Promise<void> {
	client.send(publish(TOPIC, text, fields));
	if (fields?.qos === 0) return;
	const answer = await client.next();
	if (answer.type === 'PUBREC') await client.ask({type: 'PUBREL', msgId: answer.msgId});
}

/** The next PUBLISH, acknowledged as its QoS wants it. */
async function delivered(client: UdpClient): Promise<{text: string; qos: number}> {
	const message = await client.next();
	if (message.type !== 'PUBLISH') throw new Error(`${message.type} in place of PUBLISH`);
	const {topicId, msgId, qos} = message;
	if (qos === 1) client.send({type: 'PUBACK', topicId, msgId, returnCode: 0});
	if (qos === 2) await client.ask({type: 'PUBREC', msgId});
	if (qos === 2) client.send({type: 'PUBCOMP', msgId});
	return {text: Buffer.from(message.data).toString(), qos};
}

/** A mosquitto_sub that has its SUBACK. */
async function subscribed(port: number, topic: string): Promise<ChildProcess> {
	const where = ['-h', '127.0.0.1', '-p', String(port), '-t', topic, '-q', '2'];
	const how = ['-C', '1', '-W', String(DEADLINE_S), '-d', '-F', 'seen %t %q %r %p'];
	const child = spawn('stdbuf', ['-oL', 'mosquitto_sub', ...where, ...how], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	// A listener of its own, for good: what comes while nobody waits is not lost.
	child.stdout!.on('data', (octets: Buffer) => {
		heard.set(child, (heard.get(child) ?? '') + octets.toString());
	});
	await saying(child, /^Subscribed/m);
	return child;
}

async function lineOf(subscriber: ChildProcess): Promise<string> {
	return (await saying(subscriber, /^seen (.*)$/m))[1]!;
}

const heard = new WeakMap<ChildProcess, string>();

/** Waits until `child` has said what `pattern` matches; fails at the deadline. */
async function saying(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
	const signal = AbortSignal.timeout(DEADLINE_S * 1000);
	for (;;) {
		const match = pattern.exec(heard.get(child) ?? '');
		if (match !== null) return match;
		await once(child.stdout!, 'data', {signal});
	}
}

async function publishedBy(port: number, what: readonly string[]): Promise<void> {
	const where = ['-h', '127.0.0.1', '-p', String(port), '-t', TOPIC];
	const child = spawn('mosquitto_pub', [...where, ...what], {stdio: 'inherit'});
	const [code] = (await once(child, 'close')) as [number];
	if (code !== 0) throw new Error(`mosquitto_pub ended with ${code}`);
}

process.exitCode = await interop();
