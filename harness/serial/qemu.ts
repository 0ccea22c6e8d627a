/*
 * A board in QEMU: a process whose line is a unix socket, and whose plug can be pulled.
 *
 *   off       start()   -> halted     flash as it was when the power went, if it has any
 *   halted    run()     -> running
 *   running   cut()     -> off        what the flash holds at this moment is remembered
 *   any       stop()    -> ended
 *
 * QEMU forgets flash with its process: a cut stops the processor, saves the pages by QMP and then
 * kills; a start writes them through the gdb stub before the first instruction. The sockets
 * keep their names, so whoever holds the line finds the board again. Knows no frames.
 */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, rmSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {EnvironmentError} from '../errors.js';
import {writeMemory} from './gdb-memory.js';
import {Qmp} from './qmp.js';

export interface QemuOptions {
	/** QEMU's name of the board. */
	readonly machine: string;
	/** The image; an ELF file. */
	readonly elf: string;
	/** What keeps its octets when the power goes, if anything does. */
	readonly flash?: FlashArea;
	/** Added to QEMU's arguments. */
	readonly args?: readonly string[];
}

export interface FlashArea {
	readonly at: number;
	readonly size: number;
	/** What it holds at the first start; else what QEMU puts there. */
	readonly octets?: Uint8Array;
}

const QEMU = 'qemu-system-arm';
const START_DEADLINE_MS = 10_000;
const TRY_AGAIN_MS = 10;

/** Why boards cannot be emulated here, or undefined. Under CI=true that is an error instead. */
export function qemuMissing(): string | undefined {
	const {error} = spawnSync(QEMU, ['--version']);
	if (error === undefined) return undefined;
	const what = `${QEMU} is not installed`;
	if (process.env['CI'] !== 'true') return what;
	throw new EnvironmentError(what, {cause: error, hint: `apt-get install ${QEMU}`});
}

/** No emulator outlives the process that started it. */
const running = new Set<Qemu>();
process.on('exit', () => {
	for (const qemu of running) qemu.killNow();
});

export class Qemu {
	readonly #options: QemuOptions;
	readonly #folder: string;
	#child: ChildProcess | undefined;
	#qmp: Qmp | undefined;
	#kept: Uint8Array | undefined;

	private constructor(options: QemuOptions, folder: string) {
		this.#options = options;
		this.#folder = folder;
		this.#kept = options.flash?.octets;
		running.add(this);
	}

	/** A board that is on, and halted before its first instruction. */
	static async start(options: QemuOptions): Promise<Qemu> {
		const qemu = new Qemu(options, await mkdtemp(path.join(tmpdir(), 'board-')));
		try {
			await qemu.start();
			return qemu;
		} catch (error) {
			await qemu.stop();
			throw error;
		}
	}

	get isOn(): boolean {
		return this.#child !== undefined;
	}

	/** The unix socket of the line. */
	get line(): string {
		return path.join(this.#folder, 'line');
	}

	/** Power on, and halted. An EnvironmentError where QEMU is missing, or ends at once. */
	async start(): Promise<void> {
		if (this.#child !== undefined) throw new RangeError('the board is on');
		const child = spawn(QEMU, this.#args(), {stdio: ['ignore', 'ignore', 'pipe']});
		const failed = once(child, 'error');
		this.#child = child;
		this.#qmp = await this.#connected(child, failed);
		const {flash} = this.#options;
		if (flash === undefined || this.#kept === undefined) return;
		await writeMemory(this.#path('gdb'), flash.at, this.#kept);
	}

	/** For the end of this process: no time is left to wait. */
	killNow(): void {
		this.#child?.kill('SIGKILL');
	}

	/** Lets the processor run. */
	async run(): Promise<void> {
		await this.#on.execute('cont');
	}

	/** Pulls the plug: the next instruction is never done. Gives what the flash holds. */
	async cut(): Promise<Uint8Array | undefined> {
		await this.#on.execute('stop');
		const {flash} = this.#options;
		if (flash !== undefined) {
			const filename = this.#path('flash');
			await this.#on.execute('memsave', {val: flash.at, size: flash.size, filename});
			this.#kept = new Uint8Array(await readFile(filename));
			await rm(filename);
		}
		await this.#killed();
		return this.#kept;
	}

	/** Ends the process, whatever it does, and forgets the flash. */
	async stop(): Promise<void> {
		await this.#killed();
		running.delete(this);
		await rm(this.#folder, {recursive: true, force: true});
	}

	get #on(): Qmp {
		if (this.#qmp === undefined) throw new RangeError('the board is off');
		return this.#qmp;
	}

	#path(name: string): string {
		return path.join(this.#folder, name);
	}

	#args(): string[] {
		const {machine, elf, args = []} = this.#options;
		const socket = (name: string) => `unix:${this.#path(name)},server=on,wait=off`;
		return [
			...['-M', machine, '-kernel', elf, '-S', '-display', 'none', '-monitor', 'none'],
			...['-serial', socket('line'), '-qmp', socket('qmp'), '-gdb', socket('gdb')],
			...args,
		];
	}

	async #connected(child: ChildProcess, failed: Promise<unknown[]>): Promise<Qmp> {
		let said = '';
		child.stderr!.on('data', (octets: Buffer) => {
			said = `${said}${octets.toString()}`.slice(-500);
		});
		let missing: Error | undefined;
		failed.then(
			([error]) => {
				missing = error as Error;
			},
			() => {},
		);
		const until = performance.now() + START_DEADLINE_MS;
		while (performance.now() < until && child.exitCode === null && missing === undefined) {
			// The stub is opened after QMP: once it is there, the rest is.
			if (existsSync(this.#path('qmp')) && existsSync(this.#path('gdb'))) {
				return await Qmp.open(this.#path('qmp'));
			}
			await sleep(TRY_AGAIN_MS);
		}
		const cause = missing ?? new Error(said.trim() || 'no word of it');
		const hint = missing === undefined ? cause.message : `apt-get install ${QEMU}`;
		throw new EnvironmentError(`${QEMU} did not start`, {cause, hint});
	}

	async #killed(): Promise<void> {
		const child = this.#child;
		this.#qmp?.close();
		this.#qmp = undefined;
		this.#child = undefined;
		if (child?.pid === undefined) return;
		child.kill('SIGKILL');
		if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
		for (const name of ['line', 'qmp', 'gdb']) rmSync(this.#path(name), {force: true});
	}
}
