import test from 'ava';
import {withheld} from './withheld.js';

const KEY = '000102030405060708090a0b0c0d0e0f';

const left = test.macro({
	title: (_, how: string) => `a key is left out ${how}`,
	exec(t, _how: string, text: string, without: string) {
		t.deepEqual(withheld(text), {text: without, paths: ['air.linkKey']});
	},
});
test(left, 'where it is given', `air: { linkKey: ${KEY} }\n`, 'air: { linkKey: withheld }\n');
test(left, 'in quotes', `air:\n  linkKey: "${KEY}"\n`, 'air:\n  linkKey: withheld\n');
test(
	left,
	'of a comment, too',
	`# not ${KEY.toUpperCase()}\nair: {linkKey: ${KEY}} # ${KEY}`,
	'# not withheld\nair: {linkKey: withheld} # withheld',
);
test(
	left,
	'at an anchor that it refers to',
	`x: &key ${KEY}\nair: {linkKey: *key}`,
	'x: &key withheld\nair: {linkKey: *key}',
);
test(
	left,
	'that is written with escapes',
	`air: {linkKey: "\\x30${KEY.slice(1)}"}`,
	'air: {linkKey: withheld}',
);

test('where no key is given, a text stays as it is', t => {
	for (const text of ['name: a\n', 'air: {linkKey: drawn}', 'air: {channel: 15}', 'air:\n', '']) {
		t.deepEqual(withheld(text), {text, paths: []});
	}
});
