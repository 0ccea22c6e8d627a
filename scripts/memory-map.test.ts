import {readFile} from 'node:fs/promises';
import test from 'ava';
import {drawn, MEMORY_MAP, memoryMap, purposes} from './memory-map.js';

test('docs/memory-map.md is the map of the firmware as it stands', async t => {
	const text = await readFile(MEMORY_MAP, 'utf8');
	t.is(text, await memoryMap(), 'renew it: node build/scripts/memory-map.js');
});

test('the module that ships has its addresses where the map says', async t => {
	const map = await memoryMap();
	const wasm = await readFile(new URL('../node.wasm', import.meta.url));
	const host = new Proxy({}, {get: () => () => 0});
	const {exports} = new WebAssembly.Instance(new WebAssembly.Module(wasm), {host});
	for (const name of ['rxFrame', 'config', 'counters']) {
		const address = (exports[name] as WebAssembly.Global).value as number;
		t.regex(map, new RegExp(`0x${address.toString(16).padStart(4, '0')} \\| \\d+ \\| ${name} `));
	}
});

test('an area is a row: address, size, name, purpose and a bar', t => {
	const areas = [
		{at: 16, size: 17, name: 'rxFrame', filled: false},
		{at: 48, size: 16, name: undefined, filled: true},
	];
	const map = drawn(areas, new Map([['rxFrame', 'a datagram']]));
	t.true(
		map.includes('| 0x0010 | 17 | rxFrame | a datagram | ■■ |\n| 0x0030 | 16 |  | constant | ■ |'),
	);
	t.true(map.includes('ends at 0x0040: 64 octets'));
});

test('state without a name has no place on the map', t => {
	const area = {at: 16, size: 4, name: undefined, filled: false};
	t.throws(() => drawn([area], new Map()), {instanceOf: RangeError, message: /0x0010/});
});

test('a purpose stands in the drawing of a file, or above the constant, which counts more', t => {
	const source = ` *   a, b   BOUND   two things\n *   c   x\n/** Mine. */\nexport const c: usize = 1;`;
	t.deepEqual(Object.fromEntries(purposes(source)), {
		a: 'BOUND: two things',
		b: 'BOUND: two things',
		c: 'Mine.',
	});
});
