/* The suite over real sockets, with a real broker behind the gateway. */
import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import test, {type ExecutionContext} from 'ava';
import {Mosquitto, mosquittoMissing} from '../../broker/mosquitto.js';
import {MqttBroker} from '../../broker/mqtt-broker.js';
import {UsageError} from '../../errors.js';
import {Gateway} from '../../gateway/gateway.js';
import {judgeGateway} from '../suite.js';
import {UdpGateways} from './udp-gateway.js';

/** The gateway's clock runs so much faster than the wall's. */
const SCALE = 20;
const LOOK_MS = 5;
const PREDEFINED = {topicId: 1, topicName: 'conformance/udp'};

test('our gateway over UDP fails no case, and most of them can be judged', async t => {
	if (hasNoBroker(t)) return;
	const mosquitto = await Mosquitto.start();
	const gateway = await GatewayOverUdp.start(mosquitto.url);
	const gateways = new UdpGateways({
		gateway: `127.0.0.1:${gateway.port}`,
		brokerUrl: mosquitto.url,
		scale: SCALE,
		predefined: PREDEFINED,
	});
	t.teardown(async () => {
		await gateways.close();
		await gateway.close();
		await mosquitto.stop();
	});
	await gateways.start();
	const results = await judgeGateway(async () => gateways.corner(), {parallel: 64});
	const failed = results.filter(({verdict}) => verdict === 'fail');
	t.deepEqual(
		failed.map(({id, reason, octets}) => ({id, reason, octets})),
		[],
	);
	const judged = results.filter(({verdict}) => verdict !== 'not supported');
	t.true(judged.length > 250, `${judged.length} judged`);
});

test('a gateway that is not there fails, and says nothing else', async t => {
	if (hasNoBroker(t)) return;
	const mosquitto = await Mosquitto.start();
	const gateways = new UdpGateways({
		gateway: '127.0.0.1:9',
		brokerUrl: mosquitto.url,
		scale: 100,
	});
	t.teardown(async () => {
		await gateways.close();
		await mosquitto.stop();
	});
	await gateways.start();
	const [result] = await judgeGateway(async () => gateways.corner(), {only: 'GW-LIF-11'});
	t.is(result!.verdict, 'fail');
	t.regex(result!.reason!, /^no CONNACK /);
});

test('an address that is none is a mistake of the user', t => {
	const options = {gateway: 'here', brokerUrl: 'mqtt://127.0.0.1:1883', scale: 1};
	t.throws(() => new UdpGateways(options), {instanceOf: UsageError});
});

function hasNoBroker(t: ExecutionContext): boolean {
	const missing = mosquittoMissing();
	if (missing === undefined) return false;
	t.log(`skipped: ${missing}`);
	t.pass();
	return true;
}

/** Our gateway's core behind a socket of the loopback, its clock faster than the wall's. */
class GatewayOverUdp {
	readonly #socket: Socket;
	readonly #broker: MqttBroker;
	readonly #gateway: Gateway;
	readonly #timer: NodeJS.Timeout;
	readonly #startMs = performance.now();

	private constructor(socket: Socket, url: string) {
		this.#socket = socket;
		const deliver = (event: () => void) => {
			this.#gateway.poll(this.#nowMs);
			event();
		};
		this.#broker = new MqttBroker({url, deliver});
		const predefined = new Map([[PREDEFINED.topicId, PREDEFINED.topicName]]);
		const transport = {
			send: (to: string, octets: Uint8Array) => socket.send(octets, Number(to), '127.0.0.1'),
			broadcast: () => {},
		};
		this.#gateway = new Gateway({predefined}, transport, this.#broker.broker);
		socket.on('message', (octets, {port}) =>
			this.#gateway.received(this.#nowMs, String(port), new Uint8Array(octets)),
		);
		this.#timer = setInterval(() => this.#gateway.poll(this.#nowMs), LOOK_MS);
		this.#gateway.start(this.#nowMs);
	}

	static async start(url: string): Promise<GatewayOverUdp> {
		const socket = createSocket('udp4');
		socket.bind(0, '127.0.0.1');
		await once(socket, 'listening');
		return new GatewayOverUdp(socket, url);
	}

	get port(): number {
		return (this.#socket.address() as AddressInfo).port;
	}

	async close(): Promise<void> {
		clearInterval(this.#timer);
		this.#socket.close();
		await this.#broker.close();
	}

	get #nowMs(): number {
		return (performance.now() - this.#startMs) * SCALE;
	}
}
