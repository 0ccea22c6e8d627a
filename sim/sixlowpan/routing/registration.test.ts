import test from 'ava';
import {Registration} from './registration.js';

const LIFETIME_US = 1_800_000_000;

test('a DAO is sent within DelayDAO, and again after four seconds, eight and sixteen', t => {
	const {times} = bench();
	t.deepEqual(times(60), [0, 4, 12, 28]);
});

test('after four attempts there is a rest of a minute', t => {
	const {times} = bench();
	t.deepEqual(times(130), [0, 4, 12, 28, 120, 124]);
});

test('who has its answer is silent until half of the lifetime is over', t => {
	const {registration, times} = bench();
	times(1);
	registration.acknowledged(registration.sequence, 1_000_000);
	t.deepEqual(times(905), [901, 905]);
});

test('an answer to another DAO is none', t => {
	const {registration, times} = bench();
	times(1);
	registration.acknowledged(registration.sequence - 1, 1_000_000);
	t.deepEqual(times(5), [4]);
});

test('a new parent is told under a new path sequence, a repetition is not', t => {
	const {registration, times} = bench();
	times(5);
	const {sequence, pathSequence} = registration;
	t.is(pathSequence, 241);
	t.is(sequence, 242);
	registration.begin(5_000_000, LIFETIME_US);
	t.is(registration.pathSequence, 242);
});

test('what is cancelled sends nothing', t => {
	const {registration, times} = bench();
	registration.cancel();
	t.deepEqual(times(1000), []);
});

/** One that began at 0, without luck; `times` are the seconds at which it sends. */
function bench() {
	const registration = new Registration(() => 0);
	registration.begin(0, LIFETIME_US);
	const times = (untilS: number) => {
		const seconds: number[] = [];
		while (registration.pollAtUs <= untilS * 1e6) {
			const nowUs = registration.pollAtUs;
			if (registration.poll(nowUs)) seconds.push(nowUs / 1e6);
		}
		return seconds;
	};
	return {registration, times};
}
