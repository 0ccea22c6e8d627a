import test from 'ava';
import type {Endpoint} from '../../sim/world.js';
import {SimulatedTransport} from './simulated.js';

test('the address of a place is where send() goes to', t => {
	const {transport, sent} = bench();
	for (const short of [0, 7, 0xfffd]) transport.send(transport.addressOf(short), OCTETS);
	t.deepEqual(sent, ['0: 0102', '7: 0102', '65533: 0102']);
});

test('equal places have equal addresses, others have others', t => {
	const {transport} = bench();
	t.is(transport.addressOf(7), transport.addressOf(7));
	t.not(transport.addressOf(7), transport.addressOf(70));
});

test('a broadcast is one datagram to everybody in range, whatever the radius', t => {
	const {transport, sent} = bench();
	transport.broadcast(OCTETS, 0);
	transport.broadcast(OCTETS, 3);
	t.deepEqual(sent, ['65535: 0102', '65535: 0102']);
});

const OCTETS = Uint8Array.of(1, 2);

function bench() {
	const sent: string[] = [];
	const endpoint: Endpoint = {
		radio: 0,
		address: 1,
		onDatagram: () => {},
		onWake: () => {},
		send: (to, octets) => void sent.push(`${to}: ${Buffer.from(octets).toString('hex')}`),
		wakeAt: () => {},
	};
	return {transport: new SimulatedTransport(endpoint), sent};
}
