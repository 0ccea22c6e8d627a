/*
 * A board in a fleet with keys, for tests, from its factory key on: a microbit in QEMU whose image
 * traps at every stray or unaligned access, its line, a gateway with a key server, and mosquitto.
 *
 *   mosquitto  --  gateway, guard  --  Tap  --  line  --  board
 */
import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {connectAsync, type MqttClient} from 'mqtt';
import {Mosquitto} from '../harness/broker/mosquitto.js';
import {MqttBroker} from '../harness/broker/mqtt-broker.js';
import {openDesk} from '../harness/keys/desk.js';
import type {Listed} from '../harness/keys/order.js';
import {provision} from '../harness/keys/provision.js';
import {GatewayDriver} from '../harness/program/gateway-driver.js';
import {type KeyWay, openKeyWay} from '../harness/program/key-way.js';
import {Log} from '../harness/program/log.js';
import {INNER_SIZE_MAX} from '../harness/security/record.js';
import type {Settings} from '../harness/serial/config-key.js';
import type {Target} from '../harness/target/target.js';
import {SerialTransport} from '../harness/transport/serial.js';
import {type Moment, Tap} from './board-tap.js';
import type {TargetImages} from './target-images.js';

const MAIN = fileURLToPath(new URL('../harness/main.js', import.meta.url));
const GWID = '00124b00aabbccdd';
export const EUI = '00124b0001020304';
/** A board whose keys were not proved since it started rests a minute before it asks for others. */
const DEADLINE_MS = 150_000;
export const SAMPLES = `sensor/${EUI}/sample`;
const COMMANDS = `actuator/${EUI}/command`;
export const ANSWERS = `actuator/${EUI}/answer`;

/** All that a board in a fleet needs. */
export class Fleet implements AsyncDisposable {
	readonly target: Target;
	readonly #dir: string;
	readonly #mosquitto: Mosquitto;
	readonly #subscriber: MqttClient;
	readonly #arrived: [topic: string, payload: string][] = [];
	readonly #way: KeyWay;
	#tap: Tap | undefined;
	#driver: GatewayDriver | undefined;
	#broker: MqttBroker | undefined;
	#wake = () => {};

	private constructor(parts: {
		target: Target;
		dir: string;
		mosquitto: Mosquitto;
		subscriber: MqttClient;
		way: KeyWay;
	}) {
		this.target = parts.target;
		this.#dir = parts.dir;
		this.#mosquitto = parts.mosquitto;
		this.#subscriber = parts.subscriber;
		this.#way = parts.way;
		parts.subscriber.on('message', (topic, payload) => {
			this.#arrived.push([topic, payload.toString()]);
			this.#wake();
		});
	}

	/** Opens all of it; its keys lie in `folder`. */
	static async start(images: TargetImages, folder: string): Promise<Fleet> {
		const {dir} = await newFleet(folder);
		const mosquitto = await Mosquitto.start();
		const target = await images.open('qemu:microbit', {checks: true});
		await provisioned(dir, target);
		const log = new Log('text', () => {});
		const way = await openKeyWay({folder: dir}, {gwId: 1, log, failed: error => void error});
		const subscriber = await connectAsync(mosquitto.url);
		await subscriber.subscribeAsync('#', {qos: 2});
		return new Fleet({target, dir, mosquitto, subscriber, way});
	}

	get tap(): Tap {
		return this.#tap!;
	}

	/** The board starts anew with `settings`, its keys as they are. */
	async run(settings: Settings): Promise<void> {
		if (this.#tap !== undefined) {
			await this.tap.line.restart(settings);
			this.forget();
			return;
		}
		const line = await SerialTransport.over(this.target.board, 'board', settings);
		this.#tap = new Tap(line);
		this.#openGateway();
	}

	/** The next message on `topic`, of those that have not been asked for. */
	async arrives(topic: string): Promise<string> {
		const until = performance.now() + DEADLINE_MS;
		for (;;) {
			const at = this.#arrived.findIndex(([name]) => name === topic);
			if (at >= 0) return this.#arrived.splice(at, 1)[0]![1];
			if (performance.now() > until) throw new Error(`nothing on ${topic}`);
			await new Promise<void>(resolve => {
				const timer = setTimeout(resolve, 200);
				this.#wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
	}

	forget(): void {
		this.#arrived.length = 0;
	}

	/** Says `payload` until it is answered: the board may not have subscribed yet. */
	async commanded(payload: string): Promise<void> {
		const until = performance.now() + DEADLINE_MS;
		while (!this.#arrived.some(([topic]) => topic === ANSWERS) && performance.now() < until) {
			await this.#subscriber.publishAsync(COMMANDS, payload, {qos: 1});
			await sleep(500);
		}
	}

	/** A gateway that knows no session makes the board ask for keys; at `moment` it dies. */
	async dies(moment: Moment): Promise<void> {
		const pulled = this.tap.await(moment);
		this.tap.quiet = true;
		this.#driver!.stop();
		await this.#broker!.close();
		this.tap.quiet = false;
		this.#openGateway();
		await pulled;
		await this.target.power!.cut();
		this.tap.quiet = false;
	}

	/** Resolves when the row of the board is that of its next keys. */
	async settled(): Promise<void> {
		const until = performance.now() + DEADLINE_MS;
		while (
			!(await this.rows()).every(({generation}) => generation >= this.tap.securedAt.at(-1)! - 1)
		) {
			if (performance.now() > until) throw new Error('the key server never hears of the next keys');
			await sleep(200);
		}
	}

	async rows(): Promise<readonly Listed[]> {
		return JSON.parse((await keys('list', this.#dir, '--json')).stdout) as Listed[];
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#driver?.stop();
		await this.target.close();
		await this.#broker?.close();
		await this.#way.close();
		await this.#subscriber.endAsync(true);
		await this.#mosquitto.stop();
	}

	#openGateway(): void {
		const {gwid, service} = this.#way;
		const broker = new MqttBroker({
			url: this.#mosquitto.url,
			deliver: event => driver.turn(event),
		});
		const driver: GatewayDriver = new GatewayDriver({
			gateway: {gwId: 1, messageSizeMax: INNER_SIZE_MAX.compact},
			protection: {
				guard: {gwid, gwId: 1, policy: 'required', recordForm: 'compact', entropy: randomBytes},
				keys: service,
			},
			transport: this.tap,
			broker: broker.broker,
			turned: () => {},
			failed: error => this.tap.unwanted.push(String(error)),
		});
		this.#broker = broker;
		this.#driver = driver;
		this.tap.onDatagram = (from, datagram) => driver.received(from, datagram);
		driver.start();
	}
}

let fleets = 0;

/** A key server's folder in `folder`, and its authority. */
export async function newFleet(folder: string): Promise<{dir: string; authority: string}> {
	fleets += 1;
	const [dir, authority] = [path.join(folder, `f${fleets}`), path.join(folder, `a${fleets}`)];
	await keys('init', dir, '--authority', authority, '--gateway', `${GWID}=1`);
	return {dir, authority};
}

async function provisioned(dir: string, target: Target): Promise<void> {
	const desk = await openDesk(dir);
	try {
		const how = {eui: EUI, batch: 0, individual: true, replace: false};
		const outcome = await provision(desk, target, {...how, recoveryKey: randomBytes(16)});
		if (outcome !== 'done') throw new Error('the board refuses its keys');
		await desk.ask({ask: 'join', minutes: 10});
	} finally {
		await desk.close();
	}
}

/** `motebench keys`, to its end. */
export function keys(...args: readonly string[]): Promise<{stdout: string; stderr: string}> {
	return promisify(execFile)(process.execPath, [MAIN, 'keys', ...args], {timeout: 60_000});
}
