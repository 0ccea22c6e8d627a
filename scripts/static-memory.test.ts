import test from 'ava';
import binaryen from 'binaryen';
import {areasOf, endOf} from './static-memory.js';

const GLOBALS = `
	(global $firmware/layout/frame i32 (i32.const 16))
	(global $firmware/wire/connect/SIZE i32 (i32.const 32))`;
const SEGMENTS = String.raw`
	(data (i32.const 32) "\"\\a\ff\t")
	(data (i32.const 16) "\00\00\00")`;

test('an area is what the compiler reserved, under the name that its owner gave', t => {
	t.deepEqual(areasOf(named(`(memory 1 1) ${GLOBALS} ${SEGMENTS}`), ['firmware/layout']), [
		{at: 16, size: 3, name: 'frame', filled: false},
		{at: 32, size: 5, name: undefined, filled: true},
	]);
});

test('static memory ends behind the last area', t => {
	t.is(endOf(areasOf(named(`(memory 1 1) ${SEGMENTS}`), [])), 37);
	t.is(endOf([]), 0);
});

function named(items: string): Uint8Array {
	binaryen.setDebugInfo(true);
	const module = binaryen.parseText(`(module ${items})`);
	module.setFeatures(binaryen.Features.All);
	return module.emitBinary();
}
