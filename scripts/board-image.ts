/*
 * From C to what is flashed: node.elf, node.bin and node.hex in build/images/`board`, by Arm's
 * gcc. boards/common is compiled with the board's own header, and a build id, the beginning of
 * the hash of the module, is in a section of its own.
 *
 *   build/c/node/node.c  \
 *   boards/common/*.c     >  -Os, unused functions dropped  ->  .elf  ->  .bin  .hex
 *   boards/B/board.c     /   beside each object .ci: its calls, and their stack
 */
import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {Board} from '../boards/schema.js';
import {EnvironmentError} from '../harness/errors.js';
import {BOARDS} from '../harness/locate/catalogue.js';
import {imageBytesMax} from '../harness/target/board-facts.js';
import {BuildError, ROOT} from './compile.js';
import type {CModule} from './wasm-to-c.js';

/** An image that was built. */
export interface Image {
	readonly board: Board;
	readonly elf: string;
	/** Where the objects are, and what the compiler says of them. */
	readonly folder: string;
	/** What HELLO reports, in hexadecimal. */
	readonly buildId: string;
}

const PREFIX = 'arm-none-eabi-';
const COMMON = path.join(BOARDS, 'common');
/** What every image has, whatever the chip. */
const SOURCES = ['start.c', 'host.c', 'last-words.c', 'octets.c'];
const BUILD_ID_OCTETS = 8;

const FLAGS = [
	'-Os',
	'-mthumb',
	'-mfloat-abi=soft',
	'-std=gnu11',
	'-ffreestanding',
	'-fno-strict-aliasing',
	'-fno-tree-loop-distribute-patterns',
	// These four make code of this kind larger, which -Os does not foresee.
	'-fno-tree-loop-optimize',
	'-fno-tree-tail-merge',
	'-fno-move-loop-invariants',
	'-fno-optimize-sibling-calls',
	// What wasm-memory.h keeps there. Cores without it have no use for the register either.
	'-ffixed-r9',
	// Functions that are folded into one would have no stack of their own in the call graph.
	'-fno-ipa-icf',
	'-ffunction-sections',
	'-fdata-sections',
	'-fcallgraph-info=su',
	'-g',
	'-Wall',
	'-Wextra',
	'-Wno-override-init',
	'-Werror',
];
/** wasm2c writes a variable for all it might need. */
const GENERATED = ['-Wno-unused', '-Wno-unused-parameter', '-Wno-unused-value', '-Wno-pedantic'];
const LINK = ['-nostdlib', '-Wl,--gc-sections', '-Wl,--fatal-warnings', '-lgcc'];

/** Why images cannot be built here, or undefined. Under CI=true that is an error instead. */
export async function compilerMissing(): Promise<string | undefined> {
	try {
		await promisify(execFile)(`${PREFIX}gcc`, ['--version']);
		return undefined;
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
		const what = `${PREFIX}gcc is not installed`;
		if (process.env['CI'] !== 'true') return what;
		throw missing(error);
	}
}

/** The image of `module` for `board`; with `checks`, one that traps at a stray access. */
export async function buildImage(
	board: Board,
	module: CModule,
	{checks = false} = {},
): Promise<Image> {
	const name = checks ? `${module.name}-checks` : module.name;
	const folder = fileURLToPath(new URL(`build/images/${board.id}/${name}/`, ROOT));
	await mkdir(folder, {recursive: true});
	const buildId = module.sha256.slice(0, 2 * BUILD_ID_OCTETS);
	const flags = [...flagsOf(board, module, buildId), ...(checks ? ['-DCHECKS'] : [])];
	const objects: string[] = [];
	for (const source of sourcesOf(board, module)) {
		const object = path.join(folder, `${path.basename(source, '.c')}.o`);
		const generated = source.startsWith(module.folder) ? GENERATED : [];
		await run('gcc', [...FLAGS, ...flags, ...generated, '-c', source, '-o', object]);
		objects.push(object);
	}

	const stem = fileURLToPath(new URL(`build/images/${board.id}/${name}`, ROOT));
	const elf = `${stem}.elf`;
	await run('gcc', [...cpuOf(board), ...linkOf(board), ...objects, ...LINK, '-o', elf]);
	await run('objcopy', ['-O', 'binary', elf, `${stem}.bin`]);
	await run('objcopy', ['-O', 'ihex', elf, `${stem}.hex`]);
	return {board, elf, folder, buildId};
}

function sourcesOf({id, firmware}: Board, module: CModule): string[] {
	const own = path.join(BOARDS, id, 'board.c');
	return [
		path.join(module.folder, 'node.c'),
		...[...SOURCES, ...firmware!.sources].map(file => path.join(COMMON, file)),
		...(existsSync(own) ? [own] : []),
	];
}

function flagsOf(board: Board, module: CModule, buildId: string): string[] {
	const {id, mcu, firmware} = board;
	const storageAt = mcu.flashAt! + imageBytesMax(board);
	const octets = buildId.match(/../g)!.map(octet => `0x${octet}`);
	const defined = {
		STATIC_BYTES: (module.staticBytes + 7) & ~7,
		FLASH_AT: mcu.flashAt!,
		STORAGE_AT: storageAt,
		FLASH_PAGE_BYTES: firmware!.storage.pageBytes,
		BUILD_ID: octets.join(','),
		BOARD_ID: `"${id}"`,
	};
	return [
		...cpuOf(board),
		...Object.entries(defined).map(([name, value]) => `-D${name}=${value}`),
		...[module.folder, COMMON, path.join(BOARDS, id)].map(folder => `-I${folder}`),
		`-ffile-prefix-map=${fileURLToPath(ROOT)}=`,
	];
}

function linkOf(board: Board): string[] {
	const {mcu} = board;
	const defined = {
		FLASH_AT: mcu.flashAt!,
		FLASH_BYTES: imageBytesMax(board),
		RAM_AT: mcu.ramAt!,
		RAM_BYTES: mcu.ramBytes,
	};
	return [
		...Object.entries(defined).map(([name, value]) => `-Wl,--defsym=${name}=${value}`),
		'-T',
		path.join(COMMON, 'image.ld'),
	];
}

/** Nothing here uses floating point, so a core with it is taken as one without. */
function cpuOf({mcu}: Board): string[] {
	return [`-mcpu=${mcu.core.replace(/f$/, '')}`, '-mthumb'];
}

/** Runs a program of Arm's tools. A complaint of it is a BuildError in its words. */
export async function run(tool: string, args: readonly string[]): Promise<string> {
	try {
		return (await promisify(execFile)(`${PREFIX}${tool}`, args, {maxBuffer: 2 ** 26})).stdout;
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
		if (error.code === 'ENOENT') throw missing(error);
		throw new BuildError('stderr' in error ? String(error.stderr) : error.message, {cause: error});
	}
}

function missing(cause: Error): EnvironmentError {
	const hint = 'apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi';
	return new EnvironmentError(`${PREFIX}gcc is not installed`, {cause, hint});
}
