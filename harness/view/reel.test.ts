import test from 'ava';
import {Writing} from './bench.js';
import {Reel} from './reel.js';

test('whoever listens is told of chunks, of time and of the end', t => {
	const {reel, heard} = bench();
	reel.add(rows(2));
	reel.reach(9);
	reel.end({endUs: 10});
	t.deepEqual(heard, ['chunk 48', 'reached 9', 'ended 10']);
	t.is(reel.chunks.length, 1);
});

test('whoever has left is told nothing', t => {
	const {reel, heard, listener} = bench();
	reel.forget(listener);
	reel.add(rows(1));
	t.deepEqual(heard, []);
});

test('a reel is bounded: after the first chunk without room there are no more, and that is said', t => {
	const {reel} = bench(4);
	for (const count of [4, 1, 1]) reel.add(rows(count));
	reel.end({endUs: 3});
	t.is(reel.chunks.length, 1);
	t.is(reel.omitted, 2);
	t.is(reel.ending?.remark, 'the first 4 events are shown, 2 more are not');
});

test('a run ends once', t => {
	const {reel} = bench();
	reel.end({endUs: 1});
	t.throws(() => reel.end({endUs: 2}), {instanceOf: RangeError});
});

function bench(rowsMax?: number) {
	const heard: string[] = [];
	const listener = {
		chunk: (chunk: Uint8Array) => heard.push(`chunk ${chunk.length}`),
		reached: (us: number) => heard.push(`reached ${us}`),
		ended: ({endUs}: {endUs: number}) => heard.push(`ended ${endUs}`),
	};
	const reel = new Reel(rowsMax);
	reel.listen(listener);
	return {reel, heard, listener};
}

function rows(count: number): Uint8Array<ArrayBuffer> {
	const writing = new Writing();
	for (let ms = 0; ms < count; ms++) writing.event(ms, 1, 3);
	return writing.taken[0]!;
}
