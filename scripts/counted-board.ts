/*
 * A board in QEMU whose instructions are counted. It runs from one rest to the next, with the time
 * and the octets that it was given at the last one, and so always alike:
 *
 *   at rest   wake(ms, octets)   ->   the frames it sends, the instructions it took; at rest
 *
 * The image is the node's, with boards/common/counted-clock.c for its clock, and a seed for its
 * luck: none is spent on waiting. QEMU's time is the instructions it has done, and a timer of the
 * board tells it. Knows no messages.
 */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {FrameType} from '../harness/serial/codes.js';
import {decodeFrame, type Frame} from '../harness/serial/frame.js';
import {boardWithFirmware} from '../harness/target/board-facts.js';
import {buildImage, type Image} from './board-image.js';
import {type Counted, countedIn} from './counted-log.js';
import {EmulatedBoard} from './emulated-board.js';
import type {CModule} from './wasm-to-c.js';

const BOARD = 'microbit';
const SOURCES = ['counted-clock.c', 'nrf-uart.c', 'seeded-entropy.c', 'nrf-storage.c'];

/** An instruction takes 2^10 ns of QEMU's time: 16.384 ticks of a timer at 16 MHz. */
const ICOUNT_SHIFT = 10;
const TICKS_PER_INSTRUCTION = (2 ** ICOUNT_SHIFT * 16) / 1000;
const QEMU_ARGS = ['-icount', `shift=${ICOUNT_SHIFT}`, '-singlestep', '-d', 'exec,nochain'];

/** What counted-clock.c says at rest. */
const REPORT = '='.charCodeAt(0);
const REPORT_END = '\n'.charCodeAt(0);
const WORD_DIGITS = 8;
/** And what it wants to hear then: the time, and how many octets follow. */
const HEADER_SIZE = 6;
const SIZE_AT = 4;

/** The image of `module` that is counted. */
export function countedImage(module: CModule): Promise<Image> {
	const board = boardWithFirmware(BOARD);
	return buildImage({...board, firmware: {...board.firmware!, sources: SOURCES}}, module);
}

export class CountedBoard {
	readonly #instructions: number[] = [];
	#nowMs = 0;
	#dueMs = 0;

	private constructor(
		private readonly image: Image,
		private readonly board: EmulatedBoard,
		private readonly folder: string,
	) {}

	/** Starts a countedImage(), whose first rest() is still to be waited for. */
	static async start(image: Image): Promise<CountedBoard> {
		const folder = await mkdtemp(path.join(tmpdir(), 'instructions-'));
		const args = [...QEMU_ARGS, '-D', path.join(folder, 'log')];
		try {
			return new CountedBoard(image, await EmulatedBoard.start(image, args), folder);
		} catch (error) {
			await rm(folder, {recursive: true, force: true});
			throw error;
		}
	}

	get nowMs(): number {
		return this.#nowMs;
	}

	/** How long it sleeps if nobody wakes it. */
	get dueInMs(): number {
		return (this.#dueMs - this.#nowMs) | 0;
	}

	/** How often it has come to rest. */
	get rests(): number {
		return this.#instructions.length;
	}

	/** The frames that it sends before it rests, of its own accord after a start. */
	async rest(): Promise<Frame[]> {
		const frames: Frame[] = [];
		for (;;) {
			const [first] = await this.board.take(1);
			if (first === REPORT) break;
			const frame = decodeFrame((await this.board.takeUntil(0)).subarray(0, -1));
			if (frame !== undefined) frames.push(sound(frame));
		}

		const report = (await this.board.takeUntil(REPORT_END)).toString('latin1');
		const ticks = Number.parseInt(report.slice(0, WORD_DIGITS), 16);
		this.#instructions.push(Math.round(ticks / TICKS_PER_INSTRUCTION));
		this.#dueMs = Number.parseInt(report.slice(WORD_DIGITS), 16);
		return frames;
	}

	/** Wakes it in `ms`, because it is due then or has octets to hear; its frames up to the rest. */
	async wake(ms: number, octets: Uint8Array = new Uint8Array()): Promise<Frame[]> {
		if (octets.length === 0 && ms < this.dueInMs) throw new RangeError('it would not wake');
		this.#nowMs += ms;
		const header = Buffer.alloc(HEADER_SIZE);
		header.writeUInt32LE(this.#nowMs);
		header.writeUInt16LE(octets.length, SIZE_AT);
		this.board.send(Buffer.concat([header, octets]));
		return await this.rest();
	}

	/** Between one rest and the next, by part. A RangeError where timer and log do not agree. */
	async counted(): Promise<Counted[]> {
		const counted = await countedIn(path.join(this.folder, 'log'), this.image);
		const totals = counted.map(({total}) => total);
		if (totals.join() !== this.#instructions.join()) {
			throw new RangeError(`the timer says ${this.#instructions}, the log ${totals}`);
		}
		return counted;
	}

	async stop(): Promise<void> {
		await this.board.stop();
		await rm(this.folder, {recursive: true, force: true});
	}
}

function sound(frame: Frame): Frame {
	const {type, payload} = frame;
	if (type !== FrameType.PANIC && type !== FrameType.FAULT) return frame;
	const what = type === FrameType.PANIC ? 'PANIC' : 'FAULT';
	throw new RangeError(`the board says ${what} ${Buffer.from(payload).toString('hex')}`);
}
