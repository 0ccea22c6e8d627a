/*
 * A board in QEMU, its line a unix socket:
 *
 *   image  ->  qemu-system-arm -kernel  -- socket --  port, for whoever speaks with boards
 *
 * QEMU holds the processor until somebody is at the other end, so nothing that is said is lost.
 * A reset of the board keeps its flash; the end of the process does not. Knows no frames.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {EnvironmentError} from '../errors.js';

const QEMU = 'qemu-system-arm';
const SAID_MAX = 500;

export interface QemuImage {
	/** What QEMU calls the board. */
	readonly machine: string;
	readonly elf: string;
}

export class QemuBoard {
	/** What is to be opened. */
	readonly port: string;
	/** Rejects with an EnvironmentError when QEMU ends of itself, or was never there. */
	readonly failed: Promise<never>;
	readonly #folder: string;
	readonly #child: ChildProcess;
	readonly #ended: Promise<void>;
	#stopped = false;

	private constructor({machine, elf}: QemuImage, folder: string) {
		const socket = path.join(folder, 'line');
		this.port = `unix:${socket}`;
		this.#folder = folder;
		const line = ['-serial', `unix:${socket},server=on,wait=on`];
		const quiet = ['-display', 'none', '-monitor', 'none'];
		this.#child = spawn(QEMU, ['-M', machine, '-kernel', elf, ...quiet, ...line], {
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		let fail: (error: EnvironmentError) => void = () => {};
		this.failed = new Promise((_, reject) => {
			fail = reject;
		});
		// Whoever stops it before it fails has no need to listen.
		this.failed.catch(() => {});
		this.#ended = this.#watch(error => {
			if (!this.#stopped) fail(error);
		});
	}

	/** Starts a process; an EnvironmentError where there is no QEMU. What it starts, `failed` says. */
	static async start(image: QemuImage): Promise<QemuBoard> {
		const qemu = new QemuBoard(image, await mkdtemp(path.join(tmpdir(), 'qemu-')));
		try {
			await Promise.race([once(qemu.#child, 'spawn'), qemu.failed]);
			return qemu;
		} catch (error) {
			await qemu.stop();
			throw error;
		}
	}

	/** Ends the process without waiting: for when this process ends. */
	kill(): void {
		this.#stopped = true;
		this.#child.kill('SIGKILL');
	}

	/** Ends the process; its flash goes with it. */
	async stop(): Promise<void> {
		this.kill();
		await this.#ended;
		await rm(this.#folder, {recursive: true, force: true});
	}

	#watch(ended: (error: EnvironmentError) => void): Promise<void> {
		let said = '';
		this.#child.stderr?.on('data', (octets: Buffer) => {
			said = (said + octets.toString()).slice(-SAID_MAX);
		});
		return new Promise(resolve => {
			this.#child.on('error', cause => {
				ended(
					new EnvironmentError(`${QEMU} does not run`, {cause, hint: `apt-get install ${QEMU}`}),
				);
				resolve();
			});
			this.#child.on('close', () => {
				ended(new EnvironmentError(`${QEMU} has ended: ${said.trim() || 'no reason given'}`));
				resolve();
			});
		});
	}
}
