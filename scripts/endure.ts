/*
 * Does anything get lost when programs die? Kills the gateway or mosquitto at random moments
 * under load, starts it again each time, and counts in the end.
 *
 *   SnClients --UDP--> motebench gateway --store --> mosquitto --> a subscriber with a session
 *   a control --------------- MQTT.js ------------> mosquitto
 *
 * No message that the gateway acknowledged may be missing, no message of QoS 2 may come twice.
 * What the control loses too is the broker's doing, and is printed beside it.
 *
 *   node build/scripts/endure.js [--kills 50] [--clients 200] [--seed 1] [--every 1500] [--json]
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {connect as connectTcp, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {Command} from 'commander';
import mqtt, {type MqttClient} from 'mqtt';
import {draw, streamKey} from '../sim/kernel/random.js';
import {SnClient} from './sn-client.js';

interface Options {
	readonly kills: number;
	readonly clients: number;
	readonly seed: number;
	readonly every: number;
	readonly json: boolean;
}

const options = new Command('endure')
	.option('--kills <n>', 'how often a program dies', Number, 50)
	.option('--clients <n>', 'MQTT-SN clients over UDP', Number, 200)
	.option('--seed <n>', 'when, and who', Number, 1)
	.option('--every <ms>', 'mean time between two deaths', Number, 1500)
	.option('--json', 'print the count as JSON', false)
	.parse()
	.opts<Options>();

/** A client publishes once in this time, so that 200 of them are 200 messages a second. */
const PAUSE_MS = 1000;
const RETRY_MS = 1000;
/** What is under way when the last program has come back may still arrive. */
const SETTLE_MS = 20_000;
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

let broker = await startBroker();
let gateway = await startGateway();
const received = new Map<string, number>();
const subscriber = await startSubscriber();
const acknowledged = new Set<string>();
const clients = await startClients();
const control = await startControl();

let [gatewayDeaths, brokerDeaths] = [0, 0];
for (let kill = 0; kill < options.kills; kill++) {
	const luck = draw(streamKey(options.seed, 'endure'), 0, 0, kill);
	await sleep(options.every / 2 + (luck % options.every));
	if (luck % 3 === 0) {
		await die(broker);
		broker = await startBroker();
		brokerDeaths++;
	} else {
		await die(gateway);
		gateway = await startGateway();
		gatewayDeaths++;
	}
	if (!options.json) process.stderr.write(`\r${kill + 1} of ${options.kills} deaths`);
}
await sleep(5 * RETRY_MS);
for (const client of clients) client.close();
control.running = false;
await sleep(SETTLE_MS);

const missing = [...acknowledged].filter(payload => !received.has(payload));
const doubled = [...received].filter(([payload, count]) => payload.startsWith('2 ') && count > 1);
const isControl = (payload: string) => payload.includes('control');
const count = {
	gatewayDeaths,
	brokerDeaths,
	acknowledged: acknowledged.size,
	lost: missing.filter(payload => !isControl(payload)).length,
	doubledAtQos2: doubled.filter(([payload]) => !isControl(payload)).length,
	control: {
		acknowledged: [...acknowledged].filter(isControl).length,
		lost: missing.filter(isControl).length,
		doubledAtQos2: doubled.filter(([payload]) => isControl(payload)).length,
	},
	reconnects: clients.reduce((sum, client) => sum + client.reconnects - 1, 0),
	silentClients: clients.filter(client => client.reconnects === 0).length,
};
console.log(options.json ? JSON.stringify(count) : `\n${JSON.stringify(count, undefined, '  ')}`);
process.exitCode = count.lost + count.doubledAtQos2 + count.silentClients === 0 ? 0 : 1;
subscriber.end(true);
control.client.end(true);
await die(gateway);
await die(broker);
rmSync(folder, {recursive: true, force: true});

async function startBroker(): Promise<ChildProcess> {
	const env = {...process.env, PATH: `${process.env['PATH']}:/usr/sbin`};
	const config = path.join(folder, 'mosquitto.conf');
	const child = spawn('mosquitto', ['-c', config], {env, stdio: 'ignore'});
	await listening(mqttPort);
	return child;
}

async function startGateway(): Promise<ChildProcess> {
	const args = [MAIN, 'gateway', '--udp', `127.0.0.1:${udpPort}`];
	args.push('--broker', `mqtt://127.0.0.1:${mqttPort}`, '--store', path.join(folder, 'store'));
	args.push('--security', 'off');
	const child = spawn(process.execPath, args, {stdio: ['ignore', 'ignore', 'inherit']});
	await once(child, 'spawn');
	return child;
}

async function startSubscriber(): Promise<MqttClient> {
	const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, {
		clientId: 'endure-subscriber',
		clean: false,
		reconnectPeriod: 200,
	});
	client.on('error', () => {});
	client.on('message', (_topic, payload) => {
		const text = payload.toString('latin1');
		received.set(text, (received.get(text) ?? 0) + 1);
	});
	await client.subscribeAsync('endure/#', {qos: 2});
	return client;
}

async function startClients(): Promise<SnClient[]> {
	return Promise.all(
		Array.from({length: options.clients}, async (_, index) => {
			const name = `client-${index}`;
			const client = new SnClient({
				port: udpPort,
				clientId: name,
				topicName: `endure/${name}`,
				retryMs: RETRY_MS,
				retries: 4,
			});
			await client.open();
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
		acknowledged.add(payload);
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
				() => acknowledged.add(payload),
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
