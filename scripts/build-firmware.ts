/*
 * Compiles the firmware: build/node.wasm, which nodes and boards run, build/node.json with its
 * figures, and build/*-test.wasm, parts of it alone for their tests. Refuses a node whose static
 * memory does not fit the bound of firmware/limits.ts.
 */
import {createHash} from 'node:crypto';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {BuildError, compile, ROOT} from './compile.js';
import {areasOf, endOf} from './static-memory.js';

const TEST_MODULES = [
	['firmware-test.wasm', 'firmware/test/module/wire.ts'],
	['crypto-test.wasm', 'firmware/test/module/crypto.ts'],
	['journal-test.wasm', 'firmware/test/module/journal.ts'],
] as const;

try {
	await build();
} catch (error) {
	if (!(error instanceof BuildError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}

async function build(): Promise<void> {
	await mkdir(new URL('build/', ROOT), {recursive: true});
	for (const [name, entry] of TEST_MODULES) await write(name, await compile(entry, 'shipped'));
	const wasm = await compile('firmware/node.ts', 'shipped');
	const staticBytes = endOf(areasOf(await compile('firmware/node.ts', 'layout'), []));
	const staticBytesMax = await bound();
	const memory = `static memory ends at ${staticBytes} of ${staticBytesMax} octets`;
	if (staticBytes > staticBytesMax) throw new BuildError(`node.wasm refused: ${memory}`);

	await write('node.wasm', wasm);
	const sha256 = createHash('sha256').update(wasm).digest('hex');
	await write('node.json', JSON.stringify({wasmBytes: wasm.length, staticBytes, sha256}));
	console.log(`node.wasm: ${wasm.length} octets; ${memory}`);
}

async function bound(): Promise<number> {
	const text = await readFile(new URL('firmware/limits.ts', ROOT), 'utf8');
	const match = /STATIC_BYTES_MAX: u32 = (?<value>\d+);/.exec(text);
	if (match === null) throw new BuildError('firmware/limits.ts lacks STATIC_BYTES_MAX');
	return Number(match.groups!['value']);
}

async function write(name: string, contents: Uint8Array | string): Promise<void> {
	await writeFile(new URL(`build/${name}`, ROOT), contents);
}
