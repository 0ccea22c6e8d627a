import test from 'ava';
import {ownTopics} from './own-topics.js';

const ME = '0200000000000001';
const OTHER = '0200000000000002';

const may = test.macro({
	title: (_, what: string) => `attack/A2: ${what}`,
	exec(t, _what: string, topicName: string, expected: readonly [boolean, boolean]) {
		const {mayPublish, maySubscribe} = ownTopics;
		t.deepEqual([mayPublish(ME, topicName), maySubscribe(ME, topicName)], expected);
	},
});

test(may, 'a node has its own topics', `sensor/${ME}/sample`, [true, true]);
test(may, 'and those of its actuator', `actuator/${ME}/command`, [true, true]);
test(may, 'not those of another', `sensor/${OTHER}/sample`, [false, false]);
test(may, 'not those of a longer name', `sensor/${ME}0/sample`, [false, false]);
test(may, 'not those of all', 'sensor/+/sample', [false, false]);
test(may, 'nor everything', '#', [true, false]);
test(may, 'what is nobody’s it may say, and not hear', 'sm', [true, false]);
