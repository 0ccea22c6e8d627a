import test from 'ava';
import {Motebench} from '../motebench.js';
import {UdpTransport} from '../transport/udp.js';
import {hostPort} from '../transport/udp-address.js';
import {encodeForwarder} from '../wire/forwarder.js';
import {decode, encode} from '../wire/wire.js';
import {connect, UdpClient} from './bench.js';
import {Forwarder} from './forwarder.js';
import {GatewayProgram} from './gateway-program.js';
import {Log} from './log.js';
import {nodeIdOf} from './node-id.js';

for (const host of ['127.0.0.1', '::1']) {
	test(`clients on ${host} reach a gateway through two forwarders`, async t => {
		const gateway = await GatewayProgram.start({
			gateway: {gwId: 5},
			listen: {host, port: 0},
			broker: {url: 'mqtt://127.0.0.1:1'},
			log: new Log('text', () => {}),
		});
		const listen = {host, port: 0};
		const near = await Forwarder.open({listen, gateway: hostPort(gateway.address)});
		const far = await Forwarder.open({listen, gateway: hostPort(near.address)});
		for (const way of [near, far]) {
			const client = await UdpClient.open(way.address);
			t.like(await client.ask({type: 'SEARCHGW', radius: 0}), {type: 'GWINFO', gwId: 5});
			t.deepEqual(await client.ask(connect('n1')), {type: 'CONNACK', returnCode: 1});
			await client.close();
		}
		t.deepEqual(far.counters, {forwarded: 2, returned: 2, dropped: 0});
		for (const one of [far, near]) await one.close();
		await gateway.stop();
	});
}

test('what is no message, and what is not from the gateway, goes nowhere', async t => {
	const listen = {host: '127.0.0.1', port: 0};
	const [gateway, client] = [await UdpTransport.open({listen}), await UdpTransport.open({listen})];
	const forwarder = await Forwarder.open({listen, gateway: hostPort(gateway.address)});
	let uplink = '';
	const heard = new Promise<void>(resolve => {
		gateway.onDatagram = (from, datagram) => {
			uplink = from;
			t.like(decode(datagram), {type: 'FORWARDER', ctrl: 0});
			resolve();
		};
	});
	client.send(forwarder.address, Uint8Array.of(2));
	client.send(forwarder.address, encode({type: 'PINGREQ'}));
	await heard;

	const answered = new Promise<Uint8Array>(resolve => {
		client.onDatagram = (_from, datagram) => resolve(new Uint8Array(datagram));
	});
	const pingresp = encode({type: 'PINGRESP'});
	const wrapped = (wirelessNodeId: Uint8Array, inner: Uint8Array) =>
		encodeForwarder({type: 'FORWARDER', ctrl: 0, wirelessNodeId, inner});
	const disconnect = encode({type: 'DISCONNECT'});
	client.send(uplink, wrapped(nodeIdOf(client.address), disconnect));
	gateway.send(uplink, Uint8Array.of(3, 0xfe, 0));
	gateway.send(uplink, wrapped(Uint8Array.of(1, 2, 3), disconnect));
	gateway.send(uplink, wrapped(nodeIdOf(client.address), pingresp));
	t.deepEqual(await answered, pingresp);
	t.deepEqual(forwarder.counters, {forwarded: 1, returned: 1, dropped: 4});
	await Promise.all([forwarder.close(), gateway.close(), client.close()]);
});

test('the forwarder is a verb, and SIGTERM stops it', async t => {
	const args = ['forwarder', '--listen', '127.0.0.1:0', '--gateway', '127.0.0.1:9'];
	const forwarder = new Motebench(t, ...args);
	t.regex(await forwarder.says(/udp=(\S+)/), /^127\.0\.0\.1:\d+$/);
	forwarder.child.kill('SIGTERM');
	t.is(await forwarder.ended(), 0);
	t.regex(forwarder.stderr, /stopped forwarded=0 returned=0 dropped=0/);
});

test('a gateway without a port is a mistake of the user', async t => {
	const args = ['forwarder', '--listen', '127.0.0.1:0', '--gateway', '127.0.0.1:0'];
	t.is(await new Motebench(t, ...args).ended(), 2);
});
