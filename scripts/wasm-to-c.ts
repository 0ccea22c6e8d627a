/*
 * From a module of the firmware to C, by wasm2c of the npm package wabt:
 *
 *   shipped    what simulated nodes run; its hash is the build id
 *   named      the same and names, so that C has them; refused if anything else differs
 *   C          wasm2c's, its own definitions replaced by boards/common/wasm-memory.h
 *
 * Knows no board.
 */
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {BuildError, compile, ROOT} from './compile.js';
import {areasOf, endOf} from './static-memory.js';

/** A module as C. */
export interface CModule {
	/** The folder below build/c. What runs at the same time needs names of its own. */
	readonly name: string;
	/** Holds node.c and node.h: every module has the names of a node. */
	readonly folder: string;
	/** SHA-256 of the module, in hexadecimal. */
	readonly sha256: string;
	/** How much of the page is used. */
	readonly staticBytes: number;
}

const WASM2C = createRequire(import.meta.url).resolve('wabt/bin/wasm2c');
const WASM2WAT = createRequire(import.meta.url).resolve('wabt/bin/wasm2wat');
/** The text names an alignment only where it is less than the access is long. */
const UNALIGNED = /^ *(?<access>\w+\.(?:load|store)\S*) .*align=/;
/** Where wasm2c's own definitions begin and where the module begins. */
const HEAD = /#include "node\.h"\n/;
const BODY = /^static \w+ w2c_node_/m;
const OWN_HEADER = '#include "wasm-memory.h"\n\n';
const CUSTOM_SECTION = 0;
const MAGIC_BYTES = 8;

/** The module of `entry` as C, in build/c/`name`. */
export async function moduleAsC(entry: string, name: string): Promise<CModule> {
	const folder = fileURLToPath(new URL(`build/c/${name}/`, ROOT));
	const shipped = await compile(entry, 'shipped');
	const named = await compile(entry, 'named');
	if (!Buffer.from(withoutCustom(named)).equals(withoutCustom(shipped))) {
		throw new BuildError(`${entry}: with names, its instructions are others`);
	}

	await mkdir(folder, {recursive: true});
	await writeFile(path.join(folder, 'node.wasm'), named);
	await wabt(folder, [WASM2WAT, 'node.wasm', '-o', 'node.wat']);
	const astray = unalignedIn(await readFile(path.join(folder, 'node.wat'), 'utf8'));
	if (astray.length > 0) throw new BuildError(`${entry}: unaligned: ${astray.join(', ')}`);
	await wabt(folder, [WASM2C, 'node.wasm', '-o', 'node.c', '--module-name=node']);
	const file = path.join(folder, 'node.c');
	await writeFile(file, withOwnHeader(await readFile(file, 'utf8')));
	const sha256 = createHash('sha256').update(shipped).digest('hex');
	return {name, folder, sha256, staticBytes: endOf(areasOf(await compile(entry, 'layout'), []))};
}

/**
 * Accesses that the compiler knows may lie at an odd address, by the function they are in: a
 * Cortex-M0 faults there, whatever the simulated nodes do.
 */
export function unalignedIn(text: string): string[] {
	const found: string[] = [];
	let name = '';
	for (const line of text.split('\n')) {
		name = /^ *\(func \$(\S+)/.exec(line)?.[1] ?? name;
		const access = UNALIGNED.exec(line)?.groups?.['access'];
		if (access !== undefined) found.push(`${access} in ${name}`);
	}
	return found;
}

/** The C of wasm2c with our header in place of its definitions. */
export function withOwnHeader(c: string): string {
	const head = HEAD.exec(c);
	const body = BODY.exec(c);
	if (head === null || body === null || body.index < head.index) {
		throw new BuildError('wasm2c writes in another order than it used to');
	}
	return c.slice(0, head.index + head[0].length) + OWN_HEADER + c.slice(body.index);
}

/** A module without its custom sections: names and the like. */
export function withoutCustom(wasm: Uint8Array): Uint8Array {
	const kept = [wasm.subarray(0, MAGIC_BYTES)];
	for (let at = MAGIC_BYTES; at < wasm.length; ) {
		const {value, next} = unsigned(wasm, at + 1);
		if (wasm[at] !== CUSTOM_SECTION) kept.push(wasm.subarray(at, next + value));
		at = next + value;
	}
	return Buffer.concat(kept);
}

async function wabt(cwd: string, args: readonly string[]): Promise<void> {
	await promisify(execFile)(process.execPath, args, {cwd});
}

/** A number in LEB128, and where it ends. */
function unsigned(octets: Uint8Array, from: number): {value: number; next: number} {
	let value = 0;
	for (let at = from; ; at++) {
		const octet = octets[at] ?? 0;
		value += (octet & 0x7f) * 2 ** (7 * (at - from));
		if (octet < 0x80) return {value, next: at + 1};
	}
}
