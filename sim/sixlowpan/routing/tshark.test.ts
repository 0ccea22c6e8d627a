import test, {type ExecutionContext} from 'ava';
import {writeFcs, writeShortData} from '../../mac/frame.js';
import {Pcapng} from '../../pcap/pcapng.js';
import {tshark, tsharkMissing} from '../../pcap/tshark.js';
import {row, type Sent} from './bench.js';

const DISSECTION = ['-d', 'udp.port==61616,mqttsn', '-o', '6lowpan.context0:2001:db8:0:1::/64'];

testWithTshark(
	'tshark puts the fragments of each hop together, and reads MQTT-SN in them',
	async t => {
		const bench = row(3);
		bench.run(60);
		bench.send(3, 1, publishOf(240));
		bench.run(1);
		bench.send(0, 4, publishOf(240));
		bench.run(1);
		const capture = captureOf(bench.frames);
		t.is(await tshark([...DISSECTION, '-Y', '_ws.malformed || _ws.expert'], capture), '');
		const fields = ['wpan.src16', 'wpan.dst16', '6lowpan.fragment.count', 'mqttsn.msg.len'];
		const args = ['-Y', 'mqttsn', '-T', 'fields', '-E', 'separator= '];
		const read = await tshark([...DISSECTION, ...args, ...fields.flatMap(f => ['-e', f])], capture);
		t.deepEqual(read.trim().split('\n'), [
			'0x0004 0x0003 3 240',
			'0x0003 0x0002 3 240',
			'0x0002 0x0001 3 240',
			'0x0001 0x0002 3 240',
			'0x0002 0x0003 3 240',
			'0x0003 0x0004 3 240',
		]);
	},
);

testWithTshark(
	'tshark reads RS, RA, NS and NA of a network that comes up, and finds no fault',
	async t => {
		const bench = row(3);
		bench.run(120);
		const capture = captureOf(bench.frames);
		t.is(await tshark([...DISSECTION, '-Y', '_ws.malformed || _ws.expert'], capture), '');
		const fields = [
			...['icmpv6.type', 'ipv6.src', 'ipv6.dst', 'icmpv6.opt.prefix'],
			...['icmpv6.opt.6co.flag.c', 'icmpv6.opt.abro.6lbr_address'],
			...['icmpv6.opt.aro.status', 'icmpv6.opt.aro.registration_lifetime'],
		];
		const args = ['-Y', 'icmpv6.type >= 133 && icmpv6.type <= 136', '-T', 'fields'];
		const named = fields.flatMap(name => ['-e', name]);
		const read = await tshark([...DISSECTION, ...args, '-E', 'separator= ', ...named], capture);
		const lines = read.trim().split('\n');
		const [prefix, link] = ['2001:db8:0:1', 'fe80::ff:fe00:'];
		for (const line of [
			`133 ${link}4 ff02::2     `,
			`134 ${link}3 ${link}4 ${prefix}:: 1 ${prefix}:0:ff:fe00:0  `,
			`135 ${prefix}:0:ff:fe00:4 ${link}3    0 60`,
			`136 ${link}3 ${prefix}:0:ff:fe00:4    0 60`,
		]) {
			t.true(lines.includes(line), line);
		}
	},
);

/* The bench. */

function testWithTshark(title: string, body: (t: ExecutionContext) => Promise<void>): void {
	test(title, async t => {
		const missing = tsharkMissing();
		if (missing === undefined) return body(t);
		t.log(missing);
		t.pass();
	});
}

/** A PUBLISH at QoS 1 of so many octets. */
function publishOf(size: number): Buffer {
	const message = Buffer.alloc(size, 'x');
	message.set([size, 0x0c, 0x20, 0, 1, 0, 1]);
	return message;
}

function captureOf(frames: readonly Sent[]): Uint8Array {
	const chunks: Uint8Array[] = [];
	const pcapng = new Pcapng(chunk => chunks.push(chunk), {sizeMax: 1e6, application: 'test'});
	const interfaceId = pcapng.interface('air');
	for (const [index, frame] of frames.entries()) {
		const octets = psduOf(frame, index);
		const place = {interfaceId, timeUs: frame.atUs, rssiDbm: -70, channel: 26};
		pcapng.packet({...place, octets, at: 0, size: octets.length});
	}
	pcapng.flush();
	return Buffer.concat(chunks);
}

/** The frame as the MAC would send it. */
function psduOf({from, to, octets}: Sent, index: number): Buffer {
	const psdu = Buffer.alloc(127);
	const destination = to < 0 ? 0xffff : to + 1;
	const at = writeShortData(psdu, 0, index, 0xabcd, destination, from + 1, to >= 0);
	octets.copy(psdu, at);
	return psdu.subarray(0, writeFcs(psdu, 0, at + octets.length));
}
