/*
 * The gateway as a program that holds keys, in this process: devices on UDP, mosquitto behind it,
 * and a key server within or behind TLS.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import ava, {type ExecutionContext} from 'ava';
import {ListenerLog} from '../broker/listener-log.js';
import {Mosquitto, mosquittoMissing} from '../broker/mosquitto.js';
import {MqttBroker} from '../broker/mqtt-broker.js';
import {opensslMissing, ThrowAwayCa} from '../broker/throw-away-ca.js';
import {EnvironmentError, UsageError} from '../errors.js';
import {KeyProgram} from '../keys/key-program.js';
import {Motebench} from '../motebench.js';
import {hostPort} from '../transport/udp-address.js';
import {connect, publish, UdpClient} from './bench.js';
import {GatewayProgram, type GatewayProgramOptions} from './gateway-program.js';
import type {KeyPlace} from './key-way.js';
import {Log} from './log.js';
import {enrolled, letIn, newFolder, SecureClient} from './secure-client.js';

/* One after the other: each is several programs. */
const test = ava.serial;

const GWID = '00124b00aabbccdd';
const OTHER_GWID = '00124b00aabbccee';
const EUI = '00124b0001020304';
const OTHER_EUI = '00124b0001020305';
const NOBODY = 'mqtt://127.0.0.1:1';
const PAYLOAD = 'it is 21 degrees';
const missing = mosquittoMissing() ?? opensslMissing();
const needs = missing === undefined ? test : test.skip;

needs(
	'from the first HELLO to a subscriber, and no octet of it can be read on the way',
	async t => {
		const {start, client, hears} = await bench(t);
		const gateway = await start({});
		const device = await client(gateway);
		await device.join();
		t.like(await device.ask(connect(EUI), 'CONNACK'), {returnCode: 0});
		t.like(await device.ask(publish('ab', PAYLOAD), 'PUBACK'), {returnCode: 0});
		t.is(await hears(), `1 message ab ${PAYLOAD} q1`);
		t.like(await device.confirm(), {type: 'CONF-ACK'});
		t.false(Buffer.concat(device.octets).includes(PAYLOAD));
		t.false(Buffer.concat(device.octets).includes(EUI), 'nor its ClientId');
	},
);

needs(
	'attack/D1: who speaks in clear to a gateway with keys gets CONNACK 0x03, no more',
	async t => {
		const {start, hears} = await bench(t);
		const gateway = await start({});
		const plain = await UdpClient.open(gateway.address);
		plain.send(publish('ab', 'in clear'));
		t.deepEqual(await plain.ask(connect(EUI)), {type: 'CONNACK', returnCode: 3});
		await plain.close();
		const second = await start({gateway: {gwId: 1}, security: undefined, listen: anyPort()});
		const client = await UdpClient.open(second.address);
		await client.ask(connect('n1'));
		client.send(publish('ab', 'later'));
		t.is(await hears(), '1 message ab later q1', 'what was said in clear before never came');
		await client.close();
	},
);

needs('attack/A1: a device that connects in the name of another gets CONNACK 0x03', async t => {
	const {start, client} = await bench(t);
	const device = await client(await start({}));
	await device.join();
	t.like(await device.ask(connect(OTHER_EUI), 'CONNACK'), {returnCode: 3});
});

needs('a gateway that was away with its store goes on with the same keys', async t => {
	const {start, client, hears, storeFolder} = await bench(t);
	const first = await start({storeFolder});
	const device = await client(first);
	await device.join();
	await device.ask(connect(EUI, {cleanSession: false}), 'CONNACK');
	await first.stop();
	const again = await start({storeFolder, listen: hostPort(first.address)});
	t.like(await device.ask(publish('ab', 'after it'), 'PUBACK'), {returnCode: 0});
	t.is(await hears(), '1 message ab after it q1');
	t.is(device.device.generation, 1, 'one handshake was enough');
	await again.stop();
});

needs(
	'without a store a gateway that was away has no keys, and the device shakes hands',
	async t => {
		const {start, client} = await bench(t);
		const first = await start({});
		const device = await client(first);
		await device.join();
		await device.ask(connect(EUI), 'CONNACK');
		await first.stop();
		await start({listen: hostPort(first.address)});
		await device.join();
		t.like(await device.ask(connect(EUI), 'CONNACK'), {returnCode: 0});
		t.is(device.device.generation, 2);
	},
);

needs('with a key server elsewhere it is the same, also while that is away', async t => {
	const {start, client, hears, remote, storeFolder} = await bench(t);
	const {place, stop} = await remote('gateway');
	const security = {policy: 'required', recordForm: 'compact', place} as const;
	const first = await start({storeFolder, security});
	const device = await client(first);
	await device.join();
	await device.ask(connect(EUI, {cleanSession: false}), 'CONNACK');
	t.like(await device.confirm(), {type: 'CONF-ACK'});
	await stop();
	await first.stop();
	await start({storeFolder, security, listen: hostPort(first.address)});
	t.like(await device.ask(publish('ab', 'all alone'), 'PUBACK'), {returnCode: 0});
	t.is(await hears(), '1 message ab all alone q1');
});

test('a GwId that the fleet in the folder does not know is a mistake with its remedy', async t => {
	const {start} = await bench(t, {broker: false});
	const error = await t.throwsAsync(start({gateway: {gwId: 9}}), {instanceOf: UsageError});
	t.regex(error.message, /has no gateway with GwId 9; add it with: motebench keys gateway add/);
	await t.notThrowsAsync(start({}), 'and nothing has stayed open');
});

test('a folder of keys that a gateway holds is none for a second one', async t => {
	const {start} = await bench(t, {broker: false});
	await start({});
	const error = await t.throwsAsync(start({}), {instanceOf: EnvironmentError});
	t.regex(error.message, /is in use by process \d+; one key server serves a folder/);
});

test('a window is opened for new devices while a gateway holds the folder', async t => {
	const {start, dir, client} = await bench(t, {broker: false, joining: false});
	const device = await client(await start({}));
	const verb = new Motebench(t, 'keys', 'join', dir, '--minutes', '5');
	t.is(await verb.ended(), 0);
	await t.notThrowsAsync(device.join());
});

const unwelcome: [title: string, name: string, gwId: number, why: RegExp][] = [
	['that no fleet knows', 'strange', 1, /00124b00aabbccee is no gateway of this fleet/],
	['with another GwId', 'gateway', 9, /00124b00aabbccdd has another GwId in this fleet, not 9/],
	['whose certificate has expired', 'over', 1, /its certificate has expired/],
];

for (const [title, name, gwId, why] of unwelcome) {
	(opensslMissing() === undefined ? test : test.skip)(
		`a gateway ${title} logs why the key server does not want it`,
		async t => {
			const {start, remote, logs} = await bench(t, {broker: false});
			const {place} = await remote(name);
			const security = {policy: 'required', recordForm: 'compact', place} as const;
			await start({gateway: {gwId}, security});
			t.regex(await logs(/key-server-unwelcome/), why);
		},
	);
}

interface BenchOptions {
	/** A mosquitto, with somebody who subscribes to all topics. */
	readonly broker?: boolean;
	/** The device is let in. */
	readonly joining?: boolean;
}

/** A fleet with one device; all that is opened is closed at the end, the last first. */
async function bench(t: ExecutionContext, {broker = true, joining = true}: BenchOptions = {}) {
	const folder = await mkdtemp(path.join(tmpdir(), 'secure-'));
	const closing: (() => Promise<unknown>)[] = [() => rm(folder, {recursive: true})];
	t.teardown(async () => {
		for (const close of closing.reverse()) await close();
	});
	const dir = path.join(folder, 'keys');
	await newFolder(dir, GWID);
	const flash = await enrolled(dir, EUI);
	if (joining) await letIn(dir);
	const {url, hears} = broker ? await listening(closing) : {url: NOBODY, hears: nobody};
	const lines = new Lines();
	const place: KeyPlace = {folder: dir};
	return {
		...{dir, hears, storeFolder: path.join(folder, 'store')},
		logs: (pattern: RegExp) => lines.next(pattern),
		start: async (options: Partial<Options>) => {
			const gateway = await start({url, place, log: lines.log}, options);
			closing.push(() => gateway.stop());
			return gateway;
		},
		client: async (gateway: GatewayProgram) => {
			const client = await SecureClient.open(gateway.address, flash);
			closing.push(() => client.close());
			return client;
		},
		remote: async (name: string) => {
			const {place: elsewhere, stop} = await keyServer(dir, name, closing);
			return {place: elsewhere, stop};
		},
	};
}

type Options = Omit<GatewayProgramOptions, 'security'> & {
	readonly security: GatewayProgramOptions['security'];
};

function start(
	{url, place, log}: {readonly url: string; readonly place: KeyPlace; readonly log: Log},
	options: Partial<Options>,
): Promise<GatewayProgram> {
	const usual = {policy: 'required', recordForm: 'compact', place} as const;
	const {security = usual, ...rest} = options;
	const isOff = 'security' in options && options.security === undefined;
	return GatewayProgram.start({
		...{gateway: {}, listen: anyPort(), broker: {url}, log},
		...rest,
		...(!isOff && {security}),
	});
}

function anyPort() {
	return {host: '127.0.0.1', port: 0};
}

/** A mosquitto, and what a subscriber to everything hears next. */
async function listening(closing: (() => Promise<unknown>)[]) {
	const mosquitto = await Mosquitto.start();
	closing.push(() => mosquitto.stop());
	const subscriber = new MqttBroker({url: mosquitto.url});
	closing.push(() => subscriber.close());
	const log = new ListenerLog();
	const link = subscriber.broker(log);
	link.open(1, {clientId: 'subscriber', cleanSession: true, keepAliveS: 60});
	link.subscribe(1, 1, '#', 1);
	await log.next(2);
	return {url: mosquitto.url, hears: async () => (await log.next())[0]!};
}

function nobody(): Promise<string> {
	throw new RangeError('no broker is here');
}

/** A key server over TLS on the folder, and how a gateway with the certificate `name` finds it. */
async function keyServer(dir: string, name: string, closing: (() => Promise<unknown>)[]) {
	const ca = await ThrowAwayCa.create();
	closing.push(() => ca.remove());
	await ca.sign('gateway', GWID);
	await ca.sign('strange', OTHER_GWID);
	await ca.sign('over', GWID, {isOver: true});
	const of = async (whose: string) => ({
		ca: await ca.read('ca.pem'),
		cert: await ca.read(`${whose}.pem`),
		key: await ca.read(`${whose}.key`),
	});
	let address = '';
	const program = await KeyProgram.start({
		...{folder: dir, listen: anyPort(), credentials: await of('broker')},
		log: (event, fields) => {
			if (event === 'listening') address = String(fields['tls']);
		},
	});
	closing.push(() => program.stop());
	const place: KeyPlace = {address: hostPort(address), credentials: await of(name)};
	return {place, stop: () => program.stop()};
}

/** What is logged, for those who wait for a line of it. */
class Lines {
	readonly #lines: string[] = [];
	#wake: (() => void) | undefined;
	readonly log = new Log('json', line => {
		this.#lines.push(line);
		this.#wake?.();
	});

	/** The first line that matches, now or within ten seconds. */
	async next(pattern: RegExp): Promise<string> {
		for (;;) {
			const found = this.#lines.find(line => pattern.test(line));
			if (found !== undefined) return found;
			await new Promise<void>((resolve, reject) => {
				const late = () => reject(new Error(`${pattern} is not in ${this.#lines.join('\n')}`));
				const deadline = setTimeout(late, 10_000);
				this.#wake = () => {
					clearTimeout(deadline);
					resolve();
				};
			});
		}
	}
}
