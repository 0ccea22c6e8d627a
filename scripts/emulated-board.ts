/*
 * A board in QEMU, spoken with octet by octet:
 *
 *   image  ->  QEMU  -- socket --  send(), take()
 *
 * The processor runs once somebody is at the other end, so nothing that is said is lost. Knows no
 * frames.
 */
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {EnvironmentError} from '../harness/errors.js';
import {Qemu} from '../harness/serial/qemu.js';
import type {Image} from './board-image.js';

/** An answer takes a millisecond; a machine with much to do may need longer. */
const ANSWER_DEADLINE_MS = 10_000;

export class EmulatedBoard {
	readonly #qemu: Qemu;
	readonly #socket: Socket;
	#arrived = Buffer.alloc(0);
	#wake = () => {};

	private constructor(qemu: Qemu, socket: Socket) {
		this.#qemu = qemu;
		this.#socket = socket;
		socket.on('data', octets => {
			this.#arrived = Buffer.concat([this.#arrived, octets]);
			this.#wake();
		});
	}

	/** Starts `image`; `args` are added to QEMU's. An EnvironmentError where it does not start. */
	static async start({board, elf}: Image, args: readonly string[] = []): Promise<EmulatedBoard> {
		const machine = board.emulator?.machine;
		if (machine === undefined) throw new RangeError(`${board.id} has no emulator`);
		const qemu = await Qemu.start({machine, elf, args});
		const socket = connect(qemu.line);
		await once(socket, 'connect');
		await qemu.run();
		return new EmulatedBoard(qemu, socket);
	}

	send(octets: Uint8Array | string): void {
		this.#socket.write(octets);
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
		this.#socket.destroy();
		await this.#qemu.stop();
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
