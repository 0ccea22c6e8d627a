/*
 * The gateway as a program, in this process: UDP clients on one side, mosquitto on the other.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Mosquitto, mosquittoMissing} from '../broker/mosquitto.js';
import {EnvironmentError, UsageError} from '../errors.js';
import {hostPort} from '../transport/udp-address.js';
import {TopicIdType} from '../wire/flags.js';
import {connect, publish, UdpClient} from './bench.js';
import {GatewayProgram, type GatewayProgramOptions} from './gateway-program.js';
import {Log} from './log.js';

const NOBODY = 'mqtt://anna:secret@127.0.0.1:1';
const accepted = {type: 'CONNACK', returnCode: 0};

withMosquitto('a message goes from client to broker and to a client', async (t, {url}) => {
	for (const mode of ['transparent', 'aggregating'] as const) {
		const gateway = await start({gateway: {mode}, broker: {url}});
		const client = await UdpClient.open(gateway.address);
		t.deepEqual(await client.ask(connect('n1')), accepted);
		t.like(await client.ask(subscribe), {type: 'SUBACK', qos: 1, returnCode: 0});
		client.send(publish('ab', mode));
		const heard = [await client.next(), await client.next()];
		const [puback, message] = heard[0]!.type === 'PUBACK' ? heard : [heard[1], heard[0]];
		t.like(puback, {type: 'PUBACK', msgId: 1, returnCode: 0});
		t.like(message, {type: 'PUBLISH', qos: 1, topicId: 0x6162});
		t.is(message?.type === 'PUBLISH' && Buffer.from(message.data).toString(), mode);
		await gateway.stop();
		t.deepEqual(await client.next(), {type: 'DISCONNECT'}, 'a gateway that stops says so');
		await client.close();
	}
});

withMosquitto(
	'with a store a client need not notice that its gateway was away',
	async (t, {url}) => {
		const storeFolder = await mkdtemp(path.join(tmpdir(), 'gateway-'));
		const first = await start({broker: {url}, storeFolder});
		const {address} = first;
		const client = await UdpClient.open(address);
		t.deepEqual(await client.ask(connect('n1', {cleanSession: false})), accepted);
		await first.stop();
		const second = await start({broker: {url}, storeFolder, listen: hostPort(address)});
		// Until its link is open again the gateway is silent, and a client repeats what it said.
		const retry = setInterval(() => client.send(publish('ab', 'x', {dup: true})), 200);
		t.teardown(() => clearInterval(retry));
		t.like(await client.ask(publish('ab', 'x')), {type: 'PUBACK', returnCode: 0});
		clearInterval(retry);
		await second.stop();
		await client.close();
		await rm(storeFolder, {recursive: true});
	},
);

withMosquitto('metrics say what happened, in the words of Prometheus', async (t, {url}) => {
	const gateway = await start({broker: {url}, metricsPort: 0});
	const client = await UdpClient.open(gateway.address);
	await client.ask(connect('n1'));
	const text = await (await fetch(gateway.metricsUrl!)).text();
	t.regex(text, /^motebench_gateway_connects_total 1$/m);
	t.regex(text, /^motebench_gateway_clients_connected 1$/m);
	t.regex(text, /^motebench_udp_received_total 1$/m);
	t.regex(text, /^process_cpu_seconds_total \d/m);
	await gateway.stop();
	await t.throwsAsync(fetch(gateway.metricsUrl!), undefined, 'the port is free again');
	await client.close();
});

test('a broker that is away is congestion to clients and a line in the log', async t => {
	const lines: string[] = [];
	const log = new Log('json', line => lines.push(line));
	const gateway = await start({broker: {url: NOBODY}, log});
	const client = await UdpClient.open(gateway.address);
	t.deepEqual(await client.ask(connect('n1')), {type: 'CONNACK', returnCode: 1});
	await gateway.stop();
	t.deepEqual(
		lines.map(line => (JSON.parse(line) as {event: string}).event),
		['listening', 'broker-out-of-reach', 'stopping'],
	);
	t.notRegex(lines.join(''), /anna|secret/);
	await client.close();
});

test('SEARCHGW to the address of a gateway is answered without multicast', async t => {
	const gateway = await start({gateway: {gwId: 7}});
	const client = await UdpClient.open(gateway.address);
	t.deepEqual(await client.ask({type: 'SEARCHGW', radius: 1}), {
		type: 'GWINFO',
		gwId: 7,
	});
	await gateway.stop();
	await client.close();
});

test('whoever sends without a connection is told at once', async t => {
	const gateway = await start({listen: {host: '::1', port: 0}});
	const client = await UdpClient.open(gateway.address);
	t.deepEqual(await client.ask(publish('ab', 'x')), {type: 'DISCONNECT'});
	await gateway.stop();
	await client.close();
});

test('a gateway that does not start leaves nothing open', async t => {
	const storeFolder = await mkdtemp(path.join(tmpdir(), 'gateway-'));
	const holder = await start({});
	const listen = hostPort(holder.address);
	await t.throwsAsync(start({storeFolder, listen}), {instanceOf: EnvironmentError});
	await t.throwsAsync(start({storeFolder, broker: {url: 'x'}}), {instanceOf: UsageError});
	await (await start({storeFolder})).stop();
	await holder.stop();
	await rm(storeFolder, {recursive: true});
});

const subscribe = {
	type: 'SUBSCRIBE',
	dup: false,
	qos: 1,
	msgId: 9,
	topic: {topicIdType: TopicIdType.Short, topicId: 0x6162},
} as const;

function start(options: Partial<GatewayProgramOptions>): Promise<GatewayProgram> {
	return GatewayProgram.start({
		gateway: {},
		listen: {host: '127.0.0.1', port: 0},
		broker: {url: NOBODY},
		log: new Log('text', () => {}),
		...options,
	});
}

type Claim = (t: ExecutionContext, mosquitto: Mosquitto) => Promise<void>;

function withMosquitto(title: string, claim: Claim): void {
	test(title, async t => {
		const missing = mosquittoMissing();
		if (missing !== undefined) {
			t.log(`skipped: ${missing}`);
			t.pass();
			return;
		}

		const mosquitto = await Mosquitto.start();
		try {
			await claim(t, mosquitto);
		} finally {
			await mosquitto.stop();
		}
	});
}
