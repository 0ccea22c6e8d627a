import test from 'ava';
import {Clone, type CloneHandle} from './clone.js';

test('the copy has the flash of the original, and starts anew; healed, it is what it was', t => {
	const [original, copy] = [nodeOf('original'), nodeOf('copy')];
	const clone = new Clone(original, copy);
	clone.strike();
	t.is(copy.text, 'original');
	t.is(copy.cuts, 1);
	t.throws(() => clone.strike(), {instanceOf: RangeError});
	clone.heal();
	clone.heal();
	t.is(copy.text, 'copy');
	t.is(copy.cuts, 2);
	t.is(original.cuts, 0);
});

function nodeOf(text: string) {
	const node = {
		text,
		cuts: 0,
		cutPower: () => void node.cuts++,
		flash: {
			image: () => Buffer.from(node.text),
			overwrite: (image: Uint8Array) => {
				node.text = Buffer.from(image).toString();
			},
		},
	};
	return node satisfies CloneHandle;
}
