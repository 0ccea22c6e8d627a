import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import test from 'ava';
import binaryen from 'binaryen';
import {exportsOf, hostFunctionsIn, violationsOf} from './inspect.js';

const ROOT = new URL('../../../', import.meta.url);
const HOST = ['send', 'entropy'];

test('the node that ships is one page, without allocation, floats, recursion or hidden state', t => {
	t.deepEqual(violationsOf(built('node.wasm'), hostFunctions()), []);
});

test('the codec that is tested keeps the same rules and asks the host for nothing', t => {
	t.deepEqual(violationsOf(built('firmware-test.wasm'), []), []);
});

test('the node that ships exports its calls, its memory, five addresses and a size', t => {
	t.deepEqual(exportsOf(built('node.wasm')), [
		'func boot',
		'func lineReceived',
		'func poll',
		'func pollAt',
		'func received',
		'global RX_FRAME_SIZE',
		'global board',
		'global config',
		'global counters',
		'global panicCode',
		'global rxFrame',
		'memory memory',
	]);
});

test('a node asks its host for what host.ts declares, and for nothing else', t => {
	t.deepEqual(hostFunctionsIn('export declare function send(): void;\nfunction other() {}'), [
		'send',
	]);
	t.true(hostFunctions().includes('send'));
});

test('build/node.json tells the true figures of the node', t => {
	const wasm = built('node.wasm');
	const sha256 = createHash('sha256').update(wasm).digest('hex');
	const {staticBytes, ...figures} = JSON.parse(built('node.json').toString());
	t.deepEqual(figures, {wasmBytes: wasm.length, sha256});
	t.true(staticBytes > 0 && staticBytes <= staticBytesMax());
});

const refused = test.macro<[string, RegExp]>({
	exec(t, items, violation) {
		const found = violationsOf(assembled(items), HOST);
		t.is(found.length, 1, found.join('\n'));
		t.regex(found[0]!, violation);
	},
	title: (claim = '') => `a module is refused for ${claim}`,
});

const PAGE = '(memory 1 1)';
const SEND = '(import "host" "send" (func $send))';

test('a module with one page and the imports of the host is accepted', t => {
	const calls = '(func $leaf call $send) (func $f64 (export "f32.add") call $leaf call $leaf)';
	t.deepEqual(violationsOf(assembled(`${SEND} ${PAGE} ${calls}`), HOST), []);
});

test('no memory', refused, '', /none/);
test('two pages', refused, '(memory 2 2)', /2 2/);
test('memory without a maximum', refused, '(memory 1)', /1\)/);
test('memory that may become two pages', refused, '(memory 1 2)', /1 2/);
test('memory.grow', refused, `${PAGE} (func (drop (memory.grow (i32.const 0))))`, /memory\.grow/);
test('a mutable global', refused, `${PAGE} (global $g (mut i32) (i32.const 0))`, /mutable global/);
test('an undeclared import', refused, `(import "host" "open" (func)) ${PAGE}`, /func host\.open/);
test('another host', refused, `(import "env" "send" (func)) ${PAGE}`, /func env\.send/);
test('an imported global', refused, `(import "host" "send" (global i32)) ${PAGE}`, /global host/);
test('an f32 result', refused, `${PAGE} (func (result f32) unreachable)`, /f32/);
test('an f64 local', refused, `${PAGE} (func (local f64))`, /f64/);
test('an f64 global', refused, `${PAGE} (global f64 (f64.const 0))`, /f64/);
test(
	'a conversion to an integer',
	refused,
	`${PAGE} (func (drop (i32.reinterpret_f32 (f32.load (i32.const 0)))))`,
	/f32\.load.*reinterpret_f32|reinterpret_f32.*f32\.load/,
);
test('a function that calls itself', refused, `${PAGE} (func $f call $f)`, /recursion.*\$/);
test(
	'functions that call each other',
	refused,
	`${PAGE} (func $a call $b) (func $b call $c) (func $c call $a)`,
	/recursion/,
);
test(
	'a call through a table',
	refused,
	`${PAGE} (table 1 1 funcref) (func (call_indirect (i32.const 0)))`,
	/call_indirect/,
);
test('a start function', refused, `${PAGE} (func $f nop) (start $f)`, /start/);

function assembled(items: string): Uint8Array {
	const module = binaryen.parseText(`(module ${items})`);
	module.setFeatures(binaryen.Features.All);
	const wasm = module.emitBinary();
	module.dispose();
	return wasm;
}

function built(name: string): Buffer {
	return readFileSync(new URL(`build/${name}`, ROOT));
}

function hostFunctions(): string[] {
	return hostFunctionsIn(source('host.ts'));
}

function staticBytesMax(): number {
	return Number(/STATIC_BYTES_MAX: u32 = (\d+);/.exec(source('limits.ts'))![1]);
}

function source(name: string): string {
	return readFileSync(new URL(`firmware/${name}`, ROOT), 'utf8');
}
