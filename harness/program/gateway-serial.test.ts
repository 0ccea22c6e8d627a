/*
 * Boards at serial lines of a gateway, with mosquitto behind it. A board is our firmware in a
 * process of its own behind a unix socket.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Mosquitto, mosquittoMissing} from '../broker/mosquitto.js';
import {startBoard} from '../conformance/targets/board-process.js';
import {EnvironmentError} from '../errors.js';
import {enrolled} from '../keys/authority.js';
import {openDesk} from '../keys/desk.js';
import {newFleet} from '../keys/fleet.js';
import {LmdbRowStore} from '../keys/lmdb-row-store.js';
import {provision} from '../keys/provision.js';
import {Registry} from '../keys/registry.js';
import {Motebench} from '../motebench.js';
import {BoardTarget} from '../scenario/board-target.js';
import {ConfigKey} from '../serial/config-key.js';
import {SerialBoard} from '../transport/serial.js';
import {TopicIdType} from '../wire/flags.js';
import {connect, UdpClient} from './bench.js';
import {forwardLine} from './forwarding-line.js';
import {GatewayProgram, type GatewayProgramOptions} from './gateway-program.js';
import {Log} from './log.js';

const GWID = '00124b00aabbccdd';
const EUI = '00124b0001020304';
/** A board's hours are minutes here. */
const HASTE = 10;
const SENSOR = {
	[ConfigKey.App]: 1,
	[ConfigKey.EuiLow]: 7,
	[ConfigKey.TopicIdType]: 2,
	[ConfigKey.PeriodMs]: 2000,
	[ConfigKey.Qos]: 1,
};

const folder = mkdtempSync(path.join(tmpdir(), 'lines-'));
test.after.always(() => rmSync(folder, {recursive: true}));

withMosquitto('a board at a line and a client of UDP meet at one gateway', async (t, broker) => {
	const gateway = await start(t, {broker, serial: [await board(t, 'one')], settings: SENSOR});
	const heard = await subscribed(t, gateway.address);
	t.regex(await heard(), /^\d+ \d+/);
	t.regex(await heard(), /^\d+ \d+/);
});

withMosquitto('a forwarder at a line is one too', async (t, broker) => {
	const line = path.join(folder, 'forwarder.sock');
	const board = await startBoard(path.join(folder, 'behind.sock'), HASTE);
	const stop = await forwardLine(line, path.join(folder, 'behind.sock'));
	t.teardown(() => {
		stop();
		board.stop();
	});
	const gateway = await start(t, {broker, serial: [`unix:${line}`], settings: SENSOR});
	const heard = await subscribed(t, gateway.address);
	t.regex(await heard(), /^\d+ \d+/);
});

withMosquitto('with keys, what is said on a line is in compact records', async (t, broker) => {
	const port = await board(t, 'keys');
	const keys = await fleetWith(port);
	const lines: string[] = [];
	const gateway = await start(t, {
		broker,
		gateway: {gwId: 1},
		security: {policy: 'optional', place: {folder: keys}},
		serial: [port],
		settings: SENSOR,
		log: new Log('text', line => lines.push(line)),
		metricsPort: 0,
	});
	const heard = await subscribed(t, gateway.address);
	t.regex(await heard(), /^\d+ \d+/);
	t.regex(lines.join('\n'), /board secured serial=\S+ generation=1 records=compact/);
	const metrics = await (await fetch(gateway.metricsUrl!)).text();
	t.regex(metrics, /^motebench_guard_records_total [1-9]/m);
	t.regex(metrics, /^motebench_serial_received_total [1-9]/m);
});

test('a gateway may have lines alone, and says who is at them', async t => {
	const port = await board(t, 'alone');
	const verb = new Motebench(
		t,
		...['gateway', '--serial', port, '--set', 'App=1', '--security', 'off'],
		...['--broker', 'mqtt://127.0.0.1:1'],
	);
	t.is(await verb.says(/board=(\S+)/), 'wasm');
	verb.child.kill('SIGTERM');
	t.is(await verb.ended(), 0);
	t.notRegex(verb.stderr, /udp=/);
});

test('a line without a board is one line, and nothing stays open', async t => {
	const listen = {host: '127.0.0.1', port: 0};
	const serial = [`unix:${path.join(folder, 'nobody.sock')}`];
	const options = {gateway: {}, listen, broker: {url: 'mqtt://127.0.0.1:1'}, serial};
	await t.throwsAsync(GatewayProgram.start({...options, log: new Log('text', () => {})}), {
		instanceOf: EnvironmentError,
		message: /^no device at /,
	});
});

type Options = Partial<Omit<GatewayProgramOptions, 'broker'>> & {broker: Mosquitto};

async function start(t: ExecutionContext, {broker, ...options}: Options): Promise<GatewayProgram> {
	const gateway = await GatewayProgram.start({
		gateway: {},
		listen: {host: '127.0.0.1', port: 0},
		broker: {url: broker.url},
		log: new Log('text', () => {}),
		...options,
	});
	t.teardown(() => gateway.stop());
	return gateway;
}

/** A client of UDP that has what sensors say: each call is the next. */
async function subscribed(t: ExecutionContext, address: string): Promise<() => Promise<string>> {
	const client = await UdpClient.open(address);
	t.teardown(() => client.close());
	await client.ask(connect('listener'));
	const topic = {
		topicIdType: TopicIdType.Short,
		topicId: Buffer.from('sm').readUInt16BE(),
	} as const;
	client.send({type: 'SUBSCRIBE', dup: false, qos: 0, msgId: 1, topic});
	// A sensor does not wait for our SUBACK.
	return async () => {
		for (;;) {
			const message = await client.next();
			if (message.type === 'PUBLISH') return Buffer.from(message.data).toString('latin1');
			if (message.type !== 'SUBACK') return message.type;
		}
	};
}

async function board(t: ExecutionContext, name: string): Promise<string> {
	const {port, stop} = await startBoard(path.join(folder, `${name}.sock`), HASTE);
	t.teardown(stop);
	return port;
}

/** A folder of keys, one of which is on the board at `port`. */
async function fleetWith(port: string): Promise<string> {
	const dir = path.join(folder, 'fleet');
	const store = LmdbRowStore.create(dir, {
		failed: error => {
			throw error;
		},
	});
	const fleet = newFleet({
		gateways: [{gwid: GWID, gwId: 1}],
		batches: [],
		draw: () => Buffer.alloc(16, 9),
	});
	await new Promise<void>(resolve => Registry.create(store, fleet, resolve));
	await store.close();
	const desk = await openDesk(dir);
	const device = await SerialBoard.open({port});
	const {recoveryKey} = enrolled({orm: Buffer.alloc(16, 7), devices: []}, {eui: EUI, batch: 0});
	const how = {eui: EUI, batch: 0, individual: true, replace: false, recoveryKey};
	await provision(desk, new BoardTarget(device), how);
	await desk.ask({ask: 'join', minutes: 5});
	await device.close();
	await desk.close();
	return dir;
}

type Claim = (t: ExecutionContext, broker: Mosquitto) => Promise<void>;

function withMosquitto(title: string, claim: Claim): void {
	const missing = mosquittoMissing();
	(missing === undefined ? test : test.skip)(title, async t => {
		const broker = await Mosquitto.start();
		t.teardown(() => broker.stop());
		await claim(t, broker);
	});
}
