import test from 'ava';
import {parse, readVectors} from './vectors.js';

const block = (...lines: string[]) => `# X\n\n## One\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`;

test('a vector is a title and a block of keys and values', t => {
	const text = block('clause: 5.4', 'hex: 02 16*2', 'message: PINGREQ', 'clientId: n1', 'data: 0*');
	t.throws(() => parse('x.md', text), {instanceOf: RangeError, message: /not hex: 0\*/});

	t.deepEqual(parse('x.md', text.replace('0*', '58*3')), [
		{
			file: 'x.md',
			title: 'One',
			clause: '5.4',
			octets: Buffer.from('021616', 'hex'),
			message: 'PINGREQ',
			fields: {clientId: 'n1', data: '585858'},
		},
	]);
});

const refused = test.macro<[string, RegExp]>({
	exec: (t, text, message) =>
		void t.throws(() => parse('x.md', text), {instanceOf: RangeError, message}),
	title: (claim = '') => `a vector file is refused ${claim}`,
});

test('for a heading without a block', refused, '# X\n\n## One\n\nhex: 00\n', /without a block/);
test('for a line that is no key', refused, block('clause: 5', 'nothing'), /not "key: value"/);
test('for a vector without octets', refused, block('clause: 5', 'malformed: Qos'), /lacks/);
test('for a vector that expects nothing', refused, block('clause: 5', 'hex: 00'), /nothing/);

test('no two vectors of a file share a title', t => {
	const names = readVectors().map(({file, title}) => `${file} ${title}`);
	t.is(new Set(names).size, names.length);
	t.true(names.length > 100);
});
