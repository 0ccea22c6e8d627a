import test from 'ava';
import {Window} from './window.js';

test('a device is sent what it has room for, less what a PING needs', t => {
	const window = open(320);
	window.add(1);
	t.true(window.hasRoomFor(287));
	t.false(window.hasRoomFor(288));
});

test('credit makes room, and late credit takes none away', t => {
	const window = open(320);
	window.add(288);
	t.false(window.hasRoomFor(1));
	window.credited(100);
	t.true(window.hasRoomFor(100));
	window.credited(50);
	t.is(window.underWay, 188);
});

test('lost octets narrow the window until a PONG accounts for them', t => {
	const window = open(320);
	window.add(280);
	window.credited(200);
	t.is(window.underWay, 80);
	window.accounted(280, 200);
	t.is(window.underWay, 0);
	t.is(window.lost, 80);
});

test('octets that came out of nowhere do not widen it', t => {
	const window = open(320);
	window.add(100);
	window.accounted(100, 110);
	window.credited(110);
	t.is(window.lost, -10);
	t.is(window.underWay, 0);
});

test('a frame that is larger than the window goes alone', t => {
	const window = open(64);
	t.true(window.hasRoomFor(200));
	window.add(1);
	t.false(window.hasRoomFor(200));
});

test('counts pass 2^32 without a jump', t => {
	const window = new Window();
	window.restart(320, 2 ** 32 - 10);
	window.credited(2 ** 31 - 1);
	window.credited(2 ** 32 - 10);
	window.add(30);
	t.is(window.underWay, 30);
	window.credited(20);
	t.is(window.underWay, 0);
});

function open(rxBuf: number): Window {
	const window = new Window();
	window.restart(rxBuf, 0);
	return window;
}
