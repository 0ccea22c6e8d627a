import test from 'ava';
import {type Auth, decodeAuth, encodeAuth} from './auth.js';
import {flipped, octets} from './bench.js';
import {acceptBody, decodeAccept, decodeHello, helloBody, Mode, Suite} from './frames.js';
import {decodeGroupFrame, groupBody, isHint} from './group-frame.js';
import {decodeRecord} from './record.js';
import {worked} from './worked.vectors.js';

const HELLO_FREE = new Set([...range(4, 31), 34, 35, 42, 43, ...range(44, 64)]);
const ACCEPT_FREE = new Set([...range(4, 27), 30, 31, 38, ...range(39, 75)]);

test('every constant octet of HELLO and ACCEPT is compared', t => {
	for (const [frame, free, decode] of [
		[worked.M1, HELLO_FREE, decodeHello],
		[worked.M2, ACCEPT_FREE, decodeAccept],
	] as const) {
		for (let bit = 0; bit < frame.length * 8; bit += 1) {
			if (free.has(bit >> 3)) continue;
			t.is(decode(flipped(frame, bit)), undefined, `bit ${bit}`);
		}
	}
});

test('HELLO offers full records, and compact ones besides or not', t => {
	for (let suites = 0; suites < 256; suites += 1) {
		const isKnown = suites === 0x01 || suites === 0x05;
		t.is(decodeHello(altered(worked.M1, 42, suites)) !== undefined, isKnown, `${suites}`);
	}
});

test('HELLO has one of two modes, cold or not', t => {
	for (let mode = 0; mode < 256; mode += 1) {
		const isKnown = [0x01, 0x02, 0x81, 0x82].includes(mode);
		t.is(decodeHello(altered(worked.M1, 43, mode)) !== undefined, isKnown, `${mode}`);
	}
});

test('a recovery epoch is at most 254, since the next one must fit', t => {
	const recovering = altered(worked.M1, 43, Mode.recover);
	t.is(decodeHello(altered(recovering, 48, 254))?.generation, 254);
	t.is(decodeHello(altered(recovering, 48, 255)), undefined);
	t.is(decodeHello(altered(recovering, 47, 1)), undefined);
});

test('ACCEPT chooses exactly one suite', t => {
	for (let suite = 0; suite < 256; suite += 1) {
		const isKnown = suite === Suite.full || suite === Suite.compact;
		t.is(decodeAccept(altered(worked.M2, 38, suite)) !== undefined, isKnown, `${suite}`);
	}
});

test('a frame with an identifier, nonce or salt of another size is a defect of ours', t => {
	const hello = decodeHello(worked.M1)!;
	const accept = decodeAccept(worked.M2)!;
	const short = new Uint8Array(7);
	t.throws(() => helloBody({...hello, eui: short}), {instanceOf: RangeError});
	t.throws(() => helloBody({...hello, nonce: short}), {instanceOf: RangeError});
	t.throws(() => acceptBody({...accept, salt: short}), {instanceOf: RangeError});
});

const auths: readonly Auth[] = [
	{type: 'REKEY-REQ', pid: 1, reason: 3, deadlineS: 0xffff},
	{type: 'GROUPKEY', pid: 2, epoch: 0xffff, key: worked.GK, floor: 0xffff_ffff},
	{type: 'GK-ACK', pid: 3, epoch: 0},
	{type: 'SYNC', pid: 4, asked: true, floor: 7},
	{type: 'SYNC', pid: 5, asked: false, floor: 7},
	{type: 'RESUME', pid: 6, floor: 8},
	{type: 'CONF', pid: 7, tag: Uint8Array.from(octets('0102030405060708'))},
	{type: 'CONF-ACK', pid: 0xffff},
];

for (const auth of auths) {
	test(`${auth.type} ${auth.pid} is read as it was written, and not with another octet`, t => {
		const written = encodeAuth(auth);
		t.deepEqual(encodeAuth(decodeAuth(written)!), written);
		t.like(decodeAuth(written), {type: auth.type, pid: auth.pid});
		for (let size = 0; size < written.length; size += 1) {
			t.is(decodeAuth(altered(written.subarray(0, size), 0, size)), undefined);
		}
		for (const at of [0, 1, 4, 5, 6, 7, 8]) {
			t.is(decodeAuth(altered(written, at, 0x77)), undefined, `octet ${at}`);
		}
	});
}

test('an AUTH of an unknown code is none', t => {
	t.is(decodeAuth(altered(encodeAuth(auths[7]!), 9, 0x1a)), undefined);
	t.is(decodeAuth(altered(encodeAuth(auths[7]!), 9, 0x29)), undefined);
});

test('a group frame holds ADVERTISE or GWINFO and nothing else', t => {
	t.true(isHint(octets('0500010384')));
	t.true(isHint(octets('030201')));
	for (const other of ['030500', '04020100', '0302', '05000103', '0218', '']) {
		t.false(isHint(octets(other)), other);
	}
	const fields = {gwid: worked.GW, epoch: 1, counter: 1, inner: octets('030500')};
	t.throws(() => groupBody(fields, new Uint8Array(4)), {instanceOf: RangeError});
	t.is(decodeGroupFrame(altered(worked.adv, 23, 0x05)), undefined);
});

test('a record holds two octets at least, in both forms', t => {
	const compact = Uint8Array.of(16, 0x1f, 0, 1, 0, 1, ...new Uint8Array(10));
	t.truthy(decodeRecord(compact));
	t.is(decodeRecord(altered(compact.subarray(0, 15), 0, 15)), undefined);
	t.truthy(decodeRecord(worked.ping));
	t.is(decodeRecord(altered(worked.ping.subarray(0, 31), 0, 31)), undefined);
});

function altered(datagram: Uint8Array, at: number, octet: number): Uint8Array {
	const other = Uint8Array.from(datagram);
	if (at < other.length) other[at] = octet;
	return other;
}

function range(first: number, last: number): number[] {
	return Array.from({length: last - first + 1}, (_, index) => first + index);
}
