/*
 * Compiles the firmware: build/node.wasm, which nodes and boards run, build/node.json with its
 * figures, and build/*-test.wasm, parts of it alone for their tests. Refuses a node whose static
 * memory does not fit the bound of firmware/limits.ts.
 *
 *   node build/scripts/build-firmware.js                      the modules
 *   node build/scripts/build-firmware.js --board microbit     and an image; may be said again
 *   node build/scripts/build-firmware.js --board all          and all images
 *   ... --checks                                              images that trap at a stray access
 */
import {createHash} from 'node:crypto';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {Command} from 'commander';
import type {Board} from '../boards/schema.js';
import {EnvironmentError, UsageError} from '../harness/errors.js';
import {boardsWithFirmware, boardWithFirmware} from '../harness/target/board-facts.js';
import {buildImage} from './board-image.js';
import {BuildError, compile, ROOT} from './compile.js';
import {areasOf, endOf} from './static-memory.js';
import {moduleAsC} from './wasm-to-c.js';

const {board: names, checks} = new Command('build-firmware')
	.option('--board <name...>', 'build images for these boards, or for all', [])
	.option('--checks', 'images that trap at a stray access', false)
	.parse()
	.opts<{board: string[]; checks: boolean}>();

const TEST_MODULES = [
	['firmware-test.wasm', 'firmware/test/module/wire.ts'],
	['crypto-test.wasm', 'firmware/test/module/crypto.ts'],
	['journal-test.wasm', 'firmware/test/module/journal.ts'],
] as const;

try {
	const boards = names.includes('all') ? boardsWithFirmware() : names.map(boardWithFirmware);
	await build();
	if (boards.length > 0) await buildImages(boards);
} catch (error) {
	process.exitCode = exitCodeOf(error);
	console.error((error as Error).message);
}

/** Throws what is nobody's fault but ours. */
function exitCodeOf(error: unknown): number {
	if (error instanceof BuildError) return 1;
	if (error instanceof UsageError || error instanceof EnvironmentError) return error.exitCode;
	throw error;
}

async function buildImages(boards: readonly Board[]): Promise<void> {
	const module = await moduleAsC('firmware/node.ts', 'node');
	for (const board of boards) {
		const {elf, buildId} = await buildImage(board, module, {checks});
		console.log(`${path.relative(fileURLToPath(ROOT), elf)}: build ${buildId}`);
	}
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
