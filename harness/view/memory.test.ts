import {readFileSync} from 'node:fs';
import test from 'ava';
import {areasOf, endOf, isOpen, masked} from './memory.js';

const MAP = readFileSync(new URL('../../../docs/memory-map.md', import.meta.url), 'utf8');

test('the memory map has every area of the document, in order and to its end', t => {
	const areas = areasOf(MAP);
	t.is(areas.length, MAP.split('\n').filter(line => line.startsWith('| 0x')).length);
	t.is(endOf(areas), Number(/ends at (0x[\da-f]+)/.exec(MAP)![1]));
	t.like(
		areas.find(({name}) => name === 'rxFrame'),
		{at: 0x210, size: 260},
	);
	t.true(areas.every(({at}, index) => index === 0 || at >= areas[index - 1]!.at));
});

test('where keys lie or have lain nothing is shown, and neither where nobody has thought of it', t => {
	const closed = areasOf(MAP).filter(area => !isOpen(area) && area.name !== '');
	t.deepEqual(
		closed.map(({name}) => name),
		[
			'rxFrame',
			'txFrame',
			'request',
			'journal',
			'desk',
			'handshake',
			'sessions',
			'group',
			'lineRx',
			'lineTx',
		],
	);
	t.false(isOpen({at: 0, size: 16, name: 'tomorrow', what: ''}));
});

test('a masked page has its octets in open areas, and none elsewhere', t => {
	const areas = areasOf(MAP);
	const page = new Uint8Array(65_536).fill(0xa5);
	const seen = masked(page, areas);
	t.is(seen.length, endOf(areas));
	seen.forEach((octet, at) => {
		const area = areas.find(each => each.at <= at && at < each.at + each.size);
		t.is(octet, area !== undefined && isOpen(area) ? 0xa5 : 0, `octet ${at}`);
	});
});
