import test from 'ava';
import {streamKey} from '../kernel/random.js';
import {SlowFading} from './slow-fading.js';

const PERIOD_US = 150_000_000;
const fading = new SlowFading({deviationDb: 3, periodUs: PERIOD_US}, streamKey(7, 'fading'));

test('a link fades alike in both directions, whoever is asked first', t => {
	for (const nowUs of [0, 1e8, 1e12]) t.deepEqual(read(3, 9, nowUs), read(9, 3, nowUs));
});

test('a value holds to the microsecond that it names, and then there is another one', t => {
	const {cdb, untilUs} = read(1, 2, 0);
	t.true(untilUs > 0 && untilUs <= PERIOD_US);
	t.deepEqual(read(1, 2, untilUs - 1), {cdb, untilUs});
	const next = read(1, 2, untilUs);
	t.is(next.untilUs, untilUs + PERIOD_US);
	t.not(next.cdb, cdb);
});

test('links do not all change at once', t => {
	const ends = Array.from({length: 20}, (_, to) => read(100, to, 0).untilUs);
	t.is(new Set(ends).size, 20);
});

test('fading has no mean and the deviation that was asked for, over links and over time', t => {
	const values = Array.from(
		{length: 20_000},
		(_, index) => read(index % 100, 500, Math.floor(index / 100) * PERIOD_US).cdb,
	);
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
	t.true(Math.abs(mean) < 8, `mean ${mean}`);
	t.true(Math.abs(Math.sqrt(variance) - 300) < 8, `deviation ${Math.sqrt(variance)}`);
	t.true(values.every(value => Math.abs(value) <= fading.mostCdb));
});

test('a period has a length', t => {
	t.throws(() => new SlowFading({deviationDb: 1, periodUs: 0}, 1), {instanceOf: RangeError});
});

function read(sender: number, receiver: number, nowUs: number) {
	const change = {cdb: 0, untilUs: 0};
	fading.read(sender, receiver, nowUs, change);
	return change;
}
