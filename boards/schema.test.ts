import test from 'ava';
import {boardSchema, transmitLevel} from './schema.js';

const board = {
	id: 'some-board',
	name: 'Some board',
	mcu: {part: 'X1', core: 'cortex-m0', hz: 16_000_000, ramBytes: 16_384, flashBytes: 262_144},
	radio: {
		sensitivityDbm: -100,
		transmit: [
			{powerDbm: 0, currentUa: 6400},
			{powerDbm: 8, currentUa: 16_400},
		],
		receiveUa: 6530,
		sleepUa: 1.5,
		source: 'datasheet',
	},
	supplyMv: 3000,
};

test('a board is read as it is written', t => {
	t.deepEqual(boardSchema.parse(board), board);
});

test('the current of a transmit level is known only where it is listed', t => {
	const read = boardSchema.parse(board);
	t.is(transmitLevel(read, 8)?.currentUa, 16_400);
	t.is(transmitLevel(read, 7), undefined);
});

const wrong: [what: string, changes: object][] = [
	['without a source', {radio: {...board.radio, source: ''}}],
	['without a transmit level', {radio: {...board.radio, transmit: []}}],
	['with a current above one ampere', {radio: {...board.radio, receiveUa: 1_000_001}}],
	['with a sensitivity of the wrong sign', {radio: {...board.radio, sensitivityDbm: 100}}],
	['with a supply in volts', {supplyMv: 3}],
	['with an id that is no folder', {id: 'Some Board'}],
	['with a key that is not known', {colour: 'red'}],
];

for (const [what, changes] of wrong) {
	test(`a board ${what} is refused`, t => {
		t.false(boardSchema.safeParse({...board, ...changes}).success);
	});
}
