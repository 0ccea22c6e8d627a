/*
 * Gateways and key server over mutual TLS on this machine.
 */
import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import test from 'ava';
import {opensslMissing, ThrowAwayCa} from '../broker/throw-away-ca.js';
import {EnvironmentError} from '../errors.js';
import {Suite} from '../security/frames.js';
import {FleetBench, GATEWAYS, luck, OTHER_EUI} from './bench.js';
import {Ear} from './ear.js';
import {type Credentials, KeyDoor} from './key-door.js';
import {KeyServer} from './key-server.js';
import {MemoryRowStore} from './memory-row-store.js';
import type {Order} from './order.js';
import {RemoteKeyService} from './remote-key-service.js';

const [{gwid: GWID}, {gwid: SECOND}] = GATEWAYS;
const missing = opensslMissing();
const need = missing === undefined ? test : test.skip;

let ca: ThrowAwayCa;
test.before(async t => {
	if (missing !== undefined) return t.log(missing);
	ca = await ThrowAwayCa.create();
	await Promise.all([
		ca.sign('first', GWID),
		ca.sign('second', SECOND),
		ca.sign('strange', OTHER_EUI),
		ca.sign('over', GWID, {isOver: true}),
	]);
});
test.after.always(() => ca?.remove());

need('a device joins over TLS as it does in one process', async t => {
	const {bench, open, teardown} = await link();
	t.teardown(teardown);
	const device = bench.device;
	const {port, ear} = await open('first', GWID);
	await ear.hears(/group 1/);
	port.hello({token: 5, gwId: 1, hello: device.hello(), sid: 1, suite: Suite.compact});
	await ear.hears(/granted 5/);
	t.true(device.accepts(ear.accept!));
	port.conf({eui: device.eui, ...device.conf()});
	t.is(await ear.hears(/confirmed/), 'confirmed 1');
});

need('a device that proves itself through another gateway is dropped by the first', async t => {
	const {bench, open, teardown} = await link();
	t.teardown(teardown);
	const first = await open('first', GWID);
	const second = await open('second', SECOND);
	await first.ear.hears(/group/);
	await second.ear.hears(/group/);
	const question = {token: 1, sid: 1, suite: Suite.compact};
	second.port.hello({...question, gwId: 2, hello: bench.device.hello()});
	await second.ear.hears(/granted/);
	bench.device.accepts(second.ear.accept!);
	second.port.conf({eui: bench.device.eui, ...bench.device.conf()});
	t.is(await first.ear.hears(/drop/), 'drop 1');
});

const unwelcome: [title: string, name: string, gwid: string, why: RegExp][] = [
	['of another CA', 'stranger', GWID, /certificate is not signed by our CA/],
	['that has expired', 'over', GWID, /certificate has expired/],
	[
		'of another gateway',
		'second',
		GWID,
		/certificate is of 00124b00aabbcc02, not of 00124b00aabbcc01/,
	],
	['of somebody', 'client', GWID, /certificate is of anna/],
	['of a gateway that is not ours', 'strange', OTHER_EUI, /is no gateway of this fleet/],
	['that is none at all', '', GWID, /shows no certificate/],
];

for (const [title, name, gwid, why] of unwelcome) {
	need(`a gateway with a certificate ${title} is told why it is not welcome`, async t => {
		const {open, teardown, visits} = await link();
		t.teardown(teardown);
		const {ear} = await open(name, gwid);
		t.regex(await ear.hears(/unwelcome/), why);
		t.false(ear.said.includes('attached'));
		t.false(visits.said.some(line => line.startsWith('attached')));
	});
}

need('a key server that is not of our CA, or not of its name, is asked nothing', async t => {
	const {open, teardown} = await link();
	t.teardown(teardown);
	const foreign = await open('first', GWID, {ca: await ca.read('stranger.pem')});
	t.regex(await foreign.ear.hears(/lost/), /unable to verify|self-signed|certificate/);
	const misnamed = await open('first', GWID, {servername: 'keys.example'});
	t.regex(await misnamed.ear.hears(/lost/), /does not match certificate/);
});

need('a question to a key server that is away is refused, and the way opens again', async t => {
	const {bench, open, teardown, restart, stop} = await link();
	t.teardown(teardown);
	const {port, ear} = await open('first', GWID);
	await ear.hears(/group/);
	await stop();
	await ear.hears(/lost/);
	const question = {gwId: 1, hello: bench.device.hello(), sid: 1, suite: Suite.compact};
	port.hello({...question, token: 1});
	await ear.hears(/refused 1/);
	ear.said.length = 0;
	await restart();
	await ear.hears(/group/);
	port.hello({...question, token: 2});
	t.is(await ear.hears(/2$/), 'granted 2');
});

need('questions under way are refused when the connection ends', async t => {
	const {open, teardown, bench} = await link({deaf: true});
	t.teardown(teardown);
	const {port, ear} = await open('first', GWID);
	await ear.hears(/attached/);
	const question = {gwId: 1, hello: bench.device.hello(), sid: 1, suite: Suite.compact};
	for (let token = 0; token < 1025; token += 1) port.hello({...question, token});
	t.is(await ear.hears(/refused/), 'refused 1024', 'one more than may be under way');
	await teardown();
	t.is(ear.said.filter(line => line.startsWith('refused')).length, 1025);
});

need('a gateway that says what has no meaning is cut off, and the key server lives', async t => {
	const {open, teardown, visits} = await link();
	t.teardown(teardown);
	const {port, ear} = await open('first', GWID);
	await ear.hears(/group/);
	port.hello({token: 1, gwId: 1, hello: Buffer.alloc(64), sid: 1, suite: Suite.compact});
	t.regex(await ear.hears(/unwelcome/), /no meaning here/);
	t.is(await visits.hears(/detached/), `detached ${GWID}`);
	const second = await open('second', SECOND);
	t.is(await second.ear.hears(/group/), 'group 1');
});

need('two gateways with one certificate: the second takes the place of the first', async t => {
	const {open, teardown, ask} = await link();
	t.teardown(teardown);
	const first = await open('first', GWID);
	await first.ear.hears(/group 1/);
	const second = await open('first', GWID);
	await second.ear.hears(/group 1/);
	await ask({ask: 'rotate-group', switchS: 0});
	await second.ear.hears(/group 2/);
	t.false(first.ear.said.includes('group 2'));
});

need('an address that is taken is a world that is not as needed', async t => {
	const {bench, teardown, port} = await link();
	t.teardown(teardown);
	const credentials = await credentialsOf('broker');
	const options = {host: '127.0.0.1', port: port(), credentials};
	await t.throwsAsync(KeyDoor.open(bench.server(), options), {
		instanceOf: EnvironmentError,
		message: /cannot be listened on: .*EADDRINUSE/,
	});
});

need('a certificate that is none is a world that is not as needed', async t => {
	const {bench, teardown} = await link();
	t.teardown(teardown);
	const credentials = {...(await credentialsOf('broker')), cert: 'my diary'};
	const error = await t.throwsAsync(
		KeyDoor.open(bench.server(), {host: '127.0.0.1', port: 0, credentials}),
		{instanceOf: EnvironmentError, message: /certificate or key cannot be used/},
	);
	t.notRegex(error.message, /diary/);
});

need('a connection that ends before it is open is tried again', async t => {
	const ear = new Ear();
	const silent = createServer(socket => {
		ear.note('called');
		socket.destroy();
	});
	t.teardown(() => silent.close());
	await once(silent.listen(0, '127.0.0.1'), 'listening');
	const {port} = silent.address() as AddressInfo;
	const remote = await remoteTo(port, {name: 'first', gwid: GWID, ear});
	remote.service(ear);
	await ear.hears(/lost/);
	ear.said.length = 0;
	t.is(await ear.hears(/called/), 'called');
	await remote.close();
});

interface RemoteTo {
	readonly name: string;
	readonly gwid: string;
	readonly ear: Ear;
	readonly changes?: {readonly ca?: string; readonly servername?: string};
}

async function remoteTo(port: number, {name, gwid, ear, changes = {}}: RemoteTo) {
	const {ca: otherCa, ...named} = changes;
	const credentials = await credentialsOf(name);
	return new RemoteKeyService({
		...{host: '127.0.0.1', port, gwid, ...named},
		credentials: otherCa === undefined ? credentials : {...credentials, ca: otherCa},
		onLink: (state, why) => ear.note(`${state} ${why}`),
	});
}

/** A key server behind TLS with one device, and gateways that come to it. */
async function link({deaf = false} = {}) {
	const made = new FleetBench();
	const device = made.device();
	const store = new MemoryRowStore({schedule: run => void setImmediate(run)});
	await new Promise<void>(resolve => store.open().commit(made.store.copy(), resolve));
	const visits = new Ear();
	const remotes: RemoteKeyService[] = [];
	let seed = 0;
	let server: KeyServer;
	let listener: KeyDoor;
	let port = 0;
	const restart = async () => {
		seed += 1;
		const later = (run: () => void) => void setImmediate(run);
		const now = () => made.nowMs;
		server = new KeyServer({store: store.open(), now, entropy: luck(seed), later});
		listener = await KeyDoor.open(deaf ? deafened(server) : server, {
			...{host: '127.0.0.1', port, credentials: await credentialsOf('broker')},
			onGateway: (what, who) => visits.note(`${what} ${who}`),
		});
		port = listener.port;
	};
	await restart();
	return {
		bench: {device, server: () => server},
		visits,
		restart,
		port: () => port,
		stop: () => listener.close(),
		ask: (order: Order) => new Promise(resolve => server.orders.ask(order, resolve)),
		open: async (name: string, gwid: string, changes: RemoteTo['changes'] = {}) => {
			const ear = new Ear();
			const remote = await remoteTo(port, {name, gwid, ear, changes});
			remotes.push(remote);
			return {ear, port: remote.service(ear)};
		},
		teardown: async () => {
			for (const remote of remotes) await remote.close();
			await listener.close();
		},
	};
}

/** A key server that takes questions and has no answers. */
function deafened(server: KeyServer): KeyServer {
	const attach = server.attach.bind(server);
	server.attach = (gwid, listener) => ({...attach(gwid, listener), hello: () => undefined});
	return server;
}

/** Of a name that the CA has signed; none for ''. */
async function credentialsOf(name: string): Promise<Credentials> {
	const trusted = await ca.read('ca.pem');
	if (name === '') return {ca: trusted} as Credentials;
	return {ca: trusted, cert: await ca.read(`${name}.pem`), key: await ca.read(`${name}.key`)};
}
