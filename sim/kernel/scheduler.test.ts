import test from 'ava';
import fc from 'fast-check';
import {Scheduler} from './scheduler.js';

test('events come by time, and at one time in the order of the requests', t => {
	fc.assert(
		fc.property(fc.array(fc.nat(20), {maxLength: 3000}), times => {
			const {scheduler, seen, kind} = bench();
			for (const [index, time] of times.entries()) scheduler.at(time, kind, index);
			scheduler.run(20);
			const expected = times
				.map((time, index) => ({time, index}))
				.sort((a, b) => a.time - b.time || a.index - b.index)
				.map(({time, index}) => `${time} ${index}`);
			return expected.join() === seen.join();
		}),
		{numRuns: 50, seed: 1},
	);
	t.pass();
});

test('an event may ask for another one at the same time, which comes last', t => {
	const scheduler = new Scheduler();
	const seen: number[] = [];
	const kind = scheduler.register(subject => {
		seen.push(subject);
		if (subject === 1) scheduler.at(scheduler.now, kind, 3);
	});
	scheduler.at(5, kind, 1);
	scheduler.at(5, kind, 2);
	scheduler.run(5);
	t.deepEqual(seen, [1, 2, 3]);
});

test('run() stops before the first event that is later, and time stands at its end', t => {
	const {scheduler, seen, kind} = bench();
	scheduler.at(10, kind, 1);
	scheduler.at(11, kind, 2);
	scheduler.run(10);
	t.deepEqual(seen, ['10 1']);
	t.is(scheduler.now, 10);
	t.is(scheduler.nextUs, 11);
});

test('an event in the past is a bug of ours and says whose', t => {
	const {scheduler, kind} = bench();
	scheduler.run(100);
	t.throws(() => scheduler.at(99, kind, 7), {
		instanceOf: RangeError,
		message: /for 7 at 99 us, now 100/,
	});
	t.notThrows(() => scheduler.at(100, kind, 7));
});

test('half a microsecond and no number at all are refused', t => {
	const {scheduler, kind} = bench();
	t.throws(() => scheduler.at(1.5, kind, 1), {instanceOf: RangeError});
	t.throws(() => scheduler.at(Number.NaN, kind, 1), {instanceOf: RangeError});
});

function bench() {
	const scheduler = new Scheduler();
	const seen: string[] = [];
	const kind = scheduler.register(subject => void seen.push(`${scheduler.now} ${subject}`));
	return {scheduler, seen, kind};
}
