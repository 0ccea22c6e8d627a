import {readFileSync} from 'node:fs';
import test from 'ava';
import {FLASH_PAGE_SIZE, Flash, PowerCut} from './flash.js';

test('a flash is blank until something is programmed', t => {
	t.true(new Flash().image().every(octet => octet === 0xff));
	t.is(hexAt(new Flash(), 2044, 4), 'ffffffff');
});

test('a program takes bits to 0 and none to 1', t => {
	const flash = new Flash();
	flash.program(8, octets('0ff0aa55'));
	flash.program(8, octets('ff0fff0f'));
	t.is(hexAt(flash, 4, 12), 'ffffffff0f00aa05ffffffff');
});

test('an erase takes one page to 1 and leaves the other', t => {
	const flash = new Flash(new Uint8Array(2048));
	flash.erase(1);
	t.is(hexAt(flash, 1020, 8), '00000000ffffffff');
	t.is(hexAt(flash, 2044, 4), 'ffffffff');
	t.deepEqual([flash.erases(0), flash.erases(1)], [0, 1]);
});

test('programs and erases are steps, reading is none', t => {
	const flash = new Flash();
	flash.program(0, octets('00000000'));
	flash.erase(0);
	hexAt(flash, 0, 4);
	t.is(flash.steps, 2);
});

test('a clean cut comes before its step, once', t => {
	const flash = new Flash();
	flash.cutAt(1);
	flash.program(0, octets('00000000'));
	t.throws(() => flash.program(4, octets('00000000')), {instanceOf: PowerCut});
	t.is(hexAt(flash, 0, 8), '00000000ffffffff');
	flash.program(4, octets('00000000'));
	t.is(hexAt(flash, 0, 8), '0000000000000000');
});

test('a torn program leaves some words whole, one in part and the rest as they were', t => {
	const flash = new Flash();
	flash.cutAt(0, luckOf(1, 0x0000_ffff));
	t.throws(() => flash.program(0, octets('111111112222222233333333')), {instanceOf: PowerCut});
	t.is(hexAt(flash, 0, 12), '111111112222ffffffffffff');
});

test('a torn program may have reached no word at all', t => {
	const none = new Flash();
	none.cutAt(0, luckOf(2, 0xffff_ffff));
	t.throws(() => none.program(0, octets('1111111122222222')), {instanceOf: PowerCut});
	t.is(hexAt(none, 0, 8), 'ffffffffffffffff');
});

test('a torn erase leaves each word whole, in part or as it was', t => {
	const flash = new Flash(new Uint8Array(2048));
	flash.cutAt(0, luckOf(0, 1, 0x00ff_00ff, 2));
	t.throws(() => flash.erase(0), {instanceOf: PowerCut});
	t.is(hexAt(flash, 0, 16), '0000000000ff00ffffffffff00000000');
	t.is(hexAt(flash, 1024, 4), '00000000');
});

test('an image is copied, in and out', t => {
	const image = new Uint8Array(2048);
	const flash = new Flash(image);
	image.fill(1);
	flash.image().fill(2);
	t.is(hexAt(flash, 0, 4), '00000000');
});

test('a cut that is spared does not come', t => {
	const flash = new Flash();
	flash.cutAt(0);
	flash.spare();
	t.notThrows(() => flash.program(0, octets('00000000')));
});

test('whoever has the chip in hand can give it another image', t => {
	const flash = new Flash();
	flash.overwrite(new Uint8Array(2048).fill(0x5a));
	t.is(hexAt(flash, 2044, 4), '5a5a5a5a');
	t.throws(() => flash.overwrite(new Uint8Array(2049)), {instanceOf: RangeError});
});

const refused = test.macro<[(flash: Flash) => void]>({
	exec: (t, act) => void t.throws(() => act(new Flash()), {instanceOf: RangeError}),
	title: (claim = '') => `a flash refuses ${claim}`,
});
test('to read past its end', refused, flash => hexAt(flash, 2045, 4));
test('to program past its end', refused, flash => flash.program(2044, octets('0000000000000000')));
test('to program half a word', refused, flash => flash.program(0, octets('0000')));
test('to program across words', refused, flash => flash.program(2, octets('00000000')));
test('a third page', refused, flash => flash.erase(2));
test('an image of another size', refused, () => void new Flash(new Uint8Array(2047)));

test('the firmware knows the size of a page', t => {
	const limits = readFileSync(new URL('../../../firmware/limits.ts', import.meta.url), 'utf8');
	t.true(limits.includes(`FLASH_PAGE_SIZE: u32 = ${FLASH_PAGE_SIZE};`));
});

/** These draws, and nought from then on. */
function luckOf(...draws: number[]): () => number {
	return () => draws.shift() ?? 0;
}

function octets(hex: string): Uint8Array {
	return Buffer.from(hex, 'hex');
}

function hexAt(flash: Flash, at: number, size: number): string {
	const into = Buffer.alloc(size);
	flash.read(at, into);
	return into.toString('hex');
}
