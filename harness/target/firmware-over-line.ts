/*
 * Our firmware behind a serial line: a board that is played by a program. One node, one page, the
 * wall's clock times a scale; its radio and all it says is the line.
 *
 *   hear(octets)  -->  firmware  -->  send(octets)
 *
 * Its luck is next to nought, and another number each time.
 */
import {DriftingClock} from '../../sim/node/drift.js';
import {Flash} from '../../sim/node/flash.js';
import {WasmNode} from '../../sim/node/wasm-node.js';

export interface LineBoardOptions {
	/** Takes what the board says. */
	readonly send: (octets: Uint8Array) => void;
	/** Told the rate of the board whenever it may have changed. */
	readonly atBaudRate?: (baudRate: number) => void;
	/** So many milliseconds of the board's clock pass in one of ours. */
	readonly scale?: number;
	/** The rate at the start, and the highest; without them the rate cannot be changed. */
	readonly baudRate?: number;
	readonly baudRateMax?: number;
	/** The first octets of the hash of the firmware. */
	readonly buildId?: Uint8Array;
}

const US_PER_MS = 1000;
const BUILD_ID_SIZE = 8;
/** Far fewer than any duration of the firmware, so that luck is as good as none. */
const LUCK_STEP = 2;

export class FirmwareOverLine {
	readonly #module: WebAssembly.Module;
	readonly #options: LineBoardOptions;
	readonly #startMs = performance.now();
	readonly #flash = new Flash();
	#node: WasmNode;
	#luck = 0;
	#on = true;
	#timer: NodeJS.Timeout | undefined;

	constructor(module: WebAssembly.Module, options: LineBoardOptions) {
		this.#module = module;
		this.#options = options;
		this.#node = this.#powered();
	}

	hear(octets: Uint8Array): void {
		if (!this.#on) return;
		this.#node.lineReceived(octets);
		this.#options.atBaudRate?.(this.#node.baudRate);
	}

	/** Power off, power on: a blank page, the flash as it was, and nobody is told. */
	cutPower(): void {
		clearTimeout(this.#timer);
		this.#node = this.#powered();
	}

	/** Off: it hears nothing and says nothing. */
	switchOff(): void {
		clearTimeout(this.#timer);
		this.#on = false;
	}

	switchOn(): void {
		this.#on = true;
		this.cutPower();
	}

	close(): void {
		this.switchOff();
	}

	#powered(): WasmNode {
		const {send, baudRate, baudRateMax, buildId = new Uint8Array(BUILD_ID_SIZE)} = this.#options;
		const rates = baudRate === undefined ? {} : {baudRate, baudRateMax: baudRateMax ?? baudRate};
		return new WasmNode(
			this.#module,
			new DriftingClock(0, 0),
			{},
			{
				nowUs: () => this.#nowUs,
				send: () => {},
				entropy: () => {
					this.#luck += LUCK_STEP;
					return this.#luck;
				},
				sense: () => 2150,
				report: () => {},
				wakeAt: us => this.#wakeAt(us),
				trapped: () => {},
				flash: this.#flash,
				line: {boardId: 'wasm', buildId, ...rates, send},
			},
		);
	}

	get #scale(): number {
		return this.#options.scale ?? 1;
	}

	get #nowUs(): number {
		return Math.floor((performance.now() - this.#startMs) * US_PER_MS * this.#scale);
	}

	#wakeAt(us: number): void {
		clearTimeout(this.#timer);
		if (us === Number.POSITIVE_INFINITY) return;
		const delayMs = (us - this.#nowUs) / US_PER_MS / this.#scale;
		this.#timer = setTimeout(() => this.#wake(), Math.max(delayMs, 0));
	}

	#wake(): void {
		this.#node.wake();
		this.#options.atBaudRate?.(this.#node.baudRate);
	}
}
