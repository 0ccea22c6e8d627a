/*
 * What a message costs the gateway, as a program, over loopback UDP: CPU of its process alone,
 * read from the operating system, while clients in this process keep one message each under way.
 *
 *   SnClients --UDP--> motebench gateway --TCP--> mosquitto
 *
 * The floor beside it, in the same run: Node's dgram, echoing the same sizes from a process of its
 * own; and MQTT.js publishing directly to the same broker. A message of QoS 1 through a transparent
 * gateway is one of each.
 *
 * As fast as it goes, clients divided by messages a second is the mean latency, whoever is slow; so
 * the latency of a gateway that is not full is measured too, where each client waits between two
 * messages.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {randomInt} from 'node:crypto';
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import mqtt from 'mqtt';
import {Mosquitto} from '../harness/broker/mosquitto.js';
import {SnClient} from './sn-client.js';

export interface ThroughputRow {
	readonly name: string;
	readonly clients: number;
	readonly qos: 0 | 1;
	readonly messages: number;
	/** CPU seconds of the process under test for 10,000 messages. */
	readonly cpuPer10k: number;
	readonly perSecond: number;
	readonly p99Ms: number;
	readonly lost: number;
	/** Each client began a message once in so long; 0 is as fast as it goes. */
	readonly pauseMs: number;
}

const MAIN = fileURLToPath(new URL('../harness/main.js', import.meta.url));
const PAYLOAD = Buffer.alloc(16, 0x5a);
/** USER_HZ of Linux: what /proc counts CPU in. */
const TICKS_PER_SECOND = 100;
/** All clients together begin so many messages a second where they wait between two. */
const PACED_PER_SECOND = 1000;
const ECHO_RETRY_MS = 1000;

/** All rows, as they are measured: the floor, then the gateway at each number of clients and QoS. */
export async function* throughput(
	clientCounts: readonly number[],
	messages: number,
): AsyncGenerator<ThroughputRow> {
	const broker = await Mosquitto.start(['allow_anonymous true', 'max_queued_messages 0']);
	try {
		yield await echoRow(messages);
		yield await directRow(broker.url, messages);
		for (const load of loads(clientCounts, messages)) yield await gatewayRow(broker.url, load);
	} finally {
		await broker.stop();
	}
}

function* loads(clientCounts: readonly number[], messages: number): Generator<Load> {
	for (const mode of ['transparent', 'aggregating'] as const) {
		for (const clients of clientCounts) {
			const pauseMs = (1000 * clients) / PACED_PER_SECOND;
			yield {mode, clients, qos: 0, messages, pauseMs: 0};
			yield {mode, clients, qos: 1, messages, pauseMs: 0};
			yield {mode, clients, qos: 1, messages: messages / 2, pauseMs};
		}
	}
}

interface Load {
	readonly mode: 'transparent' | 'aggregating';
	readonly clients: number;
	readonly qos: 0 | 1;
	readonly messages: number;
	readonly pauseMs: number;
}

async function gatewayRow(
	brokerUrl: string,
	{clients, qos, messages, mode, pauseMs}: Load,
): Promise<ThroughputRow> {
	const port = await freePort();
	const address = `127.0.0.1:${port}`;
	const args = ['gateway', '--udp', address, '--broker', brokerUrl, '--mode', mode];
	args.push('--security', 'off');
	const child = spawn(process.execPath, [MAIN, ...args], {stdio: ['ignore', 'ignore', 'pipe']});
	await once(child.stderr, 'data');
	const ear = await mqtt.connectAsync(brokerUrl, {clientId: 'ear', clean: true});
	let heard = 0;
	ear.on('message', () => heard++);
	await ear.subscribeAsync('bench/#', {qos});
	const sensors = await Promise.all(
		Array.from({length: clients}, (_, index) => connected(port, index)),
	);
	const each = Math.ceil(messages / clients);
	// The engine compiles what it will, and every client has registered.
	await Promise.all(
		sensors.map(sensor => many(sensor, Math.ceil(each / 10), {qos: 1, pauseMs: 0})),
	);
	await quiet(() => heard);
	heard = 0;
	const before = cpuSeconds(child);
	const start = performance.now();
	const latencies = (
		await Promise.all(sensors.map(sensor => many(sensor, each, {qos, pauseMs})))
	).flat();
	const seconds = (performance.now() - start) / 1000;
	await quiet(() => heard);
	const cpu = cpuSeconds(child) - before;
	for (const sensor of sensors) sensor.close();
	await ear.endAsync(true);
	await end(child);
	const sent = each * clients;
	return {
		name: `gateway, ${mode}`,
		clients,
		qos,
		messages: sent,
		cpuPer10k: (cpu * 10_000) / sent,
		perSecond: sent / seconds,
		p99Ms: quantile(latencies, 0.99),
		lost: Math.max(0, sent - heard),
		pauseMs,
	};
}

async function connected(port: number, index: number): Promise<SnClient> {
	const clientId = `bench-${index}`;
	const sensor = new SnClient({
		port,
		clientId,
		topicName: `bench/${index}`,
		retryMs: 2000,
		retries: 5,
	});
	await sensor.open();
	await sensor.publish(PAYLOAD, 1);
	return sensor;
}

async function many(
	sensor: SnClient,
	count: number,
	{qos, pauseMs}: Pick<Load, 'qos' | 'pauseMs'>,
): Promise<number[]> {
	const latencies: number[] = [];
	// Clients that all began at once would be a burst, not a load.
	if (pauseMs > 0) await sleep(randomInt(Math.ceil(pauseMs)));
	const beganMs = performance.now();
	for (let number = 0; number < count; number++) {
		const aheadMs = beganMs + number * pauseMs - performance.now();
		if (pauseMs > 0 && aheadMs > 0) await sleep(aheadMs);
		const start = performance.now();
		if (qos === 1) await sensor.publish(PAYLOAD, 1);
		else {
			await sensor.publishAtMostOnce(PAYLOAD);
			// Nobody answers QoS 0: without a word in between the socket's buffer would overflow.
			if (number % 8 === 7) await sensor.ping();
		}
		latencies.push(performance.now() - start);
	}
	return latencies;
}

/** Node's own cost of a datagram in and one out, in a process of its own. */
async function echoRow(messages: number): Promise<ThroughputRow> {
	const source = `const s=require('dgram').createSocket('udp4');s.on('message',(m,r)=>s.send(m,r.port,r.address));s.bind(0,'127.0.0.1',()=>console.log(s.address().port))`;
	const child = spawn(process.execPath, ['-e', source], {stdio: ['ignore', 'pipe', 'inherit']});
	const [line] = await once(child.stdout!, 'data');
	const port = Number(line.toString());
	const sockets = 100;
	const each = Math.ceil(messages / sockets);
	await Promise.all(Array.from({length: sockets}, () => echo(port, Math.ceil(each / 10))));
	const before = cpuSeconds(child);
	const start = performance.now();
	const latencies = (
		await Promise.all(Array.from({length: sockets}, () => echo(port, each)))
	).flat();
	const seconds = (performance.now() - start) / 1000;
	const cpu = cpuSeconds(child) - before;
	await end(child);
	const sent = each * sockets;
	return {
		name: 'floor: dgram echo',
		clients: sockets,
		qos: 0,
		messages: sent,
		cpuPer10k: (cpu * 10_000) / sent,
		perSecond: sent / seconds,
		p99Ms: quantile(latencies, 0.99),
		lost: 0,
		pauseMs: 0,
	};
}

/** One at a time, over loopback, where nothing is lost as long as one waits for the echo. */
async function echo(port: number, count: number): Promise<number[]> {
	const socket = createSocket('udp4');
	const datagram = Buffer.alloc(PAYLOAD.length + 7, 0x5a);
	const latencies: number[] = [];
	for (let number = 0; number < count; number++) {
		const start = performance.now();
		const answer = once(socket, 'message');
		const send = () => socket.send(datagram, port, '127.0.0.1');
		const again = setInterval(send, ECHO_RETRY_MS);
		send();
		await answer;
		clearInterval(again);
		latencies.push(performance.now() - start);
	}
	socket.close();
	return latencies;
}

/** MQTT.js publishing at QoS 1 over 100 connections, in a process of its own. */
async function directRow(brokerUrl: string, messages: number): Promise<ThroughputRow> {
	const each = Math.ceil(messages / 100);
	const source = `
import mqtt from 'mqtt';
const clients = await Promise.all(Array.from({length: 100}, () => mqtt.connectAsync(${JSON.stringify(brokerUrl)})));
const run = count => Promise.all(clients.map(async client => {
	const latencies = [];
	for (let i = 0; i < count; i++) {
		const start = performance.now();
		await client.publishAsync('bench/direct', Buffer.alloc(16, 0x5a), {qos: 1});
		latencies.push(performance.now() - start);
	}
	return latencies;
}));
await run(${Math.ceil(each / 10)});
const before = process.cpuUsage();
const start = performance.now();
const latencies = (await run(${each})).flat().sort((a, b) => a - b);
const {user, system} = process.cpuUsage(before);
console.log(JSON.stringify({cpu: (user + system) / 1e6, seconds: (performance.now() - start) / 1000, p99: latencies[Math.floor(latencies.length * 0.99)]}));
process.exit(0);`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
		stdio: ['ignore', 'pipe', 'inherit'],
		cwd: fileURLToPath(new URL('../../', import.meta.url)),
	});
	const [line] = await once(child.stdout!, 'data');
	const {cpu, seconds, p99} = JSON.parse(line.toString());
	const sent = each * 100;
	return {
		name: 'floor: MQTT.js direct',
		clients: 100,
		qos: 1,
		messages: sent,
		cpuPer10k: (cpu * 10_000) / sent,
		perSecond: sent / seconds,
		p99Ms: p99,
		lost: 0,
		pauseMs: 0,
	};
}

/** User and system time of a process, from /proc. */
function cpuSeconds(child: ChildProcess): number {
	const text = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Waits until what is counted has stood still for a while. */
async function quiet(counted: () => number): Promise<void> {
	for (let before = -1; before !== counted(); ) {
		before = counted();
		await sleep(300);
	}
}

function quantile(values: number[], share: number): number {
	values.sort((a, b) => a - b);
	return values[Math.ceil(share * values.length) - 1];
}

async function end(child: ChildProcess): Promise<void> {
	const gone = once(child, 'exit');
	child.kill('SIGTERM');
	await gone;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	return typeof address === 'object' && address !== null ? address.port : 0;
}
