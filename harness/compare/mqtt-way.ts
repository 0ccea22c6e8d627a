/*
 * Values over MQTT 3.1.1 and TLS: mosquitto, and MQTT.js as the device, at QoS 1 as in the air.
 * Whoever publishes the values that come does so at another port, which is not captured.
 */
import {userInfo} from 'node:os';
import type {TLSSocket} from 'node:tls';
import {connectAsync, MqttClient} from 'mqtt';
import {freePort, Mosquitto} from '../broker/mosquitto.js';
import {EnvironmentError} from '../errors.js';
import {tlsClient} from './tls-client.js';
import {type Ends, STEP_MS, valueText, type Way} from './way.js';

export class MqttWay implements Way {
	readonly port: number;
	readonly #broker: Mosquitto;
	readonly #ends: Ends;
	#farEnd: MqttClient | undefined;
	#socket: TLSSocket | undefined;
	#device: MqttClient | undefined;

	private constructor(port: number, broker: Mosquitto, ends: Ends) {
		this.port = port;
		this.#broker = broker;
		this.#ends = ends;
	}

	/** A mosquitto of its own, on free ports. */
	static async start(ends: Ends): Promise<MqttWay> {
		const port = await freePort();
		const broker = await Mosquitto.start([
			// As another user it could not read the key.
			`user ${userInfo().username}`,
			'allow_anonymous true',
			`listener ${port} 127.0.0.1`,
			`certfile ${ends.ca.fileOf('broker.pem')}`,
			`keyfile ${ends.ca.fileOf('broker.key')}`,
			'tls_version tlsv1.3',
		]);
		return new MqttWay(port, broker, ends);
	}

	async open(): Promise<void> {
		const {ca, keyLog} = this.#ends;
		this.#farEnd = await connectAsync(this.#broker.url, {connectTimeout: STEP_MS});
		this.#socket = await tlsClient(this.port, {ca: await ca.read('ca.pem'), keyLog});
	}

	async session(): Promise<void> {
		const {clientId} = this.#ends;
		const options = {clientId, keepalive: 0, reconnectPeriod: 0, connectTimeout: STEP_MS};
		const device = new MqttClient(() => this.#need(this.#socket), options);
		this.#device = device;
		await next(device, 'connect');
		await device.subscribeAsync(this.#topic('command'), {qos: 1});
	}

	async get(number: number): Promise<void> {
		const value = valueText(number);
		const [got] = await Promise.all([
			next(this.#need(this.#device), 'message'),
			this.#need(this.#farEnd).publishAsync(this.#topic('command'), value, {qos: 1}),
		]);
		if (String(got) !== value) throw new RangeError(`MQTT gave ${got}`);
	}

	async send(number: number): Promise<void> {
		await this.#need(this.#device).publishAsync(this.#topic('answer'), valueText(number), {qos: 1});
	}

	async close(): Promise<void> {
		await this.#device?.endAsync();
		this.#socket?.destroy();
		await this.#farEnd?.endAsync();
		await this.#broker.stop();
	}

	#topic(what: string): string {
		return `actuator/${this.#ends.clientId}/${what}`;
	}

	#need<Part>(part: Part | undefined): Part {
		if (part === undefined) throw new RangeError('the parts of a way have an order');
		return part;
	}
}

/** What `client` hears next: the payload of a message, or that it is connected. */
function next(client: MqttClient, event: 'connect' | 'message'): Promise<Buffer | undefined> {
	return new Promise((resolve, reject) => {
		const silent = new EnvironmentError(`mosquitto gives no ${event} within ${STEP_MS / 1000} s`);
		const deadline = setTimeout(() => reject(silent), STEP_MS);
		const heard = (payload?: Buffer) => {
			clearTimeout(deadline);
			resolve(payload);
		};
		if (event === 'connect') client.once('connect', () => heard());
		else client.once('message', (_topic, payload) => heard(payload));
	});
}
