import test from 'ava';
import {SecrecyCheck, Secrets} from './secrecy.js';

const SECRET = Buffer.from('a secret of some length');

test('a secret in a frame is found wherever it stands, and named by its kind alone', t => {
	for (const at of [0, 1, 40]) {
		const check = checkOf();
		check.sent(3, 0, frameOf(Buffer.concat([Buffer.alloc(at), SECRET])));
		t.deepEqual(check.verdict(), [{what: 'payload', atUs: 7, radio: 3}]);
	}
});

test('eight octets of it are enough, seven are not', t => {
	for (const [size, leaks] of [
		[8, 1],
		[7, 0],
	] as const) {
		const check = checkOf();
		check.sent(3, 0, frameOf(SECRET.subarray(0, size)));
		t.is(check.verdict().length, leaks);
	}
});

test('what lies behind the end of a frame is not on the air', t => {
	const check = checkOf();
	check.sent(3, 0, {octets: SECRET, size: 7, digest: 0});
	t.is(check.verdict().length, 0);
});

test('an octet that differs is no secret', t => {
	const check = checkOf();
	for (let at = 0; at < 8; at++) {
		const other = Buffer.from(SECRET.subarray(0, 8));
		other[at] ^= 1;
		check.sent(3, 0, frameOf(other));
	}
	t.is(check.verdict().length, 0);
});

test('memory is searched for secrets of its own', t => {
	const check = checkOf();
	const old = new Secrets();
	old.add('older key', Buffer.from('0123456789abcdef'));
	check.search(5, Buffer.from('..0123456789abcdef..'), old);
	check.search(5, SECRET, old);
	t.deepEqual(check.verdict(), [{what: 'older key', atUs: 7, radio: 5}]);
});

test('a secret of less than eight octets cannot be looked for', t => {
	t.throws(() => checkOf().keep('pin', Buffer.alloc(7)), {instanceOf: RangeError});
	t.notThrows(() => checkOf().keep('pin', Buffer.alloc(8)));
});

function checkOf(): SecrecyCheck {
	const check = new SecrecyCheck({now: 7});
	check.keep('payload', SECRET);
	return check;
}

function frameOf(octets: Uint8Array) {
	return {octets, size: octets.length, digest: 0};
}
