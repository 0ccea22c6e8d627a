/*
 * A board in QEMU, its line a unix socket:
 *
 *   image  ->  qemu-system-arm -kernel  -- socket --  send(), take()
 *
 * QEMU holds the processor until somebody is at the other end, so nothing that is said is lost.
 * Knows no frames. Ended by its own process id.
 */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {connect, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {EnvironmentError} from '../harness/errors.js';
import type {Image} from './board-image.js';

const QEMU = 'qemu-system-arm';
const START_DEADLINE_MS = 10_000;
/** An answer takes a millisecond; a machine with much to do may need longer. */
const ANSWER_DEADLINE_MS = 10_000;
const TRY_AGAIN_MS = 20;

/** Why boards cannot be emulated here, or undefined. Under CI=true that is an error instead. */
export function qemuMissing(): string | undefined {
	const {error} = spawnSync(QEMU, ['--version']);
	if (error === undefined) return undefined;
	const what = `${QEMU} is not installed`;
	if (process.env['CI'] !== 'true') return what;
	throw new EnvironmentError(what, {cause: error, hint: `apt-get install ${QEMU}`});
}

export class EmulatedBoard {
	readonly #child: ChildProcess;
	readonly #folder: string;
	readonly #ended: Promise<unknown>;
	#socket: Socket | undefined;
	#arrived = Buffer.alloc(0);
	#wake = () => {};

	private constructor(machine: string, {elf}: Image, folder: string, args: readonly string[]) {
		this.#folder = folder;
		const line = `unix:${path.join(folder, 'line')},server=on,wait=on`;
		const quiet = ['-display', 'none', '-monitor', 'none'];
		this.#child = spawn(QEMU, ['-M', machine, '-kernel', elf, ...quiet, '-serial', line, ...args], {
			stdio: 'ignore',
		});
		this.#ended = once(this.#child, 'exit');
	}

	/** Starts `image`; `args` are added to QEMU's. An EnvironmentError where it does not start. */
	static async start(image: Image, args: readonly string[] = []): Promise<EmulatedBoard> {
		const machine = image.board.emulator?.machine;
		if (machine === undefined) throw new RangeError(`${image.board.id} has no emulator`);
		const folder = await mkdtemp(path.join(tmpdir(), 'board-'));
		const board = new EmulatedBoard(machine, image, folder, args);
		board.#socket = await board.#connected();
		board.#socket.on('data', octets => {
			board.#arrived = Buffer.concat([board.#arrived, octets]);
			board.#wake();
		});
		return board;
	}

	send(octets: Uint8Array | string): void {
		this.#socket?.write(octets);
	}

	/** The next octets, as many as `count`; an EnvironmentError where they do not come. */
	take(count: number): Promise<Buffer> {
		return this.#next(() => (this.#arrived.length < count ? undefined : count));
	}

	/** The next octets up to one that is `last`, at least one before it. */
	takeUntil(last: number): Promise<Buffer> {
		return this.#next(() => {
			const at = this.#arrived.indexOf(last, 1);
			return at < 0 ? undefined : at + 1;
		});
	}

	async stop(): Promise<void> {
		this.#socket?.destroy();
		this.#child.kill('SIGKILL');
		await this.#ended;
		await rm(this.#folder, {recursive: true, force: true});
	}

	async #connected(): Promise<Socket> {
		const until = performance.now() + START_DEADLINE_MS;
		while (performance.now() < until && this.#child.exitCode === null) {
			const socket = connect(path.join(this.#folder, 'line'));
			if (await isConnected(socket)) return socket;
			await sleep(TRY_AGAIN_MS);
		}
		await this.stop();
		throw new EnvironmentError(`${QEMU} did not start`);
	}

	async #next(countOf: () => number | undefined): Promise<Buffer> {
		const until = performance.now() + ANSWER_DEADLINE_MS;
		for (let count = countOf(); ; count = countOf()) {
			if (count !== undefined) {
				const octets = this.#arrived.subarray(0, count);
				this.#arrived = this.#arrived.subarray(count);
				return octets;
			}

			const leftMs = until - performance.now();
			if (leftMs <= 0) {
				const heard = this.#arrived.toString('hex') || 'nothing';
				throw new EnvironmentError(`the board says ${heard}, and then no more`);
			}
			await this.#more(leftMs);
		}
	}

	/** Resolves when octets come, or after `ms`. */
	#more(ms: number): Promise<void> {
		return new Promise(resolve => {
			const timer = setTimeout(resolve, ms);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}
}

function isConnected(socket: Socket): Promise<boolean> {
	return new Promise(resolve => {
		socket.once('connect', () => resolve(true));
		socket.once('error', () => resolve(false));
	});
}
