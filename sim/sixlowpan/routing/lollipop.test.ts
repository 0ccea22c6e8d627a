import test from 'ava';
import {isNewer, nextOf} from './lollipop.js';

test('a counter goes straight up to 255, then round from 0 to 127', t => {
	t.deepEqual([240, 254, 255, 0, 126, 127].map(nextOf), [241, 255, 0, 1, 127, 0]);
});

const compared = test.macro<[left: number, right: number, newer: boolean]>({
	title: (_, left, right, newer) => `${left} is ${newer ? '' : 'not '}newer than ${right}`,
	exec(t, left, right, newer) {
		t.is(isNewer(left, right), newer);
		if (newer) t.false(isNewer(right, left));
	},
});
test(compared, 241, 240, true);
test(compared, 240, 240, false);
test(compared, 0, 255, true);
test(compared, 0, 240, true);
test(compared, 1, 240, false);
test(compared, 240, 1, true);
test(compared, 240, 5, true);
test(compared, 5, 4, true);
test(compared, 0, 127, true);
test(compared, 20, 4, true);
test(compared, 21, 4, false);
