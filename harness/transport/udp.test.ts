import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import test from 'ava';
import {EnvironmentError, UsageError} from '../errors.js';
import {type UdpOptions, UdpTransport} from './udp.js';
import {addressOf, hostPort, placeOf} from './udp-address.js';

for (const host of ['127.0.0.1', '::1']) {
	test(`a datagram goes there and back over ${host}`, async t => {
		const [one, two] = [
			await open({listen: {host, port: 0}}),
			await open({listen: {host, port: 0}}),
		];
		two.onDatagram = (from, datagram) => two.send(from, datagram);
		const answer = next(one);
		const octets = Uint8Array.from({length: 1400}, (_, index) => index);
		one.send(two.address, octets);
		t.deepEqual(await answer, [two.address, octets]);
		await Promise.all([one.close(), two.close()]);
	});
}

test('an empty datagram is a datagram, and one that UDP cannot carry is counted', async t => {
	const [one, two] = [await open(), await open()];
	const empty = next(two);
	one.send(two.address, new Uint8Array());
	t.is((await empty)[1].length, 0);

	const largest = next(two);
	one.send(two.address, new Uint8Array(65_508));
	one.send(two.address, new Uint8Array(65_507));
	t.is((await largest)[1].length, 65_507);
	t.deepEqual(one.counters, {received: 0, sent: 2, notSent: 1});
	await Promise.all([one.close(), two.close()]);
});

test('what is sent after closing is counted', async t => {
	const one = await open();
	await one.close();
	one.send(one.address, Uint8Array.of(1));
	t.deepEqual(one.counters, {received: 0, sent: 0, notSent: 1});
});

test('without a group a broadcast reaches whoever is being answered, and nobody else', async t => {
	const [gateway, client, bystander] = [await open(), await open(), await open()];
	bystander.onDatagram = () => t.fail('nobody asked');
	gateway.broadcast(Uint8Array.of(1), 0);
	gateway.onDatagram = () => gateway.broadcast(Uint8Array.of(2), 0);
	const answer = next(client);
	client.send(gateway.address, Uint8Array.of(3));
	t.deepEqual(await answer, [gateway.address, Uint8Array.of(2)]);
	gateway.broadcast(Uint8Array.of(4), 0);
	t.is(gateway.counters.sent + gateway.counters.notSent, 1);
	await Promise.all([gateway.close(), client.close(), bystander.close()]);
});

test('a broadcast reaches the group, from the address that clients answer to', async t => {
	const group = {host: '239.255.18.84', port: 0};
	const probe = await open({listen: {host: '127.0.0.1', port: 0}});
	const shared = {...group, port: placeOf(probe.address).port};
	await probe.close();
	const listen = {host: '127.0.0.1', port: 0};
	const [gateway, client] = [
		await open({listen, group: shared}),
		await open({listen, group: shared}),
	];
	const heard = next(client);
	gateway.broadcast(Uint8Array.of(7), 1);
	t.deepEqual(await heard, [gateway.address, Uint8Array.of(7)]);
	await Promise.all([gateway.close(), client.close()]);
});

test('a port that is taken is one line, and so is an address that is not ours', async t => {
	const holder = createSocket('udp4');
	holder.bind(0, '127.0.0.1');
	await once(holder, 'listening');
	const {port} = holder.address();
	await t.throwsAsync(open({listen: {host: '127.0.0.1', port}}), {
		instanceOf: EnvironmentError,
		message: `cannot listen at UDP 127.0.0.1:${port}: the port is taken`,
	});
	holder.close();
	const away = await t.throwsAsync(open({listen: {host: '192.0.2.1', port: 0}}), {
		instanceOf: EnvironmentError,
	});
	t.regex(away.message, /does not have that address/);
});

test('what is no group cannot be joined, and the port is free again', async t => {
	const probe = await open();
	const listen = placeOf(probe.address);
	await probe.close();
	const group = {host: '127.0.0.2', port: listen.port};
	await t.throwsAsync(open({listen, group}), {
		instanceOf: EnvironmentError,
		message: /^cannot join the group 127.0.0.2: .*IPv4 groups are/,
	});
	await (await open({listen})).close();
});

test('HOST:PORT is read, and what it is not is a mistake of the user', t => {
	t.deepEqual(hostPort('127.0.0.1:1884'), {host: '127.0.0.1', port: 1884});
	t.deepEqual(hostPort('[::1]:0'), {host: '::1', port: 0});
	t.deepEqual(hostPort('gateway.example:65535'), {host: 'gateway.example', port: 65_535});
	t.deepEqual(hostPort('[fe80::1%eth0]:1'), {host: 'fe80::1%eth0', port: 1});
	for (const bad of ['', '1884', ':1884', 'host', 'host:', 'host:65536', '::1:1', '[host]:1']) {
		t.throws(() => hostPort(bad), {instanceOf: UsageError, message: /is not HOST:PORT/});
	}
});

test('an Address is the place it was made of', t => {
	for (const [host, port] of [
		['10.0.0.1', 1],
		['::1', 65_535],
		['fe80::1%eth0', 1884],
	] as const) {
		t.deepEqual(placeOf(addressOf(host, port)), {host, port});
	}
});

function open(options: UdpOptions = {listen: {host: '127.0.0.1', port: 0}}): Promise<UdpTransport> {
	return UdpTransport.open(options);
}

/** The next datagram that `transport` is told; fails after five seconds. */
function next(transport: UdpTransport): Promise<[from: string, datagram: Uint8Array]> {
	return new Promise((resolve, reject) => {
		const deadline = setTimeout(() => reject(new Error('no datagram')), 5000);
		transport.onDatagram = (from, datagram) => {
			clearTimeout(deadline);
			transport.onDatagram = undefined;
			resolve([from, new Uint8Array(datagram)]);
		};
	});
}
