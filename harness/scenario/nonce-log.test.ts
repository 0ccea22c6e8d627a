import test from 'ava';
import type {Grant} from '../security/key-service.js';
import {sealRecord} from '../security/record.js';
import {NonceLog} from './nonce-log.js';

const EUI = '0200000000000001';
const GWID = '0200000100000001';
const MESSAGE = Uint8Array.of(2, 0x16);
const OTHER = Uint8Array.of(2, 0x18);
const LATELY = 16;

for (const form of ['compact', 'full'] as const) {
	test(`numbers that go up are fine, in both directions apart: ${form}`, t => {
		const {log, say} = bench(form);
		for (const counter of [8, 9, 300]) say('up', counter);
		for (const counter of [1, 2]) say('down', counter);
		t.deepEqual([log.checked, log.repeated, log.strangers], [5, 0, 0]);
	});

	test(`a number that was used before is found, over whatever restart: ${form}`, t => {
		for (const again of [300, 299, 8]) {
			const {log, say} = bench(form);
			for (const counter of [8, 299, 300]) say('up', counter);
			say('up', again, OTHER);
			t.is(log.repeated, 1, `${again}`);
		}
	});

	test(`C of the HELLO is used already, the next number is not: ${form}`, t => {
		const {log, say} = bench(form);
		say('up', 7);
		t.is(log.repeated, 1);
		say('up', 8);
		t.is(log.repeated, 1);
	});

	test(`an ACCEPT that is repeated does not make numbers new: ${form}`, t => {
		const {log, say, grant} = bench(form);
		say('down', 1);
		log.granted(Buffer.from(GWID, 'hex'), grant);
		say('down', 1, OTHER);
		t.is(log.repeated, 1);
	});

	test(`new keys do: ${form}`, t => {
		const {log, say, grant} = bench(form);
		say('down', 1);
		log.granted(Buffer.from(GWID, 'hex'), {...grant, skUp: Buffer.alloc(16, 9)});
		say('down', 1);
		t.is(log.repeated, 0);
	});
}

for (const form of ['compact', 'full'] as const) {
	test(`the same octets may go again for a while, one bit of them turned may not: ${form}`, t => {
		const {log, say} = bench(form);
		say('up', 8);
		for (let counter = 9; counter < 8 + LATELY; counter++) say('up', counter);
		say('up', 8);
		t.deepEqual([log.checked, log.repeated], [LATELY + 1, 0]);
		say('up', 8, Uint8Array.of(2, 0x17));
		t.is(log.repeated, 1);
		say('up', 8 + LATELY);
		say('up', 8);
		t.is(log.repeated, 2, 'what is long gone is not remembered');
	});
}

test('a compact number goes on beyond 16 bits, and is not one of before', t => {
	const {log, say} = bench('compact');
	for (const counter of [0x7fff, 0xffff, 0x1_0001]) say('up', counter);
	t.is(log.repeated, 0);
	say('up', 0xfffe);
	t.is(log.repeated, 1);
});

test('a record that nobody was granted is counted as one', t => {
	const log = new NonceLog();
	const {say} = bench('compact', log);
	log.sent({gwid: GWID, eui: '0200000000000009', fromGateway: false}, say('up', 8));
	t.is(log.strangers, 1);
});

test('who has copied a flash is logged apart, and what both have used is counted as shared', t => {
	const {log, say} = bench('compact');
	const named = {gwid: GWID, eui: EUI, fromGateway: false, impostor: 'clone'};
	const [first, second] = [say('up', 8), say('up', 9)];
	log.sent(named, first);
	log.sent(named, second);
	t.deepEqual([log.checked, log.repeated, log.shared], [4, 0, 2]);
	const other = Buffer.from(second).fill(0, second.length - 1);
	log.sent(named, other);
	t.is(log.repeated, 1, 'it may not use a number twice either');
	say('up', 9, OTHER);
	t.is(log.repeated, 2);
});

/** A session whose HELLO took the number 7. */
function bench(form: 'compact' | 'full', log = new NonceLog()) {
	const grant: Grant = {
		eui: Buffer.from(EUI, 'hex'),
		generation: 1,
		suite: form === 'compact' ? 4 : 1,
		sid: 5,
		counter: 7,
		rekeyAfter: 2 ** 20,
		rekeyHours: 24,
		skUp: Buffer.alloc(16, 1),
		skDown: Buffer.alloc(16, 2),
		ivUp: Buffer.alloc(5, 3),
		ivDown: Buffer.alloc(5, 4),
	};
	log.granted(Buffer.from(GWID, 'hex'), grant);
	const {eui, sid} = grant;
	const both = {form, sid, eui, gwid: Buffer.from(GWID, 'hex'), key: grant.skUp, iv: grant.ivUp};
	const say = (way: 'up' | 'down', counter: number, message = MESSAGE) => {
		const fromGateway = way === 'down';
		const sender = fromGateway ? both.gwid : eui;
		const octets = sealRecord({...both, sender}, message, {counter});
		log.sent({gwid: GWID, eui: EUI, fromGateway}, octets);
		return octets;
	};
	return {log, grant, say};
}
