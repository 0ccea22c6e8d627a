/* The serial line of a node, octet by octet; harness/serial tests whole sessions. */
import {crc32} from 'node:zlib';
import test from 'ava';
import {FrameType, Op, Status} from '../link/codes.js';
import {bootNode, connectedNode, type Node} from './page.js';

test('HELLO is answered with what the host has said of the board', t => {
	const [answer] = bootNode({App: 0}).hearLine(hello());
	const {type, seq, payload} = frameIn(answer!);
	t.deepEqual([type, seq], [FrameType.CtrlRsp, 0]);
	t.is(payload, `9c0700${'01'}2a${'01'}${'00'}a0c408${'00'.repeat(8)}cd010ecd01401bcd03e8`);
});

test('a frame may come after garbage, in the midst of another, or without its first 00', t => {
	const node = bootNode({App: 0});
	for (const before of ['ff8190', '055566', '00', 'ff'.repeat(600), '01'.repeat(600)]) {
		const types = node.hearLine(before + hello()).map(line => frameIn(line).type);
		t.is(types.filter(type => type === FrameType.CtrlRsp).length, 1, before.slice(0, 8));
	}
	t.is(node.hearLine(hello().slice(2)).length, 1);
});

test('a frame with any bit turned is none, and the next one is', t => {
	const node = bootNode({App: 0});
	const octets = Buffer.from(hello(), 'hex');
	for (let bit = 8; bit < (octets.length - 1) * 8; bit++) {
		const turned = Buffer.from(octets);
		turned[bit >> 3]! ^= 1 << (bit & 7);
		t.deepEqual(node.hearLine(turned.toString('hex')), [], `bit ${bit}`);
		t.is(node.hearLine(hello()).length, 1);
	}
});

test('the longest frame fits, and one octet more spoils that frame alone', t => {
	const node = bootNode({App: 0});
	node.hearLine(hello());
	for (const size of [270, 271]) node.hearLine(frame(0x7e, '81'.repeat(size)));
	const [, , , badFrames, , unknownTypes] = words(node.hearLine(stats()).at(-1)!);
	t.deepEqual([badFrames, unknownTypes], [1, 1]);
});

test('before HELLO nothing is done, and after it is', t => {
	const node = bootNode({App: 0});
	t.is(statusOf(node.hearLine(request(`9309${hex(Op.SetTime)}05`))), Status.WrongState);
	t.deepEqual(node.hearLine(frame(FrameType.DgramDown, '00000000c4010003' + '0207')), []);
	node.hearLine(hello());
	t.is(statusOf(node.hearLine(request(`9309${hex(Op.SetTime)}05`))), Status.Ok);
});

test('a restart before HELLO is not to be had', t => {
	t.is(statusOf(bootNode({App: 0}).hearLine(request('93090200'))), Status.WrongState);
});

const bad: [claim: string, payload: string][] = [
	['nothing', ''],
	['no array', '07'],
	['an array without an op', '9107'],
	['an id of nine bits', '92cd010006'],
	['an array that is cut off', '9307'],
	['an octet behind the array', '92070600'],
	['a float', '9307cb3ff000000000000006'],
	['a map', '93070780'],
	['64 bits', '930707cf0000000000000001'],
	['an array of 65,535 elements that are not there', 'dcffff0706'],
];

for (const [claim, payload] of bad) {
	test(`a request of ${claim} is a bad frame`, t => {
		const node = bootNode({App: 0});
		node.hearLine(hello());
		t.deepEqual(node.hearLine(request(payload)), []);
		t.is(words(node.hearLine(stats())[0]!)[3], 1);
	});
}

test('credit is told after 128 octets, or 250 ms after the first', t => {
	const node = bootNode({App: 0});
	node.hearLine(hello());
	t.deepEqual(node.hearLine('00'.repeat(127)), []);
	t.is(frameIn(node.hearLine('00')[0]!).type, FrameType.Pong);
	node.hearLine('00');
	t.is(node.dueMs, 250);
	node.at(249);
	t.deepEqual(node.line, []);
	node.at(250);
	t.is(frameIn(node.line[0]!).payload.slice(32, 48), '8100000081000000');
	t.true(node.dueMs > 3000, 'and then there is nothing to tell');
});

test('PING is answered with what has arrived, whoever asks', t => {
	const node = bootNode({App: 0});
	const ping = frame(FrameType.Ping, '05000000' + '06000000' + '00000000');
	const before = frameIn(node.hearLine(ping)[0]!);
	t.deepEqual([before.payload.slice(0, 16), before.payload.slice(-2)], ['0500000006000000', '00']);
	node.hearLine(hello());
	const after = frameIn(node.hearLine(ping)[0]!);
	t.is(after.payload.slice(32, 40), `${hex(ping.length / 2)}000000`);
	t.is(after.payload.slice(-2), '01');
	t.deepEqual(node.hearLine(frame(FrameType.Ping, '00'.repeat(11))), []);
});

test('the frames of a node are numbered, and the gaps in those it hears are counted', t => {
	const node = bootNode({App: 0});
	node.hearLine(hello());
	t.is(frameIn(node.hearLine(stats(1))[0]!).seq, 1);
	const [answer] = node.hearLine(stats(255));
	t.is(frameIn(answer!).seq, 2);
	t.is(words(answer!)[4], 253);
});

test('a node without a line, or without HELLO, says nothing there', t => {
	const node = connectedNode();
	node.after(200_000);
	t.deepEqual(node.line, []);
});

test('the line does not change what a node sends by radio', t => {
	const [one, two] = [bootNode(), bootNode()];
	two.hearLine(hello());
	t.deepEqual(two.at(100_000), one.at(100_000));
	t.true(one.take().length === 0);
});

test('octets of any kind never stop a node', t => {
	const node: Node = bootNode({App: 0});
	node.hearLine(hello());
	let state = 1;
	for (let round = 0; round < 3000; round++) {
		const payload = Array.from({length: round % 40}, () => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return hex(state >>> 24);
		});
		const op = round % 2 === 0 ? `9${round % 16}07${hex(3 + (round % 11))}`.slice(0, 6) : '';
		node.hearLine(frame(round % 3 === 0 ? 0x11 : 0x01, op + payload.join('')));
	}
	t.true(node.hearLine(hello()).length > 0);
});

/** HELLO with id 7 and session nonce 42. */
function hello(): string {
	return request('950701' + '0101' + '2a');
}

function stats(seq = 1): string {
	return frame(FrameType.CtrlReq, '920806', seq);
}

function request(payload: string): string {
	return frame(FrameType.CtrlReq, payload, 0);
}

/** A frame as it stands on the line, in hexadecimal. */
function frame(type: number, payload: string, seq = 1): string {
	const body = Buffer.from(hex(type) + hex(seq) + payload, 'hex');
	const crc = Buffer.alloc(4);
	crc.writeUInt32LE(crc32(body));
	return `00${stuffed(Buffer.concat([body, crc]))}00`;
}

/** COBS, as slowly and plainly as it can be written. */
function stuffed(raw: Buffer): string {
	let text = '';
	let block: number[] = [];
	for (const octet of [...raw, 0]) {
		if (octet !== 0) block.push(octet);
		if (octet !== 0 && block.length < 254) continue;
		text += hex(block.length + 1) + Buffer.from(block).toString('hex');
		block = [];
	}
	return text;
}

function frameIn(line: string): {type: number; seq: number; payload: string} {
	const octets = Buffer.from(line, 'hex').subarray(1, -1);
	const raw: number[] = [];
	for (let at = 0; at < octets.length; at += octets[at]!) {
		raw.push(...octets.subarray(at + 1, at + octets[at]!), 0);
	}
	const body = Buffer.from(raw.slice(0, -5));
	if (crc32(body) !== Buffer.from(raw).readUInt32LE(body.length)) throw new Error('no frame');
	return {type: body[0]!, seq: body[1]!, payload: body.subarray(2).toString('hex')};
}

function statusOf(lines: readonly string[]): number {
	return words(lines[0]!)[1]!;
}

/** The elements of an answer that holds nothing but small numbers. */
function words(line: string): number[] {
	const octets = Buffer.from(frameIn(line).payload, 'hex');
	const found: number[] = [];
	const start = octets[0] === 0xdc ? 3 : 1;
	for (let at = start; at < octets.length; at++) {
		const tag = octets[at]!;
		const size = {[0xcc]: 1, [0xcd]: 2}[tag] ?? 0;
		found.push(size === 0 ? tag : octets.readUIntBE(at + 1, size));
		at += size;
	}
	return found;
}

function hex(octet: number): string {
	return octet.toString(16).padStart(2, '0');
}
