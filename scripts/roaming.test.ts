/*
 * Two gateways, each a program of its own, with one store and one mosquitto. A client publishes at
 * QoS 2 and hears the same messages at QoS 2, while whichever gateway has its session is killed.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import mqtt from 'mqtt';
import {freePort, Mosquitto, mosquittoMissing} from '../harness/broker/mosquitto.js';
import {Motebench} from '../harness/motebench.js';
import {SnClient} from './sn-client.js';

const MESSAGES = 60;
/** One death or one departure after so many messages. */
const EVERY = 6;

test('QoS 2 is exact, up and down, for a client that leaves gateways and survives them', async t => {
	const missing = mosquittoMissing();
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	const mosquitto = await Mosquitto.start();
	const folder = mkdtempSync(path.join(tmpdir(), 'roaming-'));
	const store = path.join(folder, 'store');
	const ports = [await freePort(), await freePort()];
	const gateway = (index: number) =>
		startGateway(t, index, {port: ports[index]!, store, mosquitto});
	const gateways = [await gateway(0), await gateway(1)];
	t.teardown(async () => {
		for (const {child} of gateways) child.kill('SIGKILL');
		await mosquitto.stop();
		rmSync(folder, {recursive: true, force: true});
	});

	const up: string[] = [];
	const down: string[] = [];
	const subscriber = await mqtt.connectAsync(mosquitto.url);
	subscriber.on('message', (_topic, payload) => up.push(payload.toString()));
	await subscriber.subscribeAsync('roaming/#', {qos: 2});
	const client = roamer(ports[0]!, data => down.push(Buffer.from(data).toString()));
	await client.open();
	await client.connect();

	let at = 0;
	for (let number = 1; number <= MESSAGES; number++) {
		const published = client.publish(Buffer.from(String(number)), 2);
		if (number % EVERY === 0) {
			// In the midst of a message: what it was doing goes on elsewhere.
			const left = at;
			at = 1 - at;
			client.moveTo(ports[at]!);
			if (number % (2 * EVERY) === 0) {
				gateways[left]!.child.kill('SIGKILL');
				await gateways[left]!.ended();
				gateways[left] = await gateway(left);
			}
		}
		t.true(await published);
	}
	await client.publish(Buffer.from('last'), 2);
	while (!down.includes('last')) await client.ping();

	const all = [...Array.from({length: MESSAGES}, (_, index) => String(index + 1)), 'last'];
	t.deepEqual([...up].sort(byNumber), all);
	t.deepEqual([...down].sort(byNumber), all);
	client.close();
	subscriber.end(true);
});

interface Place {
	readonly port: number;
	readonly store: string;
	readonly mosquitto: Mosquitto;
}

async function startGateway(
	t: ExecutionContext,
	index: number,
	{port, store, mosquitto}: Place,
): Promise<Motebench> {
	const gateway = new Motebench(
		t,
		...['gateway', '--udp', `127.0.0.1:${port}`, '--broker', mosquitto.url],
		...['--security', 'off'],
		...['--store', store, '--gateway-id', String(index + 1)],
	);
	await gateway.says(/(listening)/);
	return gateway;
}

function roamer(port: number, told: (data: Uint8Array) => void): SnClient {
	const topicName = 'roaming/client';
	return new SnClient({
		...{port, clientId: 'roamer', topicName, retryMs: 300, retries: 3},
		subscribe: {topicName, qos: 2, told},
	});
}

function byNumber(left: string, right: string): number {
	return Number(left.replace('last', 'Infinity')) - Number(right.replace('last', 'Infinity'));
}
