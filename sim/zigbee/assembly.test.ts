import test from 'ava';
import fc from 'fast-check';
import {Assembly} from './assembly.js';
import {BLOCK_SIZE, MESSAGE_SIZE_MAX} from './transfers.js';

test('blocks that come in any order, and twice, are one message, once', t => {
	const message = fc.uint8Array({minLength: 1, maxLength: MESSAGE_SIZE_MAX});
	fc.assert(
		fc.property(message, fc.infiniteStream(fc.nat()), (octets, luck) => {
			const blocks = blocksOf(octets);
			const order = [...blocks, ...blocks].map((block, at) => ({block, at, by: luck.next().value}));
			order.sort((one, other) => one.by - other.by || one.at - other.at);
			const whole = order.map(({block}) => heard(assembly, block)).filter(Boolean);
			return whole.length === 1 && Buffer.from(octets).equals(whole[0]!);
		}),
		{seed: 11, numRuns: 100},
	);
	t.pass();
});

test('a block that is short, and not the last one, spoils its message', t => {
	const bench = new Assembly();
	const [first, second] = blocksOf(new Uint8Array(2 * BLOCK_SIZE).fill(7));
	t.is(heard(bench, {...first, octets: first.octets.subarray(1)}), undefined);
	t.is(heard(bench, second), undefined);
	const [begun, last] = blocksOf(new Uint8Array(2 * BLOCK_SIZE - 1).fill(7)).map(renamed);
	t.is(heard(bench, begun), undefined);
	t.is(heard(bench, last)?.length, 2 * BLOCK_SIZE - 1, 'the last one may be');
});

test('a block beyond the longest message, and one longer than a block, are not taken', t => {
	const bench = new Assembly();
	const [block] = blocksOf(new Uint8Array(BLOCK_SIZE));
	const longer = new Uint8Array(BLOCK_SIZE + 1);
	t.is(heard(bench, {...block, block: MESSAGE_SIZE_MAX / BLOCK_SIZE}), undefined);
	t.is(heard(bench, {...block, counter: 1, octets: longer}), undefined);
	t.is(heard(bench, {...block, counter: 2, blockCount: 17}), undefined);
	t.is(heard(bench, {...block, counter: 3})?.length, BLOCK_SIZE);
});

test('the same block is taken for another one after eight seconds, not before', t => {
	const bench = new Assembly();
	const [block] = blocksOf(new Uint8Array(1));
	const at = (nowUs: number) => bench.repeats(block.source, block.counter, 0, nowUs);
	t.deepEqual([at(0), at(7_999_999), at(8_000_000)], [false, true, false]);
});

interface Block {
	readonly source: number;
	readonly counter: number;
	readonly block: number;
	readonly blockCount: number;
	readonly octets: Uint8Array;
}

const assembly = new Assembly();
let counter = 0;

function blocksOf(octets: Uint8Array): Block[] {
	const blockCount = Math.ceil(octets.length / BLOCK_SIZE);
	counter++;
	return Array.from({length: blockCount}, (_, block) => ({
		source: 1,
		counter,
		block,
		blockCount: block === 0 ? blockCount : 0,
		octets: octets.subarray(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE),
	}));
}

function renamed(block: Block): Block {
	return {...block, source: 2};
}

/** What APS does with a block; the message if it is complete. */
function heard(to: Assembly, {octets, ...block}: Block): Buffer | undefined {
	if (to.repeats(block.source, block.counter, block.block, 0)) return undefined;
	if (!to.take({...block, nowUs: 0}, octets, 0, octets.length)) return undefined;
	return Buffer.from(to.octets.slice(0, to.size));
}
