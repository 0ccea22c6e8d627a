/*
 * A board in QEMU: a process whose line is a unix socket, and whose plug can be pulled.
 *
 *   off       start()   -> halted     flash as it was when the power went, if it has any
 *   halted    run()     -> running
 *   running   cut()     -> off        what the flash holds at this moment is remembered
 *   on        QEMU ends -> failed     for good: whoever holds it is told
 *   any       stop()    -> ended
 *
 * QEMU forgets flash with its process: a cut stops the processor, saves the pages by QMP and then
 * kills; a start writes them through the gdb stub before the first instruction. The sockets
 * keep their names, so whoever holds the line finds the board again. What a board says while nobody
 * is at the other end is lost: who must not miss its first word opens the line, then lets it run.
 * Knows no frames.
 */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, rmSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {EnvironmentError} from '../errors.js';
import {endWithProcess} from '../process-end.js';
import {writeMemory} from './gdb-memory.js';
import {Qmp} from './qmp.js';

export interface QemuImage {
	/** QEMU's name of the board. */
	readonly machine: string;
	/** An ELF file. */
	readonly elf: string;
}

export interface QemuOptions extends QemuImage {
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

export const QEMU = 'qemu-system-arm';
/** A machine that has twenty of them to start needs a while. */
const START_DEADLINE_MS = 60_000;
const TRY_AGAIN_MS = 10;
const SAID_MAX = 500;

/** What is said where there is no QEMU. */
export function qemuNotInstalled(cause?: unknown): EnvironmentError {
	return new EnvironmentError(`${QEMU} is not installed`, {cause, hint: `apt-get install ${QEMU}`});
}

/** Why boards cannot be emulated here, or undefined. Under CI=true that is an error instead. */
export function qemuMissing(): string | undefined {
	const {error} = spawnSync(QEMU, ['--version']);
	if (error === undefined) return undefined;
	if (process.env['CI'] !== 'true') return `${QEMU} is not installed`;
	throw qemuNotInstalled(error);
}

export class Qemu {
	/** Rejects with an EnvironmentError when QEMU ends of itself, or was never there. */
	readonly failed: Promise<never>;
	readonly #options: QemuOptions;
	readonly #folder: string;
	#child: ChildProcess | undefined;
	#qmp: Qmp | undefined;
	#kept: Uint8Array | undefined;
	#failure: EnvironmentError | undefined;
	/** Called once this process need not end it any more. */
	readonly #outlived: () => void;
	#tellFailure: (error: EnvironmentError) => void = () => {};

	private constructor(options: QemuOptions, folder: string) {
		this.#options = options;
		this.#folder = folder;
		this.#kept = options.flash?.octets;
		this.failed = new Promise((_, reject) => {
			this.#tellFailure = reject;
		});
		// Whoever stops it before it fails has no need to listen.
		this.failed.catch(() => {});
		this.#outlived = endWithProcess(() => this.#killNow());
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

	/** The same, as the name of a port. */
	get port(): string {
		return `unix:${this.line}`;
	}

	/** Power on, and halted. An EnvironmentError where QEMU is missing, or ends of itself. */
	async start(): Promise<void> {
		if (this.#failure !== undefined) throw this.#failure;
		if (this.#child !== undefined) throw new RangeError('the board is on');
		this.#child = this.#spawned();
		this.#qmp = await Promise.race([this.#connected(this.#child), this.failed]);
		const {flash} = this.#options;
		if (flash === undefined || this.#kept === undefined) return;
		await writeMemory(this.#path('gdb'), flash.at, this.#kept);
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
		this.#outlived();
		await rm(this.#folder, {recursive: true, force: true});
	}

	get #on(): Qmp {
		if (this.#qmp !== undefined) return this.#qmp;
		throw this.#failure ?? new RangeError('the board is off');
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

	#spawned(): ChildProcess {
		const child = spawn(QEMU, this.#args(), {stdio: ['ignore', 'ignore', 'pipe']});
		let said = '';
		child.stderr.on('data', (octets: Buffer) => {
			said = `${said}${octets.toString()}`.slice(-SAID_MAX);
		});
		child.once('error', cause => this.#hasEnded(child, qemuNotInstalled(cause)));
		child.once('close', () => {
			const why = said.trim() || 'no reason given';
			this.#hasEnded(child, new EnvironmentError(`${QEMU} has ended: ${why}`));
		});
		return child;
	}

	/** One that was killed on purpose is forgotten by then. */
	#hasEnded(child: ChildProcess, error: EnvironmentError): void {
		if (child !== this.#child) return;
		this.#child = undefined;
		this.#qmp?.close();
		this.#qmp = undefined;
		this.#failure = error;
		this.#tellFailure(error);
	}

	async #connected(child: ChildProcess): Promise<Qmp> {
		const until = performance.now() + START_DEADLINE_MS;
		while (performance.now() < until && child === this.#child) {
			// The stub is opened after QMP: once it is there, the rest is.
			if (existsSync(this.#path('qmp')) && existsSync(this.#path('gdb'))) {
				return await Qmp.open(this.#path('qmp'));
			}
			await sleep(TRY_AGAIN_MS);
		}
		throw new EnvironmentError(`${QEMU} did not start within ${START_DEADLINE_MS / 1000} s`);
	}

	/** No emulator outlives the process that started it: no time is left to wait. */
	#killNow(): void {
		this.#child?.kill('SIGKILL');
		rmSync(this.#folder, {recursive: true, force: true});
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
