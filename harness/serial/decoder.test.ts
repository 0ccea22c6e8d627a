import test from 'ava';
import fc from 'fast-check';
import {encodeCobs} from './cobs.js';
import {LineDecoder} from './decoder.js';
import {decodeFrame, encodeFrame, type Frame, frameSize, PAYLOAD_MAX, segmentMax} from './frame.js';

const FAULT_TEXT = 'HardFault at 0x08001234, lr 0x08000f01\r\n';
const FUZZED = 50_000;

test('frames are recovered whatever the pieces they come in', t => {
	fc.assert(
		fc.property(fc.array(frames(), {maxLength: 8}), pieces(), (sent, sizes) => {
			const octets = Buffer.concat(sent.map(encodeFrame));
			t.deepEqual(heard(chunked(octets, sizes)).frames.map(plain), sent.map(plain));
		}),
	);
	t.pass();
});

test('of 50,000 frames on a bad line every intact one is recovered, and nothing else', t => {
	const {octets, intact} = fuzzed(FUZZED);
	const {frames, texts} = heard([octets]);
	t.deepEqual(frames.map(plain), intact.map(plain));
	t.true(intact.length > FUZZED / 3);
	t.true(texts.join('').includes('HardFault'));
});

test('text between frames is text, whole, and its frames are recovered', t => {
	const one = frame(1, 'one');
	const two = frame(2, 'two');
	const octets = [encodeFrame(one), Buffer.from(FAULT_TEXT), encodeFrame(two)];
	const {frames, texts, garbage} = heard(octets);
	t.deepEqual(frames.map(plain), [one, two].map(plain));
	t.deepEqual(texts, [FAULT_TEXT]);
	t.deepEqual(garbage, []);
});

test('four of five octets make a text, one fewer does not', t => {
	const mixed = (printable: number) =>
		Buffer.from([...new Array(printable).fill(0x41), ...new Array(10 - printable).fill(0x81), 0]);
	t.deepEqual(heard([mixed(8)]).texts, ['AAAAAAAA..']);
	t.deepEqual(heard([mixed(7)]).garbage, [10]);
});

test('a text that is longer than any frame is told in parts, and heals at the next frame', t => {
	const long = 'x'.repeat(2 * segmentMax(PAYLOAD_MAX) + 1);
	const {frames, texts} = heard([Buffer.from(long), encodeFrame(frame(9, 'after'))]);
	t.is(texts.join(''), long);
	t.is(frames.length, 1);
});

test('the end of a line that is too long is no frame, whatever it holds', t => {
	const inner = Buffer.from(encodeFrame(frame(1, 'inner')).subarray(1));
	const long = Buffer.alloc(segmentMax(PAYLOAD_MAX), 0x41);
	t.is(heard([long, inner]).frames.length, 0);
	t.is(heard([Uint8Array.of(0), inner]).frames.length, 1);
});

test('the longest payload passes, and one octet more is refused on both sides', t => {
	const payload = new Uint8Array(PAYLOAD_MAX).fill(7);
	t.is(heard([encodeFrame({type: 1, seq: 2, payload})]).frames.length, 1);
	t.throws(() => encodeFrame({type: 1, seq: 2, payload: new Uint8Array(PAYLOAD_MAX + 1)}), {
		instanceOf: RangeError,
	});
});

test('every bit of a frame counts', t => {
	const octets = encodeFrame(frame(0x10, 'payload'));
	for (let bit = 8; bit < (octets.length - 1) * 8; bit++) {
		const turned = octets.map((octet, at) => (at === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet));
		t.is(heard([turned]).frames.length, 0, `bit ${bit}`);
	}
});

test('a segment without room for a checksum is no frame', t => {
	t.is(decodeFrame(encodeCobs(Uint8Array.of(1, 2, 3, 4, 5))), undefined);
});

test('a frame has the size on the line that frameSize() tells', t => {
	for (const size of [0, 1, 12, 25, 247]) {
		const octets = encodeFrame({type: 1, seq: 0, payload: new Uint8Array(size)});
		t.is(octets.length, frameSize(size));
	}
});

test('empty frames mean nothing', t => {
	t.deepEqual(heard([new Uint8Array(10)]), {frames: [], texts: [], garbage: []});
});

interface Heard {
	readonly frames: Frame[];
	readonly texts: string[];
	/** Sizes. */
	readonly garbage: number[];
}

function heard(octets: Iterable<Uint8Array>): Heard {
	const all: Heard = {frames: [], texts: [], garbage: []};
	const decoder = new LineDecoder(PAYLOAD_MAX, {
		onFrame: one => void all.frames.push(one),
		onText: text => void all.texts.push(text),
		onGarbage: ({length}) => void all.garbage.push(length),
	});
	for (const piece of octets) decoder.push(piece);
	decoder.flush();
	return all;
}

function frame(type: number, text: string): Frame {
	return {type, seq: type, payload: Buffer.from(text)};
}

function plain({type, seq, payload}: Frame): string {
	return `${type} ${seq} ${Buffer.from(payload).toString('hex')}`;
}

function frames() {
	return fc.record({
		type: fc.integer({min: 0, max: 255}),
		seq: fc.integer({min: 0, max: 255}),
		payload: fc.uint8Array({maxLength: PAYLOAD_MAX}),
	});
}

function pieces() {
	return fc.array(fc.integer({min: 1, max: 40}), {minLength: 1, maxLength: 20});
}

function* chunked(octets: Uint8Array, sizes: readonly number[]): Iterable<Uint8Array> {
	for (let at = 0, turn = 0; at < octets.length; turn++) {
		const size = sizes[turn % sizes.length]!;
		yield octets.subarray(at, at + size);
		at += size;
	}
}

/** Frames among garbage, fault texts, cut-off frames and frames with a turned bit. */
function fuzzed(count: number): {octets: Uint8Array; intact: Frame[]} {
	const luck = lcg(0x5eed);
	const parts: Uint8Array[] = [];
	const intact: Frame[] = [];
	for (let index = 0; index < count; index++) {
		const payload = Uint8Array.from({length: luck(64)}, () => luck(256));
		const whole = encodeFrame({type: luck(256), seq: index & 0xff, payload});
		const fate = luck(8);
		if (fate === 0) parts.push(whole.subarray(0, 1 + luck(whole.length - 2)));
		else if (fate === 1) parts.push(turned(whole, 1 + luck(whole.length - 2), 1 << luck(8)));
		else parts.push(whole);
		if (fate > 1) intact.push({type: 0, seq: 0, payload, ...decodeFrame(whole.subarray(1, -1))});
		if (fate === 2) parts.push(Uint8Array.from({length: luck(40)}, () => luck(256)));
		if (fate === 3) parts.push(Buffer.from(FAULT_TEXT));
	}
	return {octets: Buffer.concat(parts), intact};
}

function turned(octets: Uint8Array, at: number, bit: number): Uint8Array {
	return octets.map((octet, index) => (index === at ? octet ^ bit : octet));
}

/** Numerical Recipes' generator: luck that can be had again. */
function lcg(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}
