import {readFileSync} from 'node:fs';
import test from 'ava';
import {radioStar, type StarResult, wholeStar} from './star.js';

const FIRMWARE = new WebAssembly.Module(
	readFileSync(new URL('../../build/node.wasm', import.meta.url)),
);
const NODES = 10;
const SECONDS = 300;
const SIZE = {count: NODES, seconds: SECONDS};

const small = test.macro<[what: string, run: () => StarResult | Promise<StarResult>]>({
	title: (_, what) => `a star of ten ${what} loses nothing, and seldom sends twice`,
	async exec(t, _what, run) {
		const {pdr, attempts} = await run();
		t.is(pdr, 1);
		t.true(attempts >= 1 && attempts < 1.02, `${attempts} attempts`);
	},
});
test(small, 'radios', () => radioStar(NODES, SECONDS));
test(small, 'nodes with everything', () => wholeStar(FIRMWARE, SIZE));
test(small, 'nodes with keys', () => wholeStar(FIRMWARE, {...SIZE, protected: true}));

const paced = test.macro<[what: string, run: () => StarResult | Promise<StarResult>]>({
	title: (_, what) => `a star of ${what} sends once in ten seconds and node, in the mean`,
	async exec(t, _what, run) {
		const {frames} = await run();
		t.true(Math.abs(frames / ((NODES * SECONDS) / 10) - 1) < 0.15, `${frames} frames`);
	},
});
test(paced, 'radios', () => radioStar(NODES, SECONDS));
test(paced, 'nodes with everything', () => wholeStar(FIRMWARE, SIZE));
test(paced, 'nodes with keys', () => wholeStar(FIRMWARE, {...SIZE, protected: true}));

test('a star is the same each time', t => {
	const {cpuSeconds: _, ...first} = radioStar(NODES, SECONDS);
	const {cpuSeconds: __, ...again} = radioStar(NODES, SECONDS);
	t.deepEqual(again, first);
});

test('a saturated air loses messages, and the figures say so', t => {
	const {pdr, attempts} = radioStar(1000, 60);
	t.true(pdr < 1 && attempts > 1.02, `PDR ${pdr}, ${attempts} attempts`);
});
