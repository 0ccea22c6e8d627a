import test from 'ava';
import type {Regack} from '../wire/register.js';
import {Bench} from './bench.js';

test('the same name gets the same TopicId, another name another', t => {
	const on = bench();
	t.deepEqual(register(on, 'a/b'), {topicId: 1, returnCode: 0});
	t.deepEqual(register(on, 'a/c'), {topicId: 2, returnCode: 0});
	t.deepEqual(register(on, 'a/b'), {topicId: 1, returnCode: 0});
});

test('two clients have two tables', t => {
	const on = bench();
	on.connect('b', 'n2');
	register(on, 'a/b');
	t.deepEqual(register(on, 'x', 'b'), {topicId: 1, returnCode: 0});
});

test('REGISTER needs no broker', t => {
	const on = bench();
	register(on, 'a/b');
	t.deepEqual(on.asked(), []);
});

const refuses = test.macro((t, topicName: string) => {
	t.deepEqual(register(bench(), topicName), {topicId: 0, returnCode: 3});
});

test('refuses a name with +', refuses, 'a/+');
test('refuses a name with #', refuses, '#');
test('refuses a wildcard within a level', refuses, 'a#b');
test('refuses a name with a NUL', refuses, 'a\0b');

test('one name more than topicsMax is congestion, an old one is not', t => {
	const on = bench();
	register(on, 'a/b');
	register(on, 'a/c');
	t.deepEqual(register(on, 'a/d'), {topicId: 0, returnCode: 1});
	t.deepEqual(register(on, 'a/c'), {topicId: 2, returnCode: 0});
});

function bench(): Bench {
	const on = new Bench({topicsMax: 2});
	on.connect('a', 'n1');
	return on;
}

function register(on: Bench, topicName: string, from = 'a') {
	on.hears(from, {type: 'REGISTER', topicId: 0, msgId: 0x1234, topicName});
	const [to, answer] = on.sent()[0] as [string, Regack];
	const {topicId, returnCode, ...rest} = answer;
	if (to !== from || rest.type !== 'REGACK' || rest.msgId !== 0x1234) throw new Error('no REGACK');
	return {topicId, returnCode};
}
