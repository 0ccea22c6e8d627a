import test from 'ava';
import {Lag} from './lag.js';

test('the lag is told by nearest rank, in milliseconds rounded up', t => {
	const lag = new Lag();
	for (let ms = 1; ms <= 200; ms++) lag.note(ms * 1000 - 999);
	t.deepEqual(lag.spread, {p50Ms: 100, p99Ms: 198, maxMs: 200});
});

test('a world that has nothing to do, or is early, does not lag', t => {
	const lag = new Lag();
	t.deepEqual(lag.spread, {p50Ms: 0, p99Ms: 0, maxMs: 0});
	lag.note(-5000);
	t.deepEqual(lag.spread, {p50Ms: 0, p99Ms: 0, maxMs: 0});
});

test('ten seconds stand for all that is longer', t => {
	const lag = new Lag();
	for (const us of [10_000_000, 10_000_001, 3e9]) lag.note(us);
	t.deepEqual(lag.spread, {p50Ms: 10_000, p99Ms: 10_000, maxMs: 10_000});
});
