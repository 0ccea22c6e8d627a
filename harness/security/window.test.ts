import test from 'ava';
import {WINDOW_SIZE, Window} from './window.js';

test('a new window has seen all up to its start, and nothing above', t => {
	const window = new Window(100);
	t.is(window.judge(100), 'seen');
	t.is(window.judge(37), 'seen');
	t.is(window.judge(0), 'seen');
	t.is(window.judge(101), 'fresh');
});

test('a number is fresh once, whatever the order', t => {
	const window = new Window(0);
	for (const counter of [5, 3, 4, 1, 2]) {
		t.is(window.judge(counter), 'fresh');
		window.take(counter);
		t.is(window.judge(counter), 'seen');
	}
	t.is(window.highest, 5);
});

test('what is left behind by the window is seen, at the bound and not one before', t => {
	const window = new Window(0);
	window.take(1 + WINDOW_SIZE);
	t.is(window.judge(2), 'fresh');
	t.is(window.judge(1), 'seen');
});

test('a jump of the whole window forgets what was below, and of one less keeps one', t => {
	const far = new Window(0);
	far.take(10);
	far.take(10 + WINDOW_SIZE);
	t.is(far.judge(10), 'seen');
	t.is(far.judge(11), 'fresh');

	const near = new Window(0);
	near.take(10);
	near.take(9 + WINDOW_SIZE);
	t.is(near.judge(10), 'seen');
	t.is(near.judge(11), 'fresh');
});

test('half a counter stands for the nearest whole one: 2^15 up, and one less down', t => {
	const window = new Window(0x2_0000);
	t.is(window.nearest(0x0001), 0x2_0001);
	t.is(window.nearest(0x8000), 0x2_8000);
	t.is(window.nearest(0x8001), 0x1_8001);
	t.is(window.nearest(0xffff), 0x1_ffff);
});

test('half a counter that stands for no whole one is refused at both ends', t => {
	t.is(new Window(0).nearest(0xffff), undefined);
	t.is(new Window(0).nearest(0x8000), 0x8000);
	t.is(new Window(0xffff_ffff).nearest(0x0000), undefined);
	t.is(new Window(0xffff_ffff).nearest(0xffff), 0xffff_ffff);
});
