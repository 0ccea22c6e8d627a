import test from 'ava';
import {AirBench} from './air-bench.js';
import {BitNoise} from './bit-noise.js';

const HEAD = '00'.repeat(20);
const TAIL = '0000ffff0f0ff0f0';
const FCS = '0000';

test('two bits of the same place turn over, so that the sum of UDP stays', t => {
	const {air, luck, pass} = new AirBench();
	new BitNoise(air, {share: 1, luck, repair: () => {}}).strike();
	for (let count = 0; count < 200; count++) {
		const frame = pass(HEAD + TAIL + FCS);
		t.is(sumOf(frame), sumOf(HEAD + TAIL + FCS));
		t.is(bitsThatDiffer(frame, HEAD + TAIL + FCS), 2);
		t.is(frame.slice(0, 40), HEAD, 'headers stay');
		t.is(frame.slice(-4), FCS, 'the FCS is the world’s to write');
	}
});

test('whoever repairs the FCS is asked for altered frames alone', t => {
	const {air, luck, pass} = new AirBench();
	let repairs = 0;
	new BitNoise(air, {share: 0.5, luck, repair: () => void repairs++}).strike();
	const frames = Array.from({length: 100}, () => pass(HEAD + TAIL + FCS));
	t.is(frames.filter(frame => frame !== HEAD + TAIL + FCS).length, repairs);
	t.true(repairs > 20 && repairs < 80, `${repairs}`);
});

test('a frame with nothing to exchange stays as it is: an ACK, and one of equal octets', t => {
	const {air, luck, pass} = new AirBench();
	new BitNoise(air, {share: 1, luck, repair: () => t.fail()}).strike();
	for (const frame of ['0200112233', HEAD + FCS, `${HEAD}77${FCS}`, HEAD + '77'.repeat(8) + FCS]) {
		t.is(pass(frame), frame);
	}
});

function bitsThatDiffer(one: string, other: string): number {
	const [left, right] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
	return left.reduce((sum, octet, at) => sum + onesOf(octet ^ right[at]), 0);
}

function onesOf(octet: number): number {
	return octet.toString(2).replaceAll('0', '').length;
}

function sumOf(frame: string): number {
	const octets = Buffer.from(frame, 'hex');
	let sum = 0;
	for (let at = 0; at < octets.length; at += 2) sum += octets.readUInt16BE(at);
	return sum;
}
