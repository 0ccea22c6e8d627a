import test from 'ava';
import {FrameStream, framed} from './frame-stream.js';

test('values come out as they went in, however the stream is cut', t => {
	const values = [{a: 1}, 'b', [Buffer.from('c')]];
	const octets = Buffer.concat(values.map(value => framed(value)));
	for (let size = 1; size <= octets.length; size += 1) {
		const stream = new FrameStream();
		const found: unknown[] = [];
		for (let at = 0; at < octets.length; at += size) {
			found.push(...stream.received(octets.subarray(at, at + size))!);
		}
		t.deepEqual(found, values);
	}
});

test('a frame at the limit is taken, and a claim of one octet more ends the stream', t => {
	const octets = framed('x'.repeat(60), 64);
	t.deepEqual(new FrameStream(octets.length - 4).received(octets), ['x'.repeat(60)]);
	t.is(new FrameStream(octets.length - 5).received(octets), undefined);
	t.throws(() => framed('x'.repeat(64), 64), {instanceOf: RangeError});
});

test('a claim of much is refused before anything of it is kept', t => {
	t.is(new FrameStream().received(Buffer.from('ffffffff', 'hex')), undefined);
});

for (const [title, hex] of [
	['followed by more', '0101'],
	['cut short', '92'],
	['empty', ''],
] as const) {
	test(`a frame whose content is ${title} ends the stream`, t => {
		const content = Buffer.from(hex, 'hex');
		const size = Buffer.alloc(4);
		size.writeUInt32BE(content.length);
		t.is(new FrameStream().received(Buffer.concat([size, content])), undefined);
	});
}
