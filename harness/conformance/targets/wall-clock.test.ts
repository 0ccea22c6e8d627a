import test from 'ava';
import {Unsupported} from '../case.js';
import {WallClock} from './wall-clock.js';

test('times on the wall are told as times of the target', t => {
	const {patienceMs, quietMs, resolutionMs} = clock(20);
	t.deepEqual(
		{patienceMs, quietMs, resolutionMs},
		{patienceMs: 2000, quietMs: 200, resolutionMs: 20},
	);
});

test('a wait ends as soon as it is done', async t => {
	let looks = 0;
	t.true(await clock(1).wait(20_000, () => ++looks === 3));
	t.is(looks, 3);
});

test('a wait that is never done lasts its time, divided by the scale', async t => {
	const startMs = performance.now();
	t.false(await clock(100).wait(5000, () => false));
	t.true(performance.now() - startMs >= 40);
});

test('twenty seconds of the wall are waited for, and not a millisecond more', async t => {
	t.true(await clock(20).wait(400_000, () => true));
	const error = await t.throwsAsync(
		clock(20).wait(400_020, () => true),
		{
			instanceOf: Unsupported,
		},
	);
	t.regex(error!.message, /^takes 400 s of the target's time/);
});

function clock(scale: number): WallClock {
	return new WallClock({scale, patienceMs: 100, quietMs: 10, resolutionMs: 1});
}
