/*
 * From AssemblyScript to WebAssembly, in three ways with one memory layout:
 *
 *   shipped    optimised, nameless: what nodes and boards run
 *   named      the same instructions, with the name of each function in a section of its own
 *   layout     as written, named: every data segment and global is still there to be read
 *
 * No allocator is linked (runtime stub), and the memory is one page that cannot grow. Paths are
 * relative to the root of the package. Knows no firmware.
 */
import {fileURLToPath} from 'node:url';
import asc from 'assemblyscript/asc';

export type Purpose = 'shipped' | 'named' | 'layout';

/** The root of the package, with a slash at its end. */
export const ROOT = new URL('../../', import.meta.url);

/** Address 0 stays free, so that an address of 0 can mean none. */
const MEMORY_BASE = 16;

const COMMON = {
	runtime: 'stub',
	initialMemory: 1,
	maximumMemory: 1,
	memoryBase: MEMORY_BASE,
	baseDir: fileURLToPath(ROOT),
	outFile: 'out.wasm',
};

const SHIPPED = {optimizeLevel: 3, shrinkLevel: 2, converge: true};

const OPTIONS = {
	shipped: SHIPPED,
	named: {...SHIPPED, debug: true},
	layout: {debug: true},
};

/** Firmware that cannot be built. The message says why, in the compiler's words if it has any. */
export class BuildError extends Error {
	override name = 'BuildError';
}

/** Compiles the file `entry`; the same sources always give the same octets. */
export async function compile(entry: string, purpose: Purpose): Promise<Uint8Array> {
	let wasm: Uint8Array | undefined;
	const stderr = asc.createMemoryStream();
	const {error} = await asc.main([entry, ...argumentsOf({...COMMON, ...OPTIONS[purpose]})], {
		stderr,
		writeFile: (name, contents) => {
			if (name === COMMON.outFile && typeof contents !== 'string') wasm = contents;
		},
	});
	if (error !== null || wasm === undefined) {
		throw new BuildError(`${entry} does not compile\n${stderr.toString()}`, {cause: error});
	}
	return wasm;
}

function argumentsOf(options: Record<string, string | number | boolean>): string[] {
	return Object.entries(options).flatMap(([name, value]) =>
		value === true ? [`--${name}`] : [`--${name}`, String(value)],
	);
}
