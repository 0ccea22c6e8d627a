import test from 'ava';
import {Trickle, type TrickleOptions} from './trickle.js';

const OPTIONS: TrickleOptions = {minUs: 1000, doublings: 2, redundancy: 2};

test('intervals double up to the longest, and each speaks once in its second half', t => {
	t.deepEqual(spoken({luck: 0, untilUs: 15_000}), [500, 2000, 5000, 9000, 13_000]);
});

test('luck moves the moment towards the end of the interval', t => {
	t.deepEqual(spoken({luck: 0.5, untilUs: 7000}), [750, 2500, 6000]);
});

test('who has heard it often enough keeps silent, but for an interval only', t => {
	const {trickle, run} = bench();
	trickle.consistent();
	trickle.consistent();
	t.deepEqual(run(1000), []);
	t.deepEqual(run(3000), [2000]);
});

test('heard once less than often enough it is said', t => {
	const {trickle, run} = bench();
	trickle.consistent();
	t.deepEqual(run(1000), [500]);
});

test('without redundancy it is always said', t => {
	const {trickle, run} = bench({...OPTIONS, redundancy: 0});
	for (let times = 0; times < 100; times++) trickle.consistent();
	t.deepEqual(run(1000), [500]);
});

test('an inconsistency begins with the shortest interval, unless it is that already', t => {
	const {trickle, run} = bench();
	run(200);
	trickle.inconsistent(200);
	t.deepEqual(run(1000), [500]);
	run(3100);
	trickle.inconsistent(3100);
	t.deepEqual(run(3700), [3600]);
});

test('what is stopped says nothing, whatever it hears', t => {
	const {trickle, run} = bench();
	trickle.stop();
	trickle.inconsistent(10);
	t.deepEqual(run(100_000), []);
	t.is(trickle.pollAtUs, Infinity);
});

function spoken({luck, untilUs}: {luck: number; untilUs: number}): number[] {
	return bench(OPTIONS, luck).run(untilUs);
}

/** A Trickle that began at 0, and what polls it whenever it wants to be. */
function bench(options: TrickleOptions = OPTIONS, luck = 0) {
	const trickle = new Trickle(() => luck);
	trickle.begin(options, 0);
	const run = (untilUs: number) => {
		const times: number[] = [];
		while (trickle.pollAtUs <= untilUs) {
			const nowUs = trickle.pollAtUs;
			if (trickle.poll(nowUs)) times.push(nowUs);
		}
		return times;
	};
	return {trickle, run};
}
