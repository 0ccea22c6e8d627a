import test from 'ava';
import {
	AddressMode,
	BROADCAST,
	FrameType,
	fcs,
	fcsHolds,
	Mhr,
	NO_SHORT,
	writeAck,
	writeFcs,
	writeShortData,
} from './frame.js';

test('the FCS of "123456789" is the check value of CRC-16/KERMIT', t => {
	t.is(fcs(Buffer.from('xx123456789'), 2, 11), 0x2189);
});

const carries = test.macro({
	exec(t, hex: string, type: number, dsn: number) {
		const octets = Buffer.from(hex, 'hex');
		const mhr = new Mhr();
		t.true(fcsHolds(octets, 0, octets.length));
		t.true(mhr.read(octets, octets.length - 2));
		t.deepEqual([mhr.type, mhr.dsn], [type, dsn]);
		octets[octets.length - 1] ^= 0x01;
		t.false(fcsHolds(octets, 0, octets.length));
	},
	title: claim => `the FCS and the DSN of ${claim} are read, one bit off is noticed`,
});

test('V26, an Imm-Ack', carries, '0200160fc0', FrameType.ack, 0x16);
test('V27, an Imm-Ack of 2006', carries, '02105ed29b', FrameType.ack, 0x5e);
test('V28, an Imm-Ack with data pending', carries, '1200169a45', FrameType.ack, 0x16);
test('V29, a beacon request', carries, '030801ffffffff07132d', FrameType.command, 1);
test('V30, a data request', carries, '638828cdab00003412048f6e', FrameType.command, 0x28);
test(
	'V31, an association request',
	carries,
	'23c829cdab0000ffff0100000000000002018e33b8',
	FrameType.command,
	0x29,
);

test('an Imm-Ack is built octet for octet', t => {
	const octets = Buffer.alloc(6, 0xa5);
	t.is(writeAck(octets, 1, 0x16, false), 6);
	t.is(octets.toString('hex'), 'a50200160fc0');
	writeAck(octets, 1, 0x16, true);
	t.is(octets.toString('hex'), 'a51200169a45');
});

test('a data frame of short to short takes eleven octets of a PSDU', t => {
	const octets = Buffer.alloc(11, 0xa5);
	t.is(writeShortData(octets, 0, 2, 0xabcd, 2, 1, true), 9);
	t.is(octets.toString('hex'), '618802cdab02000100a5a5');
	t.is(writeFcs(octets, 0, 9), 11);
	t.true(fcsHolds(octets, 0, 11));
});

test('a broadcast need not ask for an acknowledgement', t => {
	const octets = Buffer.alloc(10, 0xa5);
	writeShortData(octets, 1, 0xff, 0xabcd, BROADCAST, 0x1234, false);
	t.is(octets.toString('hex'), 'a54188ffcdabffff3412');
});

test('an FCS alone, or less, is no frame', t => {
	t.false(fcsHolds(Buffer.alloc(3), 1, 3));
	t.false(fcsHolds(Buffer.alloc(3), 0, 0));
	t.true(fcsHolds(Buffer.alloc(3), 0, 3));
});

const {none, short, extended} = AddressMode;
const control = test.macro({
	exec(t, fcf: string, fields: Partial<Mhr>) {
		const mhr = new Mhr();
		t.true(mhr.read(Buffer.from(fcf.padEnd(80, '0'), 'hex'), 40));
		t.like(mhr, {secured: false, pending: false, version: 0, ...fields});
	},
	title: (claim, fcf) => `FCF ${fcf} is ${claim}`,
});

const {beacon, data, ack, command} = FrameType;
const both = {dstMode: extended, srcMode: extended};
test('data, extended to extended', control, '61cc', {type: data, acknowledge: true, ...both});
test('data, short to short', control, '6188', {
	dstMode: short,
	srcMode: short,
	size: 9,
});
test('data, extended to short', control, '61c8', {
	dstMode: short,
	srcMode: extended,
	size: 15,
});
test('data, short to extended', control, '618c', {
	dstMode: extended,
	srcMode: short,
	size: 15,
});
test('a broadcast from extended', control, '41c8', {acknowledge: false, srcMode: extended});
test('a broadcast from short', control, '4188', {acknowledge: false, panCompressed: true});
test('an ack', control, '0200', {
	type: ack,
	dstMode: none,
	srcMode: none,
	size: 3,
});
test('an ack with data pending', control, '1200', {type: ack, pending: true});
test('an ack of 2006', control, '0210', {type: ack, version: 1, size: 3});
test('a beacon request', control, '0308', {
	type: command,
	dstMode: short,
	srcMode: none,
	size: 7,
});
test('a data request', control, '6388', {type: command, acknowledge: true, size: 9});
test('an association request', control, '23c8', {panCompressed: false, size: 17});
test('a beacon from short', control, '0080', {type: beacon, srcMode: short, size: 7});
test('secured data of 2006', control, '69dc', {secured: true, version: 1, size: 26});

const modes = [none, short, extended];
test('each pair of addresses of 2003 has its one length of MHR', t => {
	const lengths = modes.map(dst => modes.map(src => lengthOf(0x0001, dst, src)));
	t.deepEqual(lengths, [
		[3, 7, 13],
		[7, 11, 17],
		[13, 17, 23],
	]);
});

test('PAN id compression of 2003 needs both addresses', t => {
	const lengths = modes.map(dst => modes.map(src => lengthOf(0x0041, dst, src)));
	t.deepEqual(lengths, [
		[-1, -1, -1],
		[-1, 9, 15],
		[-1, 15, 21],
	]);
});

test('PAN ids of 2015 follow their own table', t => {
	const lengths = [0x2001, 0x2041].map(fcf =>
		modes.map(dst => modes.map(src => lengthOf(fcf, dst, src))),
	);
	t.deepEqual(lengths, [
		[
			[3, 7, 13],
			[7, 11, 17],
			[13, 17, 21],
		],
		[
			[5, 5, 11],
			[5, 9, 15],
			[11, 15, 19],
		],
	]);
});

test('a frame of 2015 may come without DSN', t => {
	t.is(lengthOf(0x2141, short, short), 8);
	t.is(lengthOf(0x0141, short, short), 9, 'the bit is reserved before 2015');
});

test('what is not known here is not read', t => {
	t.is(lengthOf(0x2201, short, short), -1, 'information elements');
	t.is(lengthOf(0x0009, short, short), -1, 'security of 2003');
	t.is(lengthOf(0x3001, short, short), -1, 'version 3');
	t.is(lengthOf(0x0004, short, short), -1, 'frame type 4');
	t.is(lengthOf(0x0001, 1, short), -1, 'address mode 1');
	t.is(lengthOf(0x0001, short, 1), -1, 'address mode 1');
});

test('an MHR cut short is not read, whatever it is', t => {
	for (const dst of modes) {
		for (const src of modes) {
			const octets = headerOf(0x0001, dst, src);
			const mhr = new Mhr();
			t.true(mhr.read(octets, 40));
			t.true(mhr.read(octets, mhr.size));
			t.false(mhr.read(octets, mhr.size - 1));
		}
	}
});

test('an auxiliary security header is part of the MHR', t => {
	const octets = Buffer.from(
		'69dc3ccdab020000000000000201000000000000020d0700000001eedcff6e1a9f6a918572f604f7affcfb6e25f30729',
		'hex',
	);
	const mhr = new Mhr();
	t.true(mhr.read(octets, 27));
	t.like(mhr, {securityLevel: 5, frameCounterAt: 22, size: 27});
	t.is(octets.readUInt32LE(mhr.frameCounterAt), 7);
	t.false(mhr.read(octets, 26));
	t.false(mhr.read(octets, 21));
});

test('an extended address is read and written with its OUI last', t => {
	const octets = Buffer.from('61cc01cdab02000000000000020100000000000002', 'hex');
	const mhr = new Mhr();
	t.true(mhr.read(octets, octets.length));
	t.deepEqual([mhr.dstHigh, mhr.dstLow], [0x02000000, 2]);
	t.deepEqual([mhr.srcHigh, mhr.srcLow], [0x02000000, 1]);
	t.deepEqual([mhr.dstShort, mhr.srcShort], [NO_SHORT, NO_SHORT]);
	t.is(mhr.srcPan, 0xabcd, 'the PAN id that was left out is the one that is there');
});

test('what was read is written again to the same octets', t => {
	for (const fcf of [0x0001, 0x1073, 0x2001, 0x2161]) {
		for (const dst of modes) {
			for (const src of modes) t.deepEqual(...readAndWritten(fcf, dst, src));
		}
	}
});

test('a header that contradicts itself is never written', t => {
	const mhr = new Mhr();
	mhr.panCompressed = true;
	t.throws(() => mhr.write(Buffer.alloc(40), 0), {instanceOf: RangeError});
	mhr.panCompressed = false;
	mhr.secured = true;
	t.throws(() => mhr.write(Buffer.alloc(40), 0), {instanceOf: RangeError});
});

function headerOf(control: number, dst: number, src: number): Buffer {
	const octets = Buffer.from(Array.from({length: 40}, (_, at) => at + 1));
	octets.writeUInt16LE(control | (dst << 10) | (src << 14));
	return octets;
}

/** The length of the MHR, or -1 where it is refused. */
function lengthOf(control: number, dst: number, src: number): number {
	const mhr = new Mhr();
	return mhr.read(headerOf(control, dst, src), 40) ? mhr.size : -1;
}

function readAndWritten(control: number, dst: number, src: number): [string, string] {
	const octets = headerOf(control, dst, src);
	const mhr = new Mhr();
	if (!mhr.read(octets, 40)) return ['', ''];
	const written = Buffer.alloc(40, 0xa5);
	const end = mhr.write(written, 1);
	return [written.toString('hex', 1, end), octets.toString('hex', 0, mhr.size)];
}
