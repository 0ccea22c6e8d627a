/*
 * A board in a fleet with keys, from its factory key on: a microbit in QEMU whose image traps at
 * every stray or unaligned access, its line, a gateway with a key server, and mosquitto.
 *
 *   mosquitto  --  gateway, guard  --  Tap  --  line  --  board
 */
import {execFile} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import test from 'ava';
import {connectAsync, type MqttClient} from 'mqtt';
import {Mosquitto, mosquittoMissing} from '../harness/broker/mosquitto.js';
import {MqttBroker} from '../harness/broker/mqtt-broker.js';
import {openDesk} from '../harness/keys/desk.js';
import type {Listed} from '../harness/keys/order.js';
import {provision} from '../harness/keys/provision.js';
import {GatewayDriver} from '../harness/program/gateway-driver.js';
import {type KeyWay, openKeyWay} from '../harness/program/key-way.js';
import {Log} from '../harness/program/log.js';
import {ACCEPT_SIZE, HELLO_SIZE, PROTECTION_TYPE} from '../harness/security/frames.js';
import {COMPACT_TYPE, INNER_SIZE_MAX} from '../harness/security/record.js';
import {Event} from '../harness/serial/codes.js';
import {ConfigKey, type Settings} from '../harness/serial/config-key.js';
import {Qemu} from '../harness/serial/qemu.js';
import type {Target} from '../harness/target/target.js';
import {SerialTransport} from '../harness/transport/serial.js';
import type {Address, Transport} from '../harness/transport/transport.js';
import {emulationMissing, TargetImages} from './target-images.js';

const missing = (await emulationMissing()) ?? mosquittoMissing();
const images = new TargetImages('node-fleet');
const folder = mkdtempSync(path.join(tmpdir(), 'board-fleet-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const MAIN = new URL('../harness/main.js', import.meta.url).pathname;
const GWID = '00124b00aabbccdd';
const EUI = '00124b0001020304';
/** A board whose keys were not proved since it started rests a minute before it asks for others. */
const DEADLINE_MS = 150_000;
const SENSOR: Settings = {
	[ConfigKey.App]: 1,
	[ConfigKey.Qos]: 1,
	[ConfigKey.PeriodMs]: 400,
	[ConfigKey.SearchMs]: 200,
	[ConfigKey.RetryMs]: 1000,
};
const ACTUATOR: Settings = {...SENSOR, [ConfigKey.App]: 2};
const SAMPLES = `sensor/${EUI}/sample`;
const COMMANDS = `actuator/${EUI}/command`;
const ANSWERS = `actuator/${EUI}/answer`;

/* Built before a clock runs: the compiler shares this process. */
test.before(async () => {
	if (missing === undefined) await images.imageOf('microbit', true);
});

(missing === undefined ? test.serial : test.skip)(
	'a board comes from its factory key to protected messages at each QoS, and hears commands',
	async t => {
		await using fleet = await Fleet.start();
		for (const qos of [0, 1, 2]) {
			await fleet.run({...SENSOR, [ConfigKey.Qos]: qos});
			t.regex(await fleet.arrives(SAMPLES), /^0 \d+ 0$/, `QoS ${qos}`);
		}
		await fleet.run(ACTUATOR);
		await fleet.commanded('light on');
		t.is(await fleet.arrives(ANSWERS), 'light on');
		t.deepEqual(fleet.tap.inClear, [], 'nothing left the board in clear');
		t.is(fleet.tap.hellos, 1, 'its session outlived each start anew');
		t.deepEqual(fleet.tap.unwanted, [], 'no trap, no fault, no start anew unasked');
	},
);

for (const moment of ['it has asked', 'it is told', 'it has the next keys'] as const) {
	(missing === undefined ? test : test.skip)(
		`a board that dies in the midst of a re-key, when ${moment}, finds its way back`,
		async t => {
			await using fleet = await Fleet.start();
			await fleet.run(SENSOR);
			await fleet.arrives(SAMPLES);
			await fleet.dies(moment);
			fleet.forget();
			await fleet.target.power!.restore();
			t.regex(await fleet.arrives(SAMPLES), /^0 \d+ 0$/);
			await fleet.settled();
			const [row] = await fleet.rows();
			t.like(row, {eui: EUI, state: 'active'});
			const behind = fleet.tap.securedAt.at(-1)! - row!.generation;
			t.true(behind === 0 || behind === 1, 'a row lags by one generation at most');
			t.deepEqual(fleet.tap.inClear, []);
		},
	);
}

test('PROVISION over the line takes the way of the command line, once', async t => {
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	const {dir, authority} = await newFleet();
	const qemu = await Qemu.start({machine: 'microbit', elf: await images.imageOf('microbit', true)});
	try {
		await qemu.run();
		const args = ['provision', dir, '--authority', authority, '--eui', EUI, '--target'];
		const {stdout} = await keys(...args, `serial:${qemu.port}`);
		t.regex(stdout, /^00124b0001020304 is provisioned/);
		const again = keys(...args, `serial:${qemu.port}`, '--replace');
		const {code, stderr} = (await t.throwsAsync(again)) as Error & {code: number; stderr: string};
		t.is(code, 3);
		t.regex(stderr, /refused the keys/);
		const gone = keys(...args, 'qemu:microbit');
		t.is(((await t.throwsAsync(gone)) as Error & {code: number}).code, 2);
	} finally {
		await qemu.stop();
	}
});

type Moment = 'it has asked' | 'it is told' | 'it has the next keys';

/** Between gateway and board: sees each datagram, and when the plug is to be pulled. */
class Tap implements Transport {
	/** Types of messages that left the board unprotected, though none is spoken so. */
	readonly inClear: number[] = [];
	readonly unwanted: string[] = [];
	readonly securedAt: number[] = [];
	hellos = 0;
	/** Told at `moment`; from then on nothing goes either way until it is plugged in again. */
	pull: (() => void) | undefined;
	moment: Moment | undefined;
	quiet = false;
	onDatagram: (from: Address, datagram: Uint8Array) => void = () => {};
	readonly line: SerialTransport;
	#accepted = false;

	constructor(line: SerialTransport) {
		this.line = line;
		line.onDatagram = (from, datagram) => this.#heard(from, datagram);
		line.onNews = news => {
			if (news.kind === 'fault' || news.kind === 'panic') this.unwanted.push(news.kind);
			if (news.kind === 'restart' && !news.commanded) this.unwanted.push('restart');
			if (news.kind !== 'event') return;
			const {event, value} = news.event;
			if (event === Event.SECURED || event === Event.REKEYED) this.securedAt.push(value);
		};
	}

	send(to: Address, datagram: Uint8Array): void {
		if (this.quiet) return;
		this.line.send(to, datagram);
		if (datagram.length !== ACCEPT_SIZE || datagram[1] !== PROTECTION_TYPE) return;
		this.#accepted = true;
		this.#passed('it is told');
	}

	broadcast(datagram: Uint8Array, radius: number): void {
		if (!this.quiet) this.line.broadcast(datagram, radius);
	}

	#heard(from: Address, datagram: Uint8Array): void {
		const isHello = datagram.length === HELLO_SIZE && datagram[1] === PROTECTION_TYPE;
		if (isHello) this.hellos += 1;
		if (!SPOKEN_SO.includes(datagram[1]!)) this.inClear.push(datagram[1]!);
		if (isHello) this.#passed('it has asked');
		else if (this.#accepted) this.#passed('it has the next keys');
		if (!this.quiet) this.onDatagram(from, datagram);
	}

	#passed(moment: Moment): void {
		if (this.moment !== moment) return;
		this.moment = undefined;
		this.quiet = true;
		this.pull?.();
	}

	/** Only what is accepted from now on counts. */
	await(moment: Moment): Promise<void> {
		this.#accepted = false;
		return new Promise(resolve => {
			this.pull = resolve;
			this.moment = moment;
		});
	}
}

/** SEARCHGW, a client's GWINFO, AUTH, records. */
const SPOKEN_SO = [0x01, 0x02, PROTECTION_TYPE, COMPACT_TYPE];

/** All that a board in a fleet needs. */
class Fleet implements AsyncDisposable {
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

	static async start(): Promise<Fleet> {
		const {dir} = await newFleet();
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

async function newFleet(): Promise<{dir: string; authority: string}> {
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

function keys(...args: readonly string[]): Promise<{stdout: string; stderr: string}> {
	return promisify(execFile)(process.execPath, [MAIN, 'keys', ...args], {timeout: 60_000});
}
