import test from 'ava';
import {decodeAuth, encodeAuth} from './auth.js';
import {acceptBody, decodeAccept, decodeHello, helloBody, Suite} from './frames.js';
import {decodeGroupFrame, groupBody} from './group-frame.js';
import {
	acceptMac,
	authKey,
	broadcastKey,
	confirmKey,
	confTag,
	factoryKey,
	groupTag,
	helloMac,
	nextRecoveryKey,
	nextRootKey,
	recoveredGeneration,
	recoveredRootKey,
	recoveryKey,
	saltOf,
	sessionKeys,
	sessionSecret,
} from './keys.js';
import {decodeRecord, openRecord, sealRecord, type Way} from './record.js';
import {worked} from './worked.vectors.js';

const {EUI: eui, GW: gwid} = worked;
const first = {eui, generation: 0};

test('the keys of the worked example come out, one after the other', t => {
	const rk = factoryKey(worked.MFK, eui, worked.BATCH);
	t.deepEqual(hex(rk), hex(worked.FK));
	t.is(hex(recoveryKey(worked.ORM, eui, worked.BATCH)), hex(worked.RC0));
	t.is(hex(saltOf(worked.SEV, first)), hex(worked.s));
	t.is(hex(authKey(rk, first)), hex(worked.AK));
	const ss = secret();
	t.is(hex(ss), hex(worked.SS));
	t.is(hex(confirmKey(ss)), hex(worked.KC));
	const {skUp, skDown, ivUp, ivDown} = sessionKeys(ss);
	t.deepEqual(
		[skUp, skDown, ivUp, ivDown].map(hex),
		[worked.SKU, worked.SKD, worked.IVU, worked.IVD].map(hex),
	);
});

test('the keys that follow come out as well', t => {
	const next = nextRootKey(worked.FK, worked.s, first);
	t.is(hex(next), hex(worked.RK1));
	t.is(hex(authKey(next, {eui, generation: 1})), hex(worked.AK1));
	t.is(hex(broadcastKey(worked.GK, gwid, 1)), hex(worked.BK));
});

test('a recovery changes the chain key and its own', t => {
	const recovered = {eui, generation: recoveredGeneration(0)};
	t.is(recovered.generation, 0x0100_0000);
	t.is(hex(nextRecoveryKey(worked.RC0, recovered)), hex(worked.RC1));
	t.is(hex(recoveredRootKey(worked.RC0, worked.s, recovered)), hex(worked.RKX));
});

test('HELLO is written and read to the octet', t => {
	const {body, mac, ...fields} = decodeHello(worked.M1)!;
	t.deepEqual(fields, {
		eui,
		nonce: worked.nD,
		counter: 0x100,
		pid: 0x1234,
		suites: Suite.full,
		mode: 1,
		cold: false,
		gwId: 1,
		generation: 0,
	});
	t.is(hex(helloBody(fields)), hex(body));
	t.is(hex(helloMac(worked.AK, body)), hex(mac));
});

test('ACCEPT is written and read to the octet', t => {
	const {body, mac, ...fields} = decodeAccept(worked.M2)!;
	const rekey = {rekeyAfterLog2: 20, rekeyHours: 24};
	const numbers = {pid: 0x1234, suite: Suite.full, sid: 1, gwId: 1, ...rekey};
	t.deepEqual(fields, {gwid, nonce: worked.nK, salt: worked.s, ...numbers});
	t.is(hex(acceptBody(fields)), hex(body));
	t.is(hex(acceptMac(worked.KC, decodeHello(worked.M1)!.mac, body)), hex(mac));
});

for (const name of ['P1', 'ping', 'gkack', 'resume', 'conf'] as const) {
	test(`the record "${name}" of the device is opened and sealed to the octet`, t => {
		t.is(hex(sealedAgain(way('up'), worked[name])), hex(worked[name]));
	});
}

for (const name of ['P2', 'gkmsg', 'rsync', 'confack', 'rekey'] as const) {
	test(`the record "${name}" of the gateway is opened and sealed to the octet`, t => {
		t.is(hex(sealedAgain(way('down'), worked[name])), hex(worked[name]));
	});
}

test('what key management says stands in the records', t => {
	t.deepEqual(decodeAuth(innerOf(way('down'), worked.gkmsg)), {
		type: 'GROUPKEY',
		pid: 0x2222,
		epoch: 1,
		key: Uint8Array.from(worked.GK),
		floor: 0x10000,
	});
	t.deepEqual(decodeAuth(innerOf(way('up'), worked.resume)), {
		type: 'RESUME',
		pid: 0x3333,
		floor: 0x10100,
	});
	t.deepEqual(decodeAuth(innerOf(way('down'), worked.rsync)), {
		type: 'SYNC',
		pid: 0x3333,
		asked: true,
		floor: 0x400,
	});
});

test('CONF carries the proof of the next generation', t => {
	const auth = decodeAuth(innerOf(way('up'), worked.conf));
	const tag = Uint8Array.from(confTag(worked.AK1, {eui, generation: 1}));
	t.deepEqual(auth, {type: 'CONF', pid: 0x5555, tag});
});

test('every AUTH of a record is written as it was read', t => {
	const up = (['gkack', 'resume', 'conf'] as const).map(name => innerOf(way('up'), worked[name]));
	const down = (['gkmsg', 'rsync', 'confack', 'rekey'] as const).map(name =>
		innerOf(way('down'), worked[name]),
	);
	for (const inner of [...up, ...down]) t.is(hex(encodeAuth(decodeAuth(inner)!)), hex(inner));
});

test('the group frame is written and read to the octet', t => {
	const {body, tag, ...fields} = decodeGroupFrame(worked.adv)!;
	t.like(fields, {epoch: 1, counter: 0x10002});
	t.is(hex(groupBody(fields, worked.adv.subarray(12, 16))), hex(body));
	t.is(hex(groupTag(worked.BK, body)), hex(tag));
});

function secret(): Uint8Array {
	return sessionSecret(worked.FK, {
		...first,
		helloNonce: worked.nD,
		acceptNonce: worked.nK,
		salt: worked.s,
		gwid,
		counter: 0x100,
		sid: 1,
		suite: Suite.full,
	});
}

function way(direction: 'up' | 'down'): Way {
	const up = {key: worked.SKU, iv: worked.IVU, sender: eui};
	const down = {key: worked.SKD, iv: worked.IVD, sender: gwid};
	return {form: 'full', sid: 1, eui, gwid, ...(direction === 'up' ? up : down)};
}

function innerOf(of: Way, record: Uint8Array): Uint8Array {
	const frame = decodeRecord(record)!;
	return openRecord(of, frame, frame.counter)!;
}

function sealedAgain(of: Way, record: Uint8Array): Uint8Array {
	const {counter} = decodeRecord(record)!;
	return sealRecord(of, innerOf(of, record), {counter, random: record.subarray(12, 16)});
}

function hex(octets: Uint8Array): string {
	return Buffer.from(octets).toString('hex');
}
