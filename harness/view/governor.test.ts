import test from 'ava';
import {Governed, Governor, governance} from './governor.js';

test('nothing may happen until it is allowed, and then up to that very microsecond', t => {
	const {governor, governed} = bench();
	t.false(governed.mayPass(1));
	governor.allow(10);
	t.true(governed.mayPass(10));
	t.false(governed.mayPass(11));
});

test('what was allowed is not taken back', t => {
	const {governor, governed} = bench();
	governor.allow(10);
	governor.allow(5);
	t.true(governed.mayPass(10));
});

test('without a bound is as far as there are numbers', t => {
	const {governor, governed} = bench();
	governor.allow(Infinity);
	t.true(governed.mayPass(Number.MAX_SAFE_INTEGER));
});

test('one event is all that happens at one time, and the next has to wait', t => {
	const {governor, governed} = bench();
	governor.allowOne();
	t.true(governed.mayPass(700));
	t.true(governed.mayPass(700));
	t.false(governed.mayPass(701));
});

test('an event that may happen anyway does not use up the one that is allowed besides', t => {
	const {governor, governed} = bench();
	governor.allow(10);
	governor.allowOne();
	t.true(governed.mayPass(10));
	t.true(governed.mayPass(20));
	t.false(governed.mayPass(30));
});

test('a run that is to end is not held', t => {
	const {governor, governed} = bench();
	governor.stop();
	t.true(governed.stopped);
	t.true(governed.mayPass(1e9));
});

test('a question is asked once, and the latest takes the place of those before', t => {
	const {governor, governed} = bench();
	governor.ask(3);
	governor.ask(0);
	t.is(governed.asked(), 0);
	t.is(governed.asked(), undefined);
});

test('whoever has missed a ring does not sleep', t => {
	const {governor, governed} = bench();
	const {bell} = governed;
	governor.allow(1);
	t.not(governed.bell, bell);
	// Would never return if the ring were lost.
	governed.sleep(bell);
	t.true(governed.mayPass(1));
});

function bench() {
	const shared = governance();
	return {governor: new Governor(shared), governed: new Governed(shared)};
}
