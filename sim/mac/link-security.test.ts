import {createCipheriv} from 'node:crypto';
import test from 'ava';
import {Event} from '../kernel/trace.js';
import {Radios} from '../radios.js';
import {FCS_SIZE, Mhr} from './frame.js';
import {extendedOf, LinkSecurity, Refusal} from './link-security.js';

const KEY = Uint8Array.from({length: 16}, (_, index) => index);
/** Level 5, key index 1, counter 7, EUI-64 to EUI-64, with its FCS: a frame that tshark reads. */
const FRAME = Buffer.from(
	'69dc3ccdab020000000000000201000000000000020d0700000001eedcff6e1a9f6a918572f604f7affcfb6e25f30729',
	'hex',
);
const RADIO = {xM: 0, yM: 0, channel: 15, txPowerDbm: 0, sensitivityDbm: -100};

test('A12: the level-5 frame of 48 octets is opened to the echo request that was put in', t => {
	const {security, size} = opened(FRAME);
	const plain = Buffer.from(security.plain.subarray(0, size)).toString('hex');
	t.is(plain, '7a333a8000d2e112340001deadbeef');
});

test("A12: the nonces of the standard's annex C begin with the EUI-64 and end with the level", t => {
	const key = Buffer.from('c0c1c2c3c4c5c6c7c8c9cacbcccdcecf', 'hex');
	const beacon = Buffer.from('08D0842143010000000048DEAC020500000055CF000051525354', 'hex');
	t.is(mic(key, 'acde4800000000010000000502', beacon, Buffer.alloc(0)), '223bc1ec841ab553');
	const command = Buffer.from('2BDC842143020000000048DEACFFFF010000000048DEAC060500000001', 'hex');
	t.is(
		mic(key, 'acde4800000000010000000506', command, Buffer.from('CE', 'hex')),
		'4fde529061f9c6f1',
	);
});

test('a frame that came before is refused, and so is every older one', t => {
	const {security, mhr} = opened(FRAME);
	t.is(security.open(0, FRAME, mhr, FRAME.length), -Refusal.replay);
	t.true(security.open(1, FRAME, mhr, FRAME.length) > 0, 'another radio has not heard it');
});

test('no bit of a protected frame can be turned over', t => {
	for (let bit = 0; bit < 8 * (FRAME.length - FCS_SIZE); bit++) {
		const frame = Uint8Array.from(FRAME);
		frame[bit >> 3] ^= 1 << (bit & 7);
		const mhr = new Mhr();
		if (!mhr.read(frame, frame.length - FCS_SIZE)) continue;
		t.true(new LinkSecurity(KEY, 1).open(0, frame, mhr, frame.length) < 0, `bit ${bit}`);
	}
});

test('a frame cut short anywhere is refused', t => {
	for (let size = 1; size < FRAME.length; size++) {
		const mhr = new Mhr();
		if (!mhr.read(FRAME, size - FCS_SIZE)) continue;
		t.true(new LinkSecurity(KEY, 1).open(0, FRAME, mhr, size) < 0, `${size} octets`);
	}
});

test('a key of 15 octets is none', t => {
	t.throws(() => new LinkSecurity(KEY.subarray(1), 1), {instanceOf: RangeError});
});

test('the longest payload is ten octets shorter, and arrives', t => {
	const {mac, received, scheduler} = pair({linkKey: KEY});
	t.is(mac.payloadMax, 106);
	const payload = Uint8Array.from({length: 106}, (_, index) => index);
	mac.send(1, 1, payload, 0, payload.length);
	scheduler.run(1_000_000);
	t.deepEqual(received, [Buffer.from(payload).toString('hex')]);
});

test('on the air nothing of a protected payload is seen', t => {
	const cell = pair({linkKey: KEY});
	const secret = Buffer.from('what nobody else may read');
	cell.mac.send(1, 1, secret, 0, secret.length);
	cell.mac.send(1, 0xffff, secret, 0, secret.length);
	cell.scheduler.run(1_000_000);
	t.is(cell.received.length, 2);
	t.true(cell.onAir.length >= 3);
	t.false(cell.onAir.some(frame => frame.includes(secret)));
});

test('a frame without protection, one of another key and one said again are dropped and counted', t => {
	const cell = pair({linkKey: KEY});
	const other = pair({linkKey: Uint8Array.from(KEY).fill(9)});
	const open = pair({});
	const [foreign, plain] = [other, open].map(sent);
	for (const frame of [foreign, plain]) inject(cell, frame!);
	inject(cell, sent(cell));
	t.is(cell.received.length, 1);
	t.deepEqual(cell.refused, [Refusal.mic, Refusal.level, Refusal.replay]);
});

test('a radio without the key speaks in clear, is not let in, and reads nothing', t => {
	const cell = pair({linkKey: KEY, outsiders: [1]});
	const words = Buffer.from('let me in');
	cell.mac.send(1, 1, words, 0, words.length);
	cell.scheduler.run(1_000_000);
	t.true(cell.onAir[0].includes(words));
	t.deepEqual(cell.refused, [Refusal.level]);
	cell.mac.send(0, 2, words, 0, words.length);
	cell.scheduler.run(2_000_000);
	t.deepEqual(cell.received, []);
	t.deepEqual(cell.refused, [Refusal.level, Refusal.level]);
});

test('a network without a key drops what is protected', t => {
	const [secured, open] = [pair({linkKey: KEY}), pair({})];
	inject(open, sent(secured));
	t.is(open.received.length, 0);
	t.deepEqual(open.refused, [Refusal.level]);
});

test('the EUI-64 of a short address has the shape of its interface identifier', t => {
	t.is(extendedOf(1), '020000fffe000001');
	t.is(extendedOf(0xfffe), '020000fffe00fffe');
});

function opened(frame: Uint8Array) {
	const mhr = new Mhr();
	mhr.read(frame, frame.length - FCS_SIZE);
	const security = new LinkSecurity(KEY, 2);
	return {security, mhr, size: security.open(0, frame, mhr, frame.length)};
}

function mic(key: Uint8Array, nonce: string, aad: Uint8Array, plain: Uint8Array): string {
	const cipher = createCipheriv('aes-128-ccm', key, Buffer.from(nonce, 'hex'), {authTagLength: 8});
	cipher.setAAD(aad, {plaintextLength: plain.length});
	cipher.update(plain);
	cipher.final();
	return cipher.getAuthTag().toString('hex');
}

/** The frame with which the second radio says `one`. */
function sent({mac, scheduler, onAir}: Pair): Uint8Array {
	const before = onAir.length;
	mac.send(1, 1, Buffer.from('one'), 0, 3);
	scheduler.run(scheduler.now + 2_000_000);
	return onAir[before]!;
}

/** Says `frame` from the second radio, when no DSN of before is remembered. */
function inject({mac, scheduler}: Pair, frame: Uint8Array): void {
	mac.sendPsdu(1, frame);
	scheduler.run(scheduler.now + 2_000_000);
}

type Pair = ReturnType<typeof pair>;

/** Two radios side by side; the first one writes down what it is handed. */
function pair(security: {linkKey?: Uint8Array; outsiders?: readonly number[]}) {
	const radios = new Radios({
		seed: 1,
		capture: '3dB',
		propagation: {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0},
		radios: [RADIO, RADIO],
		...security,
	});
	const received: string[] = [];
	const onAir: Buffer[] = [];
	const refused: number[] = [];
	radios.mac.listener = {
		macReceived: (_, {octets, at, size}) =>
			void received.push(Buffer.from(octets.subarray(at, at + size)).toString('hex')),
		macSent: () => {},
	};
	radios.trace.watch({
		sent: (_sender, _audience, {octets, size}) =>
			void onAir.push(Buffer.from(octets.subarray(0, size))),
		event: (event, _radio, _source, value) => {
			if (event === Event.insecure) refused.push(value);
		},
	});
	return {mac: radios.mac, scheduler: radios.scheduler, received, onAir, refused};
}
