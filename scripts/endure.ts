/*
 * Does anything get lost when programs die? Kills the gateway or mosquitto at random moments
 * under load, starts it again each time, and counts in the end.
 *
 *   SnClients --UDP--> motebench gateway --store --> mosquitto --> a subscriber with a session
 *   a control --------------- MQTT.js ------------> mosquitto
 *
 * The way down: endure-down.ts. No message that the gateway acknowledged to its client, or the broker
 * to its publisher, may be missing, no message of QoS 2 may come twice, each
 * client must be served again, and no program may end by itself: exit code 0, or else 1. mosquitto
 * acknowledges before it saves, so what was acknowledged around its own death may be gone; that is
 * counted apart, and may not be much more often than with the control. It ends within a deadline
 * that follows from the options, whatever hangs.
 *
 *   node build/scripts/endure.js [--kills 50] [--clients 200] [--seed 1] [--every 1500]
 *                                [--victim both|gateway|broker] [--json]
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {connect as connectTcp, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {Command, Option} from 'commander';
import mqtt, {type MqttClient} from 'mqtt';
import {endWithProcess} from '../harness/process-end.js';
import {draw, streamKey} from '../sim/kernel/random.js';
import {DownTraffic} from './endure-down.js';
import {SnClient} from './sn-client.js';

interface Options {
	readonly kills: number;
	readonly clients: number;
	readonly seed: number;
	readonly every: number;
	readonly victim: 'both' | 'gateway' | 'broker';
	readonly json: boolean;
}

const options = new Command('endure')
	.option('--kills <n>', 'how often a program dies', Number, 50)
	.option('--clients <n>', 'MQTT-SN clients over UDP', Number, 200)
	.option('--seed <n>', 'when, and who', Number, 1)
	.option('--every <ms>', 'mean time between two deaths', Number, 1500)
	.addOption(
		new Option('--victim <program>', 'which one dies')
			.choices(['both', 'gateway', 'broker'])
			.default('both'),
	)
	.option('--json', 'print the count as JSON', false)
	.parse()
	.opts<Options>();

/** A client publishes once in this time, so that 200 of them are 200 messages a second. */
const PAUSE_MS = 1000;
const RETRY_MS = 1000;
const RETRIES = 4;
/** A publish that fails, a connection anew and the publish again, each with all its attempts. */
const SERVED_MS = 3 * RETRY_MS * (RETRIES + 1);
/** mosquitto saves once a turn, which takes longer the more there is to save. */
const AROUND_MS = 3000;
/** How many times as often as the control may lose something at a death of the broker. */
const WORSE_MAX = 3;
/** What is under way when the last program has come back may still arrive. */
const SETTLE_MS = 20_000;
const TWICE_MS = 2000;
const MAIN = fileURLToPath(new URL('../harness/main.js', import.meta.url));

const folder = mkdtempSync(path.join(tmpdir(), 'endure-'));
const [mqttPort, udpPort] = [await freePort(), await freePort()];
writeFileSync(
	path.join(folder, 'mosquitto.conf'),
	[
		`listener ${mqttPort} 127.0.0.1`,
		'allow_anonymous true',
		'persistence true',
		`persistence_location ${folder}/`,
		'autosave_interval 1',
		'autosave_on_changes true',
		'max_queued_messages 0',
		'max_inflight_messages 0',
		'user root',
		'',
	].join('\n'),
);

const programs = new Set<ChildProcess>();
let endedByItself = 0;
let ending = false;
endWithProcess(() => {
	for (const child of programs) child.kill('SIGKILL');
	rmSync(folder, {recursive: true, force: true});
});
const deadlineMs = 2 * options.kills * options.every + 4 * SETTLE_MS;
setTimeout(() => {
	console.error(`not done after ${deadlineMs} ms`);
	process.exit(1);
}, deadlineMs).unref();

let broker = await startBroker();
let gateway = await startGateway();
/** For each payload the MQTT packet identifiers under which it came, in order. */
const received = new Map<string, number[]>();
const subscriber = await startSubscriber();
/** When each payload was acknowledged. */
const acknowledged = new Map<string, number>();
/** When each client was acknowledged last. */
const servedMs = new Map<string, number>();
const brokerDeathsMs: number[] = [];
const down = new DownTraffic(`mqtt://127.0.0.1:${mqttPort}`, isAroundDeath);
const clients = await startClients();
await down.start();
const control = await startControl();

let gatewayDeaths = 0;
for (let kill = 0; kill < options.kills; kill++) {
	const luck = draw(streamKey(options.seed, 'endure'), 0, 0, kill);
	await sleep(options.every / 2 + (luck % options.every));
	if (isBroker(luck)) {
		brokerDeathsMs.push(Date.now());
		await die(broker);
		broker = await startBroker();
	} else {
		await die(gateway);
		gateway = await startGateway();
		gatewayDeaths++;
	}
	if (!options.json) process.stderr.write(`\r${kill + 1} of ${options.kills} deaths`);
}
const lastDeathMs = Date.now();
await until(() => countNotServed() === 0, SERVED_MS);
const notServed = countNotServed();
down.pause();
await until(() => down.isComplete, SETTLE_MS);
for (const client of clients) client.close();
control.running = false;
await until(() => missingNow().length === 0, SETTLE_MS);
// What comes twice comes soon.
await sleep(TWICE_MS);

const missing = missingNow();
const twice = [...received].filter(([payload, ids]) => payload.startsWith('2 ') && ids.length > 1);
// A publish that reached the broker twice comes under two numbers. A broker that forgot what its
// subscriber said before it died repeats its own delivery, under the number that it had.
const doubled = twice.filter(([, ids]) => new Set(ids).size > 1).map(([payload]) => payload);
const of = (payloads: readonly string[], control: boolean) =>
	payloads.filter(payload => payload.includes('control') === control);
const count = {
	gatewayDeaths,
	brokerDeaths: brokerDeathsMs.length,
	endedByItself,
	...counted(false),
	control: counted(true),
	down: down.count(),
	/** The first few, to look for in a capture. */
	examples: {lost: missing.slice(0, 5), doubledAtQos2: doubled.slice(0, 5), down: down.examples()},
	repeatedByBroker: twice.length - doubled.length,
	connects: clients.reduce((sum, client) => sum + client.connects, 0),
	notServed,
};
console.log(options.json ? JSON.stringify(count) : `\n${JSON.stringify(count, undefined, '  ')}`);
process.exitCode = isSound() ? 0 : 1;
ending = true;
subscriber.end(true);
control.client.end(true);
down.close();
await die(gateway);
await die(broker);
rmSync(folder, {recursive: true, force: true});

function counted(control: boolean) {
	const lost = of(missing, control);
	const atDeath = lost.filter(payload => isAroundDeath(acknowledged.get(payload)!));
	return {
		acknowledged: of([...acknowledged.keys()], control).length,
		lost: lost.length - atDeath.length,
		lostAtBrokerDeath: atDeath.length,
		doubledAtQos2: of(doubled, control).length,
	};
}

function isAroundDeath(atMs: number): boolean {
	return brokerDeathsMs.some(deathMs => Math.abs(atMs - deathMs) < AROUND_MS);
}

function isSound(): boolean {
	const {control, acknowledged: all, lost, doubledAtQos2, lostAtBrokerDeath, notServed} = count;
	if (lost + doubledAtQos2 + notServed + endedByItself !== 0) return false;
	if (count.down.lost + count.down.doubledAtQos2 !== 0) return false;
	return (
		isAsWith(control, {acknowledged: all, mishaps: lostAtBrokerDeath}) &&
		isAsWith(count.down.control, {
			acknowledged: count.down.acknowledged,
			mishaps: count.down.lostAtBrokerDeath,
		})
	);
}

/** Whether the broker has lost about as much of a share as it has of the control's. */
function isAsWith(
	control: {readonly lostAtBrokerDeath: number; readonly acknowledged: number},
	{acknowledged, mishaps}: {acknowledged: number; mishaps: number},
): boolean {
	const expected = (Math.max(control.lostAtBrokerDeath, 1) * acknowledged) / control.acknowledged;
	return mishaps <= WORSE_MAX * expected;
}

function missingNow(): string[] {
	return [...acknowledged.keys()].filter(payload => !received.has(payload));
}

function countNotServed(): number {
	return clients.length - [...servedMs.values()].filter(ms => ms > lastDeathMs).length;
}

/** Waits until `holds`, or for so long. */
async function until(holds: () => boolean, longestMs: number): Promise<void> {
	const endMs = Date.now() + longestMs;
	while (!holds() && Date.now() < endMs) await sleep(100);
}

/** A third of the deaths are the broker's, unless one program dies alone. */
function isBroker(luck: number): boolean {
	if (options.victim === 'both') return luck % 3 === 0;
	return options.victim === 'broker';
}

async function startBroker(): Promise<ChildProcess> {
	const env = {...process.env, PATH: `${process.env['PATH']}:/usr/sbin`};
	const config = path.join(folder, 'mosquitto.conf');
	const child = watched(spawn('mosquitto', ['-c', config], {env, stdio: 'ignore'}));
	await listening(mqttPort);
	return child;
}

async function startGateway(): Promise<ChildProcess> {
	const args = [MAIN, 'gateway', '--udp', `127.0.0.1:${udpPort}`];
	args.push('--broker', `mqtt://127.0.0.1:${mqttPort}`, '--store', path.join(folder, 'store'));
	args.push('--security', 'off');
	const log = openSync(path.join(folder, 'gateway.log'), 'a');
	const child = watched(spawn(process.execPath, args, {stdio: ['ignore', 'ignore', log]}));
	closeSync(log);
	await once(child, 'spawn');
	return child;
}

/** A program that nobody killed has no reason to end. */
function watched(child: ChildProcess): ChildProcess {
	programs.add(child);
	child.once('exit', (code, signal) => {
		programs.delete(child);
		if (ending || signal === 'SIGKILL') return;
		endedByItself++;
		console.error(`a program ended by itself: ${child.spawnfile}, ${signal ?? code}`);
		if (child !== broker) console.error(readFileSync(path.join(folder, 'gateway.log'), 'utf8'));
	});
	return child;
}

async function startSubscriber(): Promise<MqttClient> {
	const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, {
		clientId: 'endure-subscriber',
		clean: false,
		reconnectPeriod: 200,
	});
	client.on('error', () => {});
	client.on('message', (_topic, payload, {messageId}) => {
		const text = payload.toString('latin1');
		received.set(text, [...(received.get(text) ?? []), messageId ?? 0]);
	});
	await client.subscribeAsync('endure/#', {qos: 2});
	return client;
}

async function startClients(): Promise<SnClient[]> {
	return Promise.all(
		Array.from({length: options.clients}, async (_, index) => {
			const name = `client-${index}`;
			const subscribe = down.subscriptionOf(index, name);
			const client = new SnClient({
				port: udpPort,
				clientId: name,
				topicName: `endure/${name}`,
				retryMs: RETRY_MS,
				retries: RETRIES,
				...(subscribe !== undefined && {subscribe}),
			});
			await client.open();
			await client.connect();
			void load(client, name, index % 2 === 0 ? 1 : 2);
			return client;
		}),
	);
}

async function load(client: SnClient, name: string, qos: 1 | 2): Promise<void> {
	await sleep((PAUSE_MS * Number(name.slice(7))) / options.clients);
	for (let number = 1; ; number++) {
		const payload = `${qos} ${name} ${number}`;
		if (!(await client.publish(Buffer.from(payload, 'latin1'), qos))) return;
		acknowledged.set(payload, Date.now());
		servedMs.set(name, Date.now());
		await sleep(PAUSE_MS);
	}
}

/** An ordinary MQTT client that does the same at the same broker. */
async function startControl(): Promise<{client: MqttClient; running: boolean}> {
	const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, {
		clientId: 'endure-control',
		clean: false,
		reconnectPeriod: 200,
	});
	client.on('error', () => {});
	const state = {client, running: true};
	void (async () => {
		for (let number = 1; state.running; number++) {
			const qos = number % 2 === 0 ? 1 : 2;
			const payload = `${qos} control ${number}`;
			await client.publishAsync('endure/control', payload, {qos}).then(
				() => acknowledged.set(payload, Date.now()),
				() => undefined,
			);
			await sleep(50);
		}
	})();
	return state;
}

async function die(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, 'exit');
	child.kill('SIGKILL');
	await gone;
}

async function listening(port: number): Promise<void> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const socket = connectTcp(port, '127.0.0.1');
		const open = await new Promise<boolean>(resolve => {
			socket.once('connect', () => resolve(true));
			socket.once('error', () => resolve(false));
		});
		socket.destroy();
		if (open) return;
		await sleep(50);
	}
	throw new Error(`nothing listens on port ${port}`);
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	return typeof address === 'object' && address !== null ? address.port : 0;
}
