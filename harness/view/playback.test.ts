import test from 'ava';
import {Event} from '../../sim/kernel/trace.js';
import {Writing} from './bench.js';
import {Playback, SPEEDS} from './playback.js';

test('time goes on as fast as it is told, and not beyond what is known', t => {
	const playback = recorded();
	playback.advance(100);
	t.is(playback.playheadUs, 1_000_000);
	playback.advance(100_000);
	t.is(playback.playheadUs, 10_000_000);
});

test('at the end of a recorded run time stands; one that goes on is waited for', t => {
	const over = recorded();
	over.advance(100_000);
	t.false(over.playing);
	const growing = governed();
	growing.advance(100_000);
	t.true(growing.playing);
});

test('a governed run is let go a little further than the playhead, and nowhere while paused', t => {
	const playback = governed();
	t.is(playback.wantedUs, 1_500_000);
	playback.playing = false;
	t.is(playback.wantedUs, undefined);
});

test('a step leads to the next event, a step back to the one before', t => {
	const playback = recorded();
	const {tape} = new Writing()
		.event(5, 1, Event.trap)
		.event(5, 2, Event.trap)
		.event(9, 1, Event.trap);
	const visited = [1, 1, 1].map(() => [playback.step(tape), playback.playheadUs]);
	t.deepEqual(visited, [
		[false, 5000],
		[false, 9000],
		[false, 9000],
	]);
	playback.stepBack(tape);
	t.is(playback.playheadUs, 5000);
	playback.stepBack(tape);
	t.is(playback.playheadUs, 0);
	t.false(playback.playing);
});

test('a step at the edge of a run that goes on waits for one event, and takes it', t => {
	const playback = governed();
	const writing = new Writing().event(5, 1, Event.trap);
	playback.step(writing.tape);
	t.true(playback.step(writing.tape));
	t.true(playback.waiting);
	playback.grown(writing.event(8, 1, Event.trap).tape);
	t.is(playback.playheadUs, 8000);
	t.false(playback.waiting);
});

test('a jump beyond what is known lets the run go there, and plays on from there', t => {
	const playback = governed();
	playback.jump(30e6);
	t.is(playback.wantedUs, 30e6);
	t.is(playback.playheadUs, 10e6);
	playback.knownUs = 29e6;
	playback.advance(16);
	t.is(playback.chasedUs, 30e6);
	playback.knownUs = 31e6;
	playback.advance(16);
	t.is(playback.playheadUs, 30e6);
	t.is(playback.chasedUs, undefined);
	t.true(playback.playing);
});

test('a run that ends before a jump has come to its end ends the jump', t => {
	const playback = governed();
	playback.jump(30e6);
	playback.growing = false;
	playback.advance(16);
	t.deepEqual([playback.playheadUs, playback.chasedUs], [10e6, undefined]);
});

test('speeds go up and down in steps, and no further than there are', t => {
	const playback = recorded();
	playback.speed = 0.5;
	playback.shift(true);
	t.is(playback.speed, 1);
	playback.shift(false);
	t.is(playback.speed, 0.1);
	for (let press = 0; press < 20; press++) playback.shift(true);
	t.is(playback.speed, SPEEDS.at(-1)!);
});

/** Ten seconds that are over. */
function recorded(): Playback {
	const playback = governed();
	playback.growing = false;
	return playback;
}

/** A run that goes on, known for ten seconds. */
function governed(): Playback {
	const playback = new Playback();
	playback.knownUs = 10e6;
	return playback;
}
