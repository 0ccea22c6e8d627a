import test from 'ava';
import {agree, cmac, cmacOfNumbers, derived, encrypted, opened, sealed} from './crypto-module.js';
import {type Row, readTables} from './vector-tables.js';

const KEY = '2b7e151628aed2a6abf7158809cf4f3c';
const CCM = readTables('ccm').flatMap(({rows}) => rows);
const GENUINE = CCM.filter(({plain}) => plain !== 'invalid');
const FORGED = CCM.filter(({plain}) => plain === 'invalid');

const table = test.macro({
	title: (_, source: string) => `the firmware agrees with ${source}`,
	exec(t, _: string, rows: readonly Row[], prove: (row: Row) => [string, string]) {
		for (const row of rows) t.is(...prove(row), row['title']);
	},
});

for (const {source, rows} of readTables('aes')) {
	test(table, source, rows, ({key, plain, cipher}) => [encrypted(key!, plain!), cipher!]);
}

for (const {source, rows} of readTables('cmac')) {
	test(table, source, rows, ({key, message, tag}) => [cmac(key!, message!), tag!]);
}

const [CAVP, SNAKE] = readTables('kdf');
test(table, CAVP!.source, CAVP!.rows, ({key, fixed, derived}) => [
	counted(key!, fixed!, derived!.length),
	derived!,
]);
test(table, SNAKE!.source, SNAKE!.rows, ({key, label, context, derived: expected}) => [
	derived(key!, label!, context!),
	expected!,
]);

for (const {source, rows} of readTables('ccm')) {
	test(table, source, rows, row => [unsealed(row), row['plain']!]);
}

test('sealing gives the cipher and the tag of every vector of CCM', t => {
	for (const {title, key, nonce, aad, plain, cipher, tag} of GENUINE) {
		const under = {key: key!, nonce: nonce!, aad: aad!};
		t.is(sealed(under, plain!, tag!.length / 2), cipher! + tag!, title);
	}
	t.true(GENUINE.length > 100);
});

test('CMAC takes its message in pieces of any size', t => {
	const message = 'ab'.repeat(49);
	const whole = cmac(KEY, message);
	for (let piece = 1; piece < 49; piece++) t.is(cmac(KEY, message, piece), whole, `${piece}`);
});

test('CMAC takes numbers with their most significant octet first', t => {
	t.is(cmacOfNumbers(KEY), cmac(KEY, '01020304050607'));
});

test('what is refused is left as it came, and no plaintext stays behind', t => {
	for (const {title, key, nonce, aad, cipher, tag} of FORGED) {
		const verdict = opened({key: key!, nonce: nonce!, aad: aad!}, cipher!, tag!);
		t.deepEqual(verdict, {genuine: false, message: cipher!, forgotten: true}, title);
	}
	t.true(FORGED.length > 20);
});

test('one bit of the cipher, the tag, the nonce or the aad makes a record worthless', t => {
	const under = {key: KEY, nonce: '00'.repeat(13), aad: '0102'};
	const record = sealed(under, 'c0ffee', 8);
	const [cipher, tag] = [record.slice(0, 6), record.slice(6)];
	t.true(opened(under, cipher, tag).genuine);
	for (const forged of flips(cipher)) t.false(opened(under, forged, tag).genuine);
	for (const forged of flips(tag)) t.false(opened(under, cipher, forged).genuine);
	for (const nonce of flips(under.nonce)) t.false(opened({...under, nonce}, cipher, tag).genuine);
	for (const aad of flips(under.aad)) t.false(opened({...under, aad}, cipher, tag).genuine);
});

test('the working memory holds nothing after a message was read', t => {
	const under = {key: KEY, nonce: '00'.repeat(13), aad: ''};
	const record = sealed(under, '5a'.repeat(40), 8);
	t.true(opened(under, record.slice(0, 80), record.slice(80)).forgotten);
});

test('two tags agree only where every bit does', t => {
	t.true(agree(KEY, KEY));
	for (const other of flips(KEY)) t.false(agree(KEY, other));
});

/** A key of any length: a block a counter, the first is 1. */
function counted(key: string, fixed: string, digits: number): string {
	let blocks = '';
	for (let counter = 1; blocks.length < digits; counter++) {
		blocks += cmac(key, counter.toString(16).padStart(2, '0') + fixed);
	}
	return blocks.slice(0, digits);
}

function unsealed({key, nonce, aad, cipher, tag}: Row): string {
	const verdict = opened({key: key!, nonce: nonce!, aad: aad!}, cipher!, tag!);
	return verdict.genuine ? verdict.message : 'invalid';
}

/** `octets` with each bit turned, one at a time. */
function flips(octets: string): string[] {
	return Array.from({length: 4 * octets.length}, (_, bit) => {
		const flipped = Buffer.from(octets, 'hex');
		flipped[bit >> 3]! ^= 1 << (bit & 7);
		return flipped.toString('hex');
	});
}
