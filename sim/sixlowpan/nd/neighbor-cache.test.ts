import test from 'ava';
import {NeighborCache} from './neighbor-cache.js';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const [TAKEN, DUPLICATE, FULL] = [0, 1, 2];

test('who registers stays for the lifetime that it has said, and not longer', t => {
	const cache = new NeighborCache(2);
	t.is(cache.register(5, aro(50n, 3), 0), TAKEN);
	t.deepEqual(cache.countAt(3 * MINUTE - 1), {registered: 1, tentative: 0});
	t.deepEqual(cache.countAt(3 * MINUTE), {registered: 0, tentative: 0});
});

test('an address belongs to the EUI-64 that has registered it first, until its time is over', t => {
	const cache = new NeighborCache(2);
	cache.register(5, aro(50n, 3), 0);
	t.is(cache.register(5, aro(51n), MINUTE), DUPLICATE);
	t.is(cache.register(5, aro(50n, 3), MINUTE), TAKEN, 'its owner renews it');
	t.is(cache.register(5, aro(51n), 4 * MINUTE - 1), DUPLICATE);
	t.is(cache.register(5, aro(51n), 4 * MINUTE), TAKEN);
});

test('where there is no room nobody is taken, but those who are there are', t => {
	const cache = new NeighborCache(2);
	t.is(cache.register(5, aro(50n), 0), TAKEN);
	t.is(cache.register(6, aro(60n), 0), TAKEN);
	t.is(cache.register(7, aro(70n), 0), FULL);
	t.is(cache.register(6, aro(60n), 0), TAKEN);
	t.is(cache.register(7, aro(70n), 60 * MINUTE), TAKEN, 'the time of both is over');
});

test('a lifetime of nought gives the place back, to its owner alone', t => {
	const cache = new NeighborCache(1);
	cache.register(5, aro(50n), 0);
	t.is(cache.register(5, aro(51n, 0), 0), DUPLICATE);
	t.is(cache.register(6, aro(60n), 0), FULL);
	t.is(cache.register(5, aro(50n, 0), 0), TAKEN);
	t.is(cache.register(5, aro(50n, 0), 0), TAKEN, 'twice does no harm');
	t.is(cache.register(6, aro(60n), 0), TAKEN);
});

test('who has asked for routers is tentative for twenty seconds', t => {
	const cache = new NeighborCache(2);
	cache.mention(5, 0);
	t.deepEqual(cache.countAt(20 * SECOND - 1), {registered: 0, tentative: 1});
	t.deepEqual(cache.countAt(20 * SECOND), {registered: 0, tentative: 0});
	cache.mention(5, 20 * SECOND);
	cache.register(5, aro(50n), 20 * SECOND);
	cache.mention(5, 20 * SECOND);
	t.deepEqual(cache.countAt(21 * SECOND), {registered: 1, tentative: 0});
});

test('who is tentative makes room for who registers, and never the other way', t => {
	const cache = new NeighborCache(2);
	cache.mention(5, 0);
	cache.register(6, aro(60n), 0);
	cache.mention(7, 0);
	t.deepEqual(cache.countAt(0), {registered: 1, tentative: 1});
	t.is(cache.register(8, aro(80n), 0), TAKEN);
	t.is(cache.register(5, aro(50n), 0), FULL);
});

function aro(eui64: bigint, lifetimeMin = 60) {
	return {status: 0, lifetimeMin, eui64};
}
