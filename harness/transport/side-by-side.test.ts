import test from 'ava';
import {SideBySide} from './side-by-side.js';

test('each line has what is for it, and the rest whatever is for no line', t => {
	const {said, transport} = bench();
	for (const to of ['one', 'two', '192.0.2.1:9']) transport.send(to, Uint8Array.of(2, 0x17));
	t.deepEqual(said, ['one: one', 'two: two', 'rest: 192.0.2.1:9']);
	t.deepEqual(
		['one', 'three'].map(address => transport.isLine(address)),
		[true, false],
	);
});

test('a broadcast goes out on each line and to the rest', t => {
	const {said, transport} = bench();
	transport.broadcast(Uint8Array.of(2, 0x17), 3);
	t.deepEqual(said, ['one: all', 'two: all', 'rest: all']);
});

test('without a rest, what is for no line goes nowhere', t => {
	const {said, line} = bench();
	new SideBySide([line('one')]).send('three', Uint8Array.of(2, 0x17));
	t.deepEqual(said, []);
});

test('two lines with one address are refused', t => {
	const {line} = bench();
	t.throws(() => new SideBySide([line('one'), line('one')]), {instanceOf: RangeError});
});

function bench() {
	const said: string[] = [];
	const line = (address: string) => ({
		address,
		send: (to: string) => void said.push(`${address}: ${to}`),
		broadcast: () => void said.push(`${address}: all`),
	});
	return {said, line, transport: new SideBySide([line('one'), line('two')], line('rest'))};
}
