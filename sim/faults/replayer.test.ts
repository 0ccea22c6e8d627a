import test from 'ava';
import {draw, fraction, streamKey} from '../kernel/random.js';
import {Replayer, type ReplayerHandle} from './replayer.js';

test('what was heard goes out again to the octet, as long as it has struck', t => {
	const {replayer, handle, sent, pass} = bench();
	handle.onFrame(frameOf(9));
	replayer.strike();
	pass(10_000);
	t.deepEqual(sent, [], 'what was before is gone');
	handle.onFrame(frameOf(1));
	pass(10_000);
	t.true(sent.length > 2);
	t.true(sent.every(frame => frame === frameOf(1).toString('hex')));
	t.is(replayer.sent, sent.length);
	replayer.heal();
	const before = sent.length;
	pass(10_000);
	t.is(sent.length, before);
});

test('ACKs are not kept, the next longer frame is', t => {
	const {replayer, handle, sent, pass} = bench();
	replayer.strike();
	handle.onFrame(Buffer.alloc(5));
	pass(10_000);
	t.deepEqual(sent, []);
	handle.onFrame(Buffer.alloc(6));
	pass(10_000);
	t.is(sent[0], '000000000000');
});

test('it keeps no more than it may, the youngest and some of all ages', t => {
	const {replayer, handle, sent, pass} = bench({keptMax: 20});
	replayer.strike();
	for (let number = 0; number < 1000; number++) handle.onFrame(frameOf(number));
	pass(1_000_000);
	const numbers = [...new Set(sent)].map(frame => Number.parseInt(frame.slice(0, 4), 16));
	t.true(numbers.length <= 20, `${numbers.length}`);
	t.deepEqual(
		Array.from({length: 10}, (_, index) => 990 + index).filter(each => !numbers.includes(each)),
		[],
	);
	t.true(numbers.some(number => number < 500));
});

test('a frame is a copy: the air goes on with its octets', t => {
	const {replayer, handle, sent, pass} = bench();
	replayer.strike();
	const frame = frameOf(7);
	handle.onFrame(frame);
	frame.fill(0xff);
	pass(10_000);
	t.is(sent[0], frameOf(7).toString('hex'));
});

const LUCK = streamKey(1, 'bench');

function frameOf(number: number): Buffer {
	const frame = Buffer.alloc(8);
	frame.writeUInt16BE(number);
	return frame;
}

/** A replayer that sends a frame a second, in virtual time. */
function bench({keptMax = 4} = {}) {
	const sent: string[] = [];
	const waiting: {atUs: number; run: () => void}[] = [];
	let nowUs = 0;
	const handle: ReplayerHandle = {
		onFrame: () => {},
		sendFrame: frame => void sent.push(Buffer.from(frame).toString('hex')),
		after: (delayUs, run) => void waiting.push({atUs: nowUs + delayUs, run}),
		luck: number => fraction(draw(LUCK, 0, 0, number)),
	};
	const replayer = new Replayer(handle, {everyUs: 1_000_000, keptMax});
	const pass = (ms: number) => {
		const endUs = nowUs + ms * 1000;
		for (;;) {
			waiting.sort((a, b) => a.atUs - b.atUs);
			const next = waiting[0];
			if (next === undefined || next.atUs > endUs) break;
			waiting.shift();
			nowUs = next.atUs;
			next.run();
		}
		nowUs = endUs;
	};
	return {replayer, handle, sent, pass};
}
