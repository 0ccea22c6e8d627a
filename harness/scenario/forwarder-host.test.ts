import test from 'ava';
import fc from 'fast-check';
import {Datagram} from '../../sim/datagram.js';
import {type Endpoint, GATEWAY_PORT, NODE_PORT} from '../../sim/world.js';
import {ForwarderHost} from './forwarder-host.js';

/* The gateway is at 1, other gateways and forwarders at 2 and 3, clients are at 0x0107 and 7. */

const toGateway = test.macro<[what: string, hex: string, envelope: string]>({
	title: (_, what) => `${what} of a client goes to the gateway behind the client's address`,
	exec(t, _, hex, envelope) {
		const {ask, sent} = bench();
		ask(0x0107, hex);
		t.deepEqual(sent, [`61617>61616 1: ${envelope}`]);
	},
});
test(toGateway, 'a message', '0216', '05fe0001070216');
test(toGateway, 'a SEARCHGW', '030101', '05fe000107030101');
test(toGateway, 'octets that mean nothing here', '09ff', '05fe00010709ff');
test(toGateway, 'the envelope of a further forwarder', '04fe00aa0216', '05fe00010704fe00aa0216');

const toClients = test.macro<[what: string, hex: string, sent: string]>({
	title: (_, what, _hex, sent) => `${what} goes out as ${sent}`,
	exec(t, _, hex, expected) {
		const {tell, sent, host} = bench();
		tell(1, hex);
		t.deepEqual(sent, [`61616>61617 ${expected}`]);
		t.deepEqual(host.counters, {forwarded: 0, returned: 1, dropped: 0});
	},
});
test(toClients, 'a message in an envelope', '05fe0001070217', '263: 0217');
test(toClients, 'a message in two envelopes', '05fe00010704fe00aa0217', '263: 04fe00aa0217');
test(toClients, 'what is protected, in an envelope', '05fe00000704ff0102', '7: 04ff0102');
test(toClients, 'GWINFO in an envelope', '05fe02000703020a', '65535: 03020a');
test(toClients, 'ADVERTISE to all', '0500010384', '65535: 0500010384');
test(toClients, 'GWINFO to all', '03020a', '65535: 03020a');

const dropped = test.macro<[what: string, from: number, hex: string]>({
	title: (_, what) => `${what} is dropped and counted`,
	exec(t, _, from, hex) {
		const {tell, sent, host} = bench();
		tell(from, hex);
		t.deepEqual(sent, []);
		t.deepEqual(host.counters, {forwarded: 0, returned: 0, dropped: 1});
	},
});
test(dropped, 'an envelope of another gateway', 2, '05fe0000070217');
test(dropped, 'ADVERTISE of another gateway', 2, '0500020384');
test(dropped, 'ADVERTISE that another forwarder has passed on', 3, '0500010384');
test(dropped, 'a message for the forwarder itself', 1, '0218');
test(dropped, 'an envelope for a node of one octet', 1, '04fe00070217');
test(dropped, 'an envelope for a node of three octets', 1, '06fe000000070217');
test(dropped, 'an envelope with nothing in it', 1, '05fe000007');
test(dropped, 'an envelope of one octet', 1, '05fe00000702');
test(dropped, 'an envelope longer than its datagram', 1, '09fe0000070217');
test(dropped, 'ADVERTISE one octet short', 1, '05000103');
test(dropped, 'an empty datagram of the gateway', 1, '');

test('a datagram of a client too short for a message is dropped and counted', t => {
	const {ask, sent, host} = bench();
	ask(7, '02');
	ask(7, '');
	t.deepEqual(sent, []);
	t.deepEqual(host.counters, {forwarded: 0, returned: 0, dropped: 2});
	ask(7, '0216');
	t.deepEqual(host.counters, {forwarded: 1, returned: 0, dropped: 2});
});

test('what comes back finds the client that has asked, and nobody else', t => {
	const {ask, tell, sent} = bench();
	for (const client of [7, 8]) ask(client, '0216');
	const wrapped = sent.splice(0).map(line => line.split(': ')[1]);
	for (const envelope of wrapped.reverse()) tell(1, envelope.replace('0216', '0217'));
	t.deepEqual(sent, ['61616>61617 8: 0217', '61616>61617 7: 0217']);
});

test('no octets whatever end more than the datagram that they came in', t => {
	const octets = fc.uint8Array({maxLength: 40});
	const envelope = octets.map(tail => Uint8Array.of(5, 0xfe, 0, 0, 7, ...tail));
	fc.assert(
		fc.property(fc.boolean(), fc.oneof(octets, envelope), (asked, said) => {
			const {ask, tell, sent, host} = bench();
			const hex = Buffer.from(said).toString('hex');
			if (asked) ask(7, hex);
			else tell(1, hex);
			const {forwarded, returned, dropped} = host.counters;
			return forwarded + returned === sent.length && sent.length + dropped === 1;
		}),
		{seed: 1, numRuns: 2000},
	);
	t.pass();
});

/** A forwarder of the gateway at 1. A line is the ports, to whom, and the datagram in hex. */
function bench() {
	const sent: string[] = [];
	const endpoint: Endpoint = {
		radio: 1,
		address: 2,
		onDatagram: () => {},
		onWake: () => {},
		send: (to, octets, {from, to: port} = {from: GATEWAY_PORT, to: NODE_PORT}) =>
			void sent.push(`${from}>${port} ${to}: ${Buffer.from(octets).toString('hex')}`),
		wakeAt: () => {},
	};
	const host = new ForwarderHost(endpoint, 1);
	const hear = (source: number, hex: string, destinationPort: number) => {
		const octets = Buffer.from(`00${hex}00`, 'hex');
		const place = {source, destinationPort, octets, at: 1, size: octets.length - 2};
		endpoint.onDatagram(Object.assign(new Datagram(), place));
	};
	return {
		host,
		sent,
		/** A client says so, to a gateway. */
		ask: (source: number, hex: string) => hear(source, hex, GATEWAY_PORT),
		/** A gateway or another forwarder says so, to a client. */
		tell: (source: number, hex: string) => hear(source, hex, NODE_PORT),
	};
}
