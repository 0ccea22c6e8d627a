import test from 'ava';
import {aesEncrypt, ccmOpen, ccmSeal, cmac, isSame, kdf} from './crypto.js';
import {aes, ccm, cmac as cmacs, kdf as kdfs} from './vectors.js';

test('AES-128 gives the published blocks', t => {
	for (const [key, plaintext, ciphertext] of aes.map(fromHex)) {
		t.deepEqual(hex(aesEncrypt(key!, plaintext!)), hex(ciphertext!));
	}
});

test('CMAC gives the published tags', t => {
	for (const [key, message, tag] of cmacs.map(fromHex)) {
		t.is(hex(cmac(key!, message!)), hex(tag!));
	}
});

test('the first block of every published KDF output is CMAC over counter and input', t => {
	for (const [key, input, output] of kdfs.map(fromHex)) {
		const block = cmac(key!, Buffer.concat([Uint8Array.of(1), input!]));
		const size = Math.min(block.length, output!.length);
		t.is(hex(block.subarray(0, size)), hex(output!.subarray(0, size)));
	}
});

test('CCM gives the published octets, and opens them again', t => {
	for (const row of ccm.filter(({length}) => length === 6)) {
		const {sealing, plaintext, sealed} = ccmCase(row);
		t.is(hex(ccmSeal(sealing, plaintext)), hex(sealed));
		t.is(hex(ccmOpen(sealing, sealed)!), hex(plaintext));
	}
});

test('CCM opens nothing whose published verdict is a failure', t => {
	const invalid = ccm.filter(([, , , , , , verdict]) => verdict === 'invalid');
	t.is(invalid.length, 24);
	for (const row of invalid) {
		const {sealing, sealed} = ccmCase(row);
		t.is(ccmOpen(sealing, sealed), undefined);
	}
});

test('CCM opens nothing with one bit off, wherever it is', t => {
	const {sealing, sealed} = ccmCase(ccm[4]!);
	for (let bit = 0; bit < sealed.length * 8; bit += 1) {
		t.is(ccmOpen(sealing, flipped(sealed, bit)), undefined, `bit ${bit}`);
	}
	t.is(ccmOpen({...sealing, aad: flipped(sealing.aad, 0)}, sealed), undefined);
	t.is(ccmOpen({...sealing, nonce: flipped(sealing.nonce, 0)}, sealed), undefined);
});

test('CCM opens nothing that is shorter than its tag', t => {
	const {sealing} = ccmCase(ccm[4]!);
	t.is(ccmOpen(sealing, new Uint8Array(7)), undefined);
	t.is(ccmOpen(sealing, new Uint8Array(0)), undefined);
});

test('a key, a block or a nonce of another size is a defect of ours', t => {
	const key = new Uint8Array(16);
	t.throws(() => aesEncrypt(key, new Uint8Array(15)), {instanceOf: RangeError});
	t.throws(() => aesEncrypt(new Uint8Array(17), new Uint8Array(16)), {instanceOf: RangeError});
	t.throws(() => cmac(new Uint8Array(15), key), {instanceOf: RangeError});
	t.throws(() => ccmSeal({key, nonce: new Uint8Array(14), aad: key}, key));
});

test('what is derived differs with the label, and with where the context begins', t => {
	const key = new Uint8Array(16).fill(1);
	const one = kdf(key, 'c2s', Uint8Array.of(1));
	t.not(hex(one), hex(kdf(key, 's2c', Uint8Array.of(1))));
	t.not(hex(one), hex(kdf(key, 'c2s', Uint8Array.of(1, 0))));
	t.not(hex(one), hex(kdf(key, 'c2s')));
});

test('attack/C4: tags are compared as a whole, and other sizes are never the same', t => {
	const tag = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
	t.true(isSame(tag, Uint8Array.from(tag)));
	t.false(isSame(tag, tag.subarray(0, 7)));
	t.false(isSame(tag, flipped(tag, 0)));
	t.false(isSame(tag, flipped(tag, 63)));
});

function ccmCase(row: readonly string[]) {
	const [key, nonce, aad, plaintext, hidden, tag] = fromHex(row.slice(0, 6));
	const sealing = {key: key!, nonce: nonce!, aad: aad!, tagSize: tag!.length};
	return {sealing, plaintext: plaintext!, sealed: Buffer.concat([hidden!, tag!])};
}

function fromHex(row: readonly string[]): Uint8Array[] {
	return row.map(field => Buffer.from(field, 'hex'));
}

function hex(octets: Uint8Array): string {
	return Buffer.from(octets).toString('hex');
}

function flipped(octets: Uint8Array, bit: number): Uint8Array {
	const other = Uint8Array.from(octets);
	other[bit >> 3]! ^= 1 << (bit & 7);
	return other;
}
