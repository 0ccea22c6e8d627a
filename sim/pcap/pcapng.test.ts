import test from 'ava';
import {type CapturedFrame, Pcapng, TEXT_SIZE_MAX} from './pcapng.js';
import {tshark, tsharkMissing} from './tshark.js';

test('a capture begins with a section header in little-endian order', t => {
	const {pcapng, written} = bench();
	pcapng.flush();
	const octets = written();
	t.is(octets.readUInt32LE(0), 0x0a0d0d0a);
	t.is(octets.readUInt32LE(8), 0x1a2b3c4d);
	t.is(octets.readUInt32LE(4), octets.length);
	t.is(octets.readUInt32LE(octets.length - 4), octets.length);
});

test('an interface has link type 283 and counts microseconds', t => {
	const {pcapng, blocks} = bench();
	t.is(pcapng.interface('roof'), 0);
	t.is(pcapng.interface('cellar'), 1);
	const [, roof] = blocks();
	t.is(roof.toString('hex', 8, 16), '1b01000000010000');
	t.is(roof.toString('hex', 16), '02000400726f6f66' + '0900010006000000' + '00000000' + '28000000');
});

test('a frame is written behind its TAP header, octet for octet', t => {
	const {pcapng, blocks} = bench();
	pcapng.interface('roof');
	pcapng.packet({...ack, timeUs: 2 ** 33 + 5, rssiDbm: -61.5, channel: 15});
	const packet = blocks()[2].toString('hex');
	t.is(packet.slice(16, 56), '00000000' + '02000000' + '05000000' + '21000000' + '21000000');
	t.is(
		packet.slice(56, 112),
		'00001c00' + '0000010001000000' + '01000400000076c2' + '030003000f000000',
	);
	t.is(packet.slice(112, 128), '0200160fc0000000');
});

test('nothing reaches the sink before a chunk is full or flush is called', t => {
	const {pcapng, chunks} = bench();
	pcapng.interface('roof');
	pcapng.packet(ack);
	t.is(chunks.length, 0);
	pcapng.flush();
	t.is(chunks.length, 1);
	pcapng.flush();
	t.is(chunks.length, 1, 'there was nothing more');
});

test('chunks that were handed over never change, and hold every packet', t => {
	const {pcapng, chunks, blocks} = bench();
	pcapng.interface('roof');
	for (let count = 0; count < 2000; count++) pcapng.packet({...ack, timeUs: count});
	t.true(chunks.length > 1);
	const packets = blocks().slice(2);
	t.is(packets.length, 2000);
	t.true(packets.every((packet, index) => packet.readUInt32LE(16) === index));
});

test('the size is what the sink gets', t => {
	const {pcapng, written} = bench();
	pcapng.interface('roof');
	pcapng.packet({...ack, comment: 'one more octet'});
	const {size} = pcapng;
	pcapng.flush();
	t.is(written().length, size);
	t.is(pcapng.size, size);
});

test('a packet that ends at the bound is written, one octet more and it is left out', t => {
	const whole = sizeWith(1e9, 2);
	t.deepEqual([sizeWith(whole, 2), sizeWith(whole - 1, 2)], [whole, sizeWith(1e9, 1)]);
});

test('once a packet was left out, all later ones are, and are counted', t => {
	const {pcapng} = bench(300);
	pcapng.interface('roof');
	pcapng.packet({...ack, comment: 'x'.repeat(200)});
	pcapng.packet(ack);
	t.is(pcapng.omitted, 2);
});

test('what is not there cannot be written to', t => {
	const {pcapng} = bench();
	t.throws(() => pcapng.packet(ack), {instanceOf: RangeError});
	pcapng.interface('roof');
	const longest = {...ack, octets: new Uint8Array(229), size: 228};
	t.notThrows(() => pcapng.packet(longest));
	t.throws(() => pcapng.packet({...longest, size: 229}), {instanceOf: RangeError});
});

test('a text has a bound', t => {
	const {pcapng, blocks} = bench();
	pcapng.interface('x'.repeat(TEXT_SIZE_MAX));
	t.throws(() => pcapng.interface('x'.repeat(TEXT_SIZE_MAX + 1)), {instanceOf: RangeError});
	pcapng.interface('after');
	t.is(blocks().length, 3, 'what was refused leaves no trace');
});

test('tshark reads channel, RSSI, time, interface and comment back', async t => {
	const missing = tsharkMissing();
	if (missing !== undefined) {
		t.log(missing);
		t.pass();
		return;
	}
	const {pcapng, written} = bench();
	pcapng.interface('roof');
	const cellar = pcapng.interface('cellar');
	const frame = {...ack, interfaceId: cellar, timeUs: 1_500_000, rssiDbm: -87.25, channel: 26};
	pcapng.packet({...frame, comment: 'élan'});
	pcapng.flush();
	t.is(await tshark(fieldsOf(tapFields), written()), '26|-87.25|1.500000000|cellar|élan|22\n');
});

const ack: CapturedFrame = {
	interfaceId: 0,
	timeUs: 0,
	octets: Buffer.from('ff0200160fc0', 'hex'),
	at: 1,
	size: 5,
	rssiDbm: -50,
	channel: 11,
};

const tapFields = [
	'wpan-tap.ch_num',
	'wpan-tap.rss',
	'frame.time_epoch',
	'frame.interface_name',
	'frame.comment',
	'wpan.seq_no',
];

function fieldsOf(fields: readonly string[]): readonly string[] {
	return ['-T', 'fields', '-E', 'separator=|', ...fields.flatMap(name => ['-e', name])];
}

function sizeWith(sizeMax: number, packets: number): number {
	const {pcapng} = bench(sizeMax);
	pcapng.interface('roof');
	for (let count = 0; count < packets; count++) pcapng.packet(ack);
	return pcapng.size;
}

function bench(sizeMax = 1e9) {
	const chunks: Uint8Array[] = [];
	const pcapng = new Pcapng(chunk => chunks.push(chunk), {sizeMax, application: 'test'});
	const written = () => Buffer.concat(chunks);
	return {pcapng, chunks, written, blocks: () => blocksOf(pcapng, written)};
}

function blocksOf(pcapng: Pcapng, written: () => Buffer): Buffer[] {
	pcapng.flush();
	const blocks = [];
	for (let rest = written(); rest.length > 0; ) {
		const size = Math.max(rest.readUInt32LE(4), 12);
		blocks.push(rest.subarray(0, size));
		rest = rest.subarray(size);
	}
	return blocks;
}
