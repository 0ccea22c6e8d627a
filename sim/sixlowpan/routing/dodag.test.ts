import test from 'ava';
import {type Dio, INFINITE_RANK} from './dio.js';
import {Dodag} from './dodag.js';
import {DEFAULT_CONFIG} from './dodag-config.js';

/* Links are strong unless said otherwise: one transmission, 128. */

test('the first DIO is a place in the tree, one step below its sender', t => {
	const dodag = new Dodag();
	t.is(heard(dodag, 1, {rank: 256, etx: 0}), 'joined');
	t.like(dodag, {parent: 1, rank: 512, pathCost: 128, joined: true});
});

test('a rank grows with the cost where that is more than a step', t => {
	const dodag = new Dodag();
	heard(dodag, 1, {rank: 256, etx: 600});
	t.is(dodag.rank, 728);
});

test('without a metric the rank is the cost: RFC 6719, 3.2.1', t => {
	const dodag = new Dodag();
	heard(dodag, 1, {rank: 256, etx: undefined});
	t.is(dodag.pathCost, 384);
});

test('another parent has to be better by more than 192', t => {
	const dodag = new Dodag();
	heard(dodag, 1, {rank: 256, etx: 400});
	t.is(heard(dodag, 2, {rank: 256, etx: 208}), 'none');
	t.is(dodag.parent, 1);
	t.is(heard(dodag, 2, {rank: 256, etx: 207}), 'parent');
	t.is(dodag.parent, 2);
});

test('a link that gets worse loses its neighbour to a better one', t => {
	const dodag = new Dodag();
	heard(dodag, 1, {rank: 256, etx: 0});
	heard(dodag, 2, {rank: 256, etx: 128});
	const lost = {acknowledged: false, attempts: 4};
	t.is(dodag.used(1, lost, 0), 'none');
	t.is(dodag.used(1, lost, 0), 'parent');
	t.is(dodag.parent, 2);
});

test('after three frames in a row for nothing nobody is there', t => {
	const dodag = joined();
	const lost = {acknowledged: false, attempts: 4};
	t.deepEqual(
		[1, 2, 3].map(() => dodag.used(1, lost, 0)),
		['none', 'none', 'lost'],
	);
	t.like(dodag, {rank: INFINITE_RANK, parent: undefined, joined: false});
});

test('a frame that got through makes up for those that did not', t => {
	const dodag = joined();
	const lost = {acknowledged: false, attempts: 4};
	const changes = [lost, lost, {acknowledged: true, attempts: 1}, lost, lost];
	t.deepEqual(
		changes.map(use => dodag.used(1, use, 0)),
		Array(5).fill('none'),
	);
});

test('a parent that is poisoned is one no more', t => {
	const dodag = joined();
	t.is(heard(dodag, 1, {rank: INFINITE_RANK}), 'lost');
});

test('whoever is not above us is no parent, be there no other', t => {
	const dodag = joined();
	heard(dodag, 2, {rank: 600, etx: 200});
	t.is(heard(dodag, 1, {rank: INFINITE_RANK}), 'lost');
});

test('after a loss those below are not believed for two seconds, those above are', t => {
	const dodag = joined();
	heard(dodag, 1, {rank: INFINITE_RANK});
	t.is(heard(dodag, 2, {rank: 512}, 1_999_999), 'none');
	t.is(heard(dodag, 3, {rank: 511}, 1_999_999), 'joined');
});

test('after two seconds everybody is', t => {
	const dodag = joined();
	heard(dodag, 1, {rank: INFINITE_RANK});
	t.is(heard(dodag, 2, {rank: 512}, 2_000_000), 'joined');
});

test('a parent may sink with us, but no further than MaxRankIncrease', t => {
	const dodag = joined();
	t.is(heard(dodag, 1, {rank: 2304, etx: 100}), 'none');
	t.is(dodag.rank, 2560);
	t.is(heard(dodag, 1, {rank: 2305, etx: 100}), 'lost');
});

test('a new version is a new tree, an old one is told', t => {
	const dodag = joined();
	t.is(heard(dodag, 2, {version: 241, rank: 1000}), 'joined');
	t.like(dodag, {parent: 2, version: 241});
	t.is(heard(dodag, 1, {version: 240, rank: 256}), 'stale');
	t.is(dodag.parent, 2);
});

test('a table of neighbours has an end, and the best stay', t => {
	const dodag = joined();
	for (let from = 2; from < 40; from++) heard(dodag, from, {rank: 300, etx: 1000 - from});
	t.is(heard(dodag, 1, {rank: INFINITE_RANK}), 'parent');
	t.is(dodag.parent, 39);
});

function joined(): Dodag {
	const dodag = new Dodag();
	heard(dodag, 1, {rank: 256, etx: 0});
	return dodag;
}

function heard(dodag: Dodag, from: number, dio: Partial<Dio>, nowUs = 0) {
	const whole = {instance: 30, version: 240, rank: 256, mode: 1, dtsn: 0, root: 0, etx: 0, ...dio};
	return dodag.heard(from, {config: DEFAULT_CONFIG, ...whole}, {rssiCdbm: -7000, nowUs});
}
