import {createCipheriv} from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import {FCS_SIZE, SHORT_MHR_SIZE} from '../mac/frame.js';
import {Aes} from './aes.js';
import {CcmStar} from './ccm-star.js';
import {AUX_SIZE, NetworkSecurity} from './network-security.js';
import {NwkHeader} from './nwk-header.js';
import {ReplayRecord} from './replay.js';
import {AES_VECTORS, VECTOR_KEY, ZIGBEE_VECTORS, type ZigbeeVector} from './vectors.js';

test('AES gives the answers of FIPS-197', t => {
	for (const [key, plain, sealed] of AES_VECTORS) {
		const block = Buffer.from(plain, 'hex');
		new Aes(Buffer.from(key, 'hex')).encrypt(block);
		t.is(block.toString('hex'), sealed);
	}
});

test('a key of any other size is refused', t => {
	for (const size of [0, 15, 17]) t.throws(() => new Aes(new Uint8Array(size)));
});

test('CCM* seals as another implementation does, whatever the sizes', t => {
	const octets = (size: number) => fc.uint8Array({minLength: size, maxLength: size});
	const sizes = {minLength: 1, maxLength: 80};
	fc.assert(
		fc.property(octets(16), octets(13), fc.uint8Array(sizes), fc.uint8Array(sizes), sealsAlike),
		{seed: 7, numRuns: 300},
	);
	t.pass();
});

for (const vector of ZIGBEE_VECTORS.filter(({counter}) => counter !== undefined)) {
	const {id, what} = vector;

	test(`A12 ${id}: ${what} is opened, and sealed to the same octets`, t => {
		const security = new NetworkSecurity(VECTOR_KEY);
		const {frame, header} = framed(vector);
		const payload = security.open(frame, header, frame.length);
		t.is(payload, vector.npdu.length / 2 - header);
		t.is(security.counter, vector.counter!);
		t.deepEqual([security.euiHigh, security.euiLow], [0x0012_4b00, 1]);
		const plain = frame.subarray(header + AUX_SIZE, header + AUX_SIZE + payload);
		t.is(plain.toString('hex'), vector.npdu.slice(2 * header));
		const sealing = {counter: vector.counter!, euiHigh: 0x0012_4b00, euiLow: 1};
		security.seal(frame, header, payload, sealing);
		t.is(frame.toString('hex'), framed(vector).frame.toString('hex'));
	});
}

test('a frame with any bit turned over is not opened', t => {
	const [vector] = ZIGBEE_VECTORS;
	const security = new NetworkSecurity(VECTOR_KEY);
	const {frame, header} = framed(vector);
	for (let bit = 0; bit < frame.length * 8; bit++) {
		const flipped = Buffer.from(frame);
		flipped[bit >>> 3] ^= 1 << (bit & 7);
		t.is(security.open(flipped, header, flipped.length), -1, `bit ${bit}`);
	}
});

test('a frame that is cut short is not opened', t => {
	const [vector] = ZIGBEE_VECTORS;
	const security = new NetworkSecurity(VECTOR_KEY);
	const {frame, header} = framed(vector);
	for (let size = header; size < frame.length; size++) {
		t.is(security.open(Buffer.from(frame), header, size), -1, `${size} octets`);
	}
});

test('another key opens nothing', t => {
	const [vector] = ZIGBEE_VECTORS;
	const {frame, header} = framed(vector);
	t.is(new NetworkSecurity(new Uint8Array(16)).open(frame, header, frame.length), -1);
});

test('a counter is taken once, and none that is lower; another sender has his own', t => {
	const record = new ReplayRecord();
	const taken = [5, 5, 4, 6].map(counter => record.take(1, 2, counter));
	t.deepEqual(taken, [true, false, false, true]);
	t.true(record.take(1, 3, 5));
	t.true(record.take(2, 2, 5));
});

test('the last counter of all is never taken, the one before it is', t => {
	const record = new ReplayRecord();
	t.true(record.take(1, 2, 0xffff_fffe));
	t.false(record.take(1, 2, 0xffff_ffff));
	t.false(record.take(1, 3, 0xffff_ffff), 'from nobody');
});

/* The bench. */

/** The NWK frame of a vector, and how long its header is. */
function framed({frame}: ZigbeeVector): {frame: Buffer; header: number} {
	const octets = Buffer.from(frame, 'hex');
	const nwk = octets.subarray(SHORT_MHR_SIZE, octets.length - FCS_SIZE);
	const header = new NwkHeader();
	header.read(nwk, nwk.length);
	return {frame: Buffer.from(nwk), header: header.size};
}

function sealsAlike(
	key: Uint8Array,
	nonce: Uint8Array,
	open: Uint8Array,
	secret: Uint8Array,
): boolean {
	const cipher = createCipheriv('aes-128-ccm', key, nonce, {authTagLength: 4});
	cipher.setAAD(open, {plaintextLength: secret.length});
	const sealed = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
	const ccm = new CcmStar(new Aes(key));
	ccm.nonce.set(nonce);
	const octets = Buffer.concat([open, secret, Buffer.alloc(4)]);
	ccm.seal(octets, open.length, secret.length);
	if (!octets.subarray(open.length).equals(sealed)) return false;
	return (
		ccm.open(octets, open.length, secret.length) &&
		octets.subarray(open.length, open.length + secret.length).equals(secret)
	);
}
