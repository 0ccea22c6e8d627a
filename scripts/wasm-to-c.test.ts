import test from 'ava';
import {BuildError} from './compile.js';
import {unalignedIn, withOwnHeader, withoutCustom} from './wasm-to-c.js';

const HEAD = '/* Automatically generated */\n#include "node.h"\n';
const BODY = 'static void w2c_node_f5(w2c_node*, u32);\n';

test("wasm2c's own definitions give way to ours, and the module stays as it is", t => {
	const c = `${HEAD}#define TRAP(x) x\nstatic inline void load(void);\n${BODY}`;
	t.is(withOwnHeader(c), `${HEAD}#include "wasm-memory.h"\n\n${BODY}`);
});

for (const [what, c] of [
	['without its header', BODY],
	['without a module', HEAD],
	['in another order', BODY + HEAD],
]) {
	test(`C ${what} is refused`, t => {
		t.throws(() => withOwnHeader(c!), {instanceOf: BuildError});
	});
}

test('an access that may lie at an odd address is found, with the function it is in', t => {
	const wat = [
		'  (func $aligned (type 0) (param i32)',
		'      i32.load offset=4',
		'      i64.store8 offset=8',
		'  (func $astray (type 0) (param i32)',
		'      i32.store offset=4 align=2',
		'      i64.load align=1',
	];
	t.deepEqual(unalignedIn(wat.join('\n')), ['i32.store in astray', 'i64.load in astray']);
});

test('a module without its custom sections has the same instructions', t => {
	const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
	const custom = [0x00, 0x83, 0x00, 0x01, 0x61, 0x62];
	const code = [0x0a, 0x01, 0x00];
	const wasm = Uint8Array.from([...magic, ...custom, ...code, ...custom]);
	t.deepEqual([...withoutCustom(wasm)], [...magic, ...code]);
});
