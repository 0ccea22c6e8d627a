/*
 * The firmware turned into C as a program for this machine, under libFuzzer and the sanitizers for
 * addresses and undefined behaviour. It also traps at a stray or an unaligned access.
 *
 *   node.wasm  ->  C  + firmware/test/native/fuzz.c  ->  clang  ->  build/fuzz/node
 */
import {execFile, spawn} from 'node:child_process';
import {mkdir, readdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {IDENTITY} from '../firmware/test/secure-gateway.js';
import {EnvironmentError} from '../harness/errors.js';
import {BOARDS} from '../harness/locate/catalogue.js';
import {BuildError, ROOT} from './compile.js';
import {fuzzSeeds} from './fuzz-seeds.js';
import {moduleAsC} from './wasm-to-c.js';

const CLANG = 'clang';
const FLAGS = [
	...['-g', '-O1', '-std=gnu11', '-fno-strict-aliasing', '-w', '-DCHECKS'],
	...['-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=all'],
];
const INPUT_SIZE_MAX = 4096;
/** Of an input that makes the node do far more than any other. */
const INPUT_SECONDS_MAX = 10;

/** Why the firmware cannot be fuzzed here, or undefined. Under CI=true that is an error instead. */
export async function fuzzerMissing(): Promise<string | undefined> {
	try {
		await promisify(execFile)(CLANG, ['--version']);
		return undefined;
	} catch (error) {
		if (!isMissing(error)) throw error;
		if (process.env['CI'] !== 'true') return `${CLANG} is not installed`;
		throw missing(error);
	}
}

export interface Fuzzed {
	/** The inputs that crash it, as files that replay. */
	readonly crashes: readonly string[];
	/** What the fuzzer said at its end. */
	readonly said: string;
}

export class NativeFuzzer {
	readonly #program: string;
	readonly #folder: string;

	private constructor(folder: string) {
		this.#folder = folder;
		this.#program = path.join(folder, 'node');
	}

	/**
	 * Builds it in build/`name`, with `lessBytes` fewer octets of memory than the node needs. A
	 * BuildError in clang's words, or an EnvironmentError without clang.
	 */
	static async build(name: string, lessBytes = 0): Promise<NativeFuzzer> {
		const folder = fileURLToPath(new URL(`build/${name}/`, ROOT));
		for (const part of ['seeds', 'corpus', 'crashes']) {
			await mkdir(path.join(folder, part), {recursive: true});
		}
		for (const [seed, octets] of fuzzSeeds()) {
			await writeFile(path.join(folder, 'seeds', seed), octets);
		}
		const module = await moduleAsC('firmware/node.ts', name);
		const source = fileURLToPath(new URL('firmware/test/native/fuzz.c', ROOT));
		const fuzzer = new NativeFuzzer(folder);
		await compiled([
			...FLAGS,
			`-DSTATIC_BYTES=${((module.staticBytes + 7) & ~7) - lessBytes}`,
			`-DIDENTITY=${identity()}`,
			...[module.folder, path.join(BOARDS, 'common')].map(include => `-I${include}`),
			...[path.join(module.folder, 'node.c'), source, '-o', fuzzer.#program],
		]);
		return fuzzer;
	}

	/** The file of the exchange `name` that it begins with. */
	seed(name: string): string {
		return path.join(this.#folder, 'seeds', name);
	}

	/** Looks for crashes for so long; what it learns is kept for the next time. */
	async run(seconds: number, show: (text: string) => void): Promise<Fuzzed> {
		const before = new Set(await this.#crashes());
		const parts = ['corpus', 'seeds'].map(part => path.join(this.#folder, part));
		const said = await this.#start(
			[
				`-max_total_time=${seconds}`,
				`-max_len=${INPUT_SIZE_MAX}`,
				`-timeout=${INPUT_SECONDS_MAX}`,
				`-artifact_prefix=${path.join(this.#folder, 'crashes')}${path.sep}`,
				'-print_final_stats=1',
				...parts,
			],
			show,
		);
		const crashes = (await this.#crashes()).filter(file => !before.has(file));
		return {crashes, said: said.text};
	}

	/** Runs one input; what was reported and how it ended. */
	async replay(file: string): Promise<{crashed: boolean; text: string}> {
		const {code, text} = await this.#start([file], () => {});
		return {crashed: code !== 0, text};
	}

	async #crashes(): Promise<string[]> {
		const folder = path.join(this.#folder, 'crashes');
		return (await readdir(folder)).map(file => path.join(folder, file));
	}

	#start(args: readonly string[], show: (text: string) => void) {
		const env = {...process.env, ...(args.length === 1 && {FUZZ_TELL: '1'})};
		const child = spawn(this.#program, args, {env, stdio: ['ignore', 'pipe', 'pipe']});
		let text = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (octets: Buffer) => {
				text += octets.toString();
				show(octets.toString());
			});
		}
		return new Promise<{code: number | null; text: string}>((resolve, reject) => {
			child.on('error', reject);
			child.on('close', code => resolve({code, text}));
		});
	}
}

async function compiled(args: readonly string[]): Promise<void> {
	try {
		await promisify(execFile)(CLANG, args, {maxBuffer: 2 ** 26});
	} catch (error) {
		if (isMissing(error)) throw missing(error);
		if (!(error instanceof Error && 'stderr' in error)) throw error;
		throw new BuildError(String(error.stderr), {cause: error});
	}
}

/** The octets that provision() takes, as C has them. */
function identity(): string {
	const {eui, fk, rc, batch} = IDENTITY;
	return (eui + fk + rc + batch).replace(/../g, octet => `0x${octet},`);
}

function isMissing(error: unknown): error is Error {
	return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function missing(cause: Error): EnvironmentError {
	const hint = 'apt-get install clang libclang-rt-14-dev';
	return new EnvironmentError(`${CLANG} is not installed`, {cause, hint});
}
