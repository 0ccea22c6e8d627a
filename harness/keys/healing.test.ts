/*
 * What somebody can do who has read a device's flash once, and then misses what goes over the air.
 */
import test from 'ava';
import {isSame} from '../security/crypto.js';
import {decodeAccept, decodeHello} from '../security/frames.js';
import {acceptMac, confirmKey, sessionSecret} from '../security/keys.js';
import {FleetBench} from './bench.js';

test('goal/G8: whoever has the chain key and misses one ACCEPT has lost the chain', t => {
	const {bench, device, gateway} = joined();
	const thief = device.clone();
	t.true(gateway.handshake(device));
	gateway.conf(device);
	const hello = device.hello();
	const accept = gateway.hello(hello)!;
	t.false(reads(thief.root, hello, accept), 'what he hears next is worth nothing');
	t.true(reads(device.root, hello, accept));
	thief.generation = device.generation;
	thief.counter = device.counter;
	t.is(gateway.hello(thief.hello()), undefined, 'nor is the number of the generation');
	t.is(bench.server.counters['bad-mac'], 1);
});

test('goal/G8: whoever has the chain key and reads each ACCEPT follows, which is the limit', t => {
	const {device, gateway} = joined();
	const stolen = device.root;
	const hello = device.hello();
	t.true(reads(stolen, hello, gateway.hello(hello)!));
});

test('goal/G9: the factory key opens nothing once the bootstrap went unheard', t => {
	const bench = new FleetBench();
	const device = bench.device();
	const gateway = bench.gateways[0]!;
	const factoryKey = device.root;
	const thief = device.clone();
	gateway.handshake(device);
	gateway.conf(device);
	const hello = device.hello();
	t.false(reads(factoryKey, hello, gateway.hello(hello)!));
	t.is(gateway.hello(thief.hello()), undefined);
});

/** A device that has left its factory key behind. */
function joined() {
	const bench = new FleetBench();
	const device = bench.device();
	const gateway = bench.gateways[0]!;
	gateway.handshake(device);
	gateway.conf(device);
	return {bench, device, gateway};
}

/** Whether `root` leads to the session that HELLO and ACCEPT agree on. */
function reads(root: Uint8Array, helloOctets: Uint8Array, acceptOctets: Uint8Array): boolean {
	const hello = decodeHello(helloOctets)!;
	const accept = decodeAccept(acceptOctets)!;
	const {eui, generation, counter} = hello;
	const {salt, gwid, sid, suite} = accept;
	const secret = sessionSecret(root, {
		...{eui, generation, counter, salt, gwid, sid, suite},
		...{helloNonce: hello.nonce, acceptNonce: accept.nonce},
	});
	return isSame(acceptMac(confirmKey(secret), hello.mac, accept.body), accept.mac);
}
