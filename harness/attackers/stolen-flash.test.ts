import {crc32} from 'node:zlib';
import test from 'ava';
import {stolen} from './stolen-flash.js';

test('a key record is found wherever it lies, the one with the highest seq', t => {
	const image = Buffer.alloc(2048, 0xff);
	record(keyBody(4), {kind: 1, seq: 9}).copy(image, 12);
	record(keyBody(5), {kind: 1, seq: 11}).copy(image, 1024);
	record(keyBody(3), {kind: 1, seq: 10}).copy(image, 200);
	const flash = stolen(image)!;
	t.is(flash.generation, 5);
	t.is(Buffer.from(flash.eui).toString('hex'), '0200000000000001');
	t.is(flash.rootKey.length, 16);
	t.is(flash.rootKey[0], 0x22);
	t.is(flash.recoveryKey[0], 0x11);
});

test('the ceiling of the counter is that of the newest record, 0 without one', t => {
	const image = Buffer.alloc(2048, 0xff);
	record(keyBody(1), {kind: 1, seq: 1}).copy(image, 12);
	t.is(stolen(image)?.counterCeiling, 0);
	const ceiling = Buffer.alloc(4);
	ceiling.writeUInt32LE(512);
	record(ceiling, {kind: 3, seq: 2}).copy(image, 400);
	t.is(stolen(image)?.counterCeiling, 512);
});

test('a record with one bit torn is none', t => {
	const image = Buffer.alloc(2048, 0xff);
	record(keyBody(1), {kind: 1, seq: 1}).copy(image, 12);
	for (const bit of [0, 70, 400, 440]) {
		const torn = Buffer.from(image);
		torn[12 + (bit >> 3)]! ^= 1 << (bit & 7);
		t.is(stolen(torn), undefined, `bit ${bit}`);
	}
});

test('a blank flash has no keys', t => {
	t.is(stolen(new Uint8Array(2048).fill(0xff)), undefined);
	t.is(stolen(new Uint8Array(0)), undefined);
});

function keyBody(generation: number): Buffer {
	const body = Buffer.alloc(44);
	body.writeUInt32LE(generation);
	body.write('0200000000000001', 4, 'hex');
	body.fill(0x11, 12, 28);
	body.fill(0x22, 28, 44);
	return body;
}

function record(body: Buffer, {kind, seq}: {kind: number; seq: number}): Buffer {
	const head = Buffer.alloc(8);
	head.writeUInt16LE(0x4a52);
	head[2] = kind;
	head[3] = body.length;
	head.writeUInt32LE(seq, 4);
	const sum = Buffer.alloc(4);
	sum.writeUInt32LE(~crc32(Buffer.concat([head, body])) >>> 0);
	return Buffer.concat([head, body, sum]);
}
