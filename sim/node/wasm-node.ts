/*
 * A node: one instance of the firmware, one page. This is the simulator's side of the contract
 * that firmware/host.ts lists.
 *
 *   boot, received, poll   ->  firmware   ->  send, entropy, sense, report, flash*
 *                               pollAt    ->  when to call poll next
 *   lineReceived           ->  firmware   ->  lineSend
 *
 * A trap stops the firmware at once, and so does a power cut of its flash; the node starts again
 * with a blank page after a second. After a loss of power it does when power is back. What is in
 * the flash stays.
 * Knows addresses of the page only by the module's exports; knows no radio and no scenario.
 */
import type {DriftingClock} from './drift.js';
import {Flash, PowerCut} from './flash.js';

/** What a node needs from the world around it. Octets are views, valid during the call. */
export interface NodeHost {
	/** The present in microseconds. */
	nowUs(): number;
	send(peer: number, octets: Uint8Array, at: number, size: number): void;
	entropy(): number;
	sense(channel: number): number;
	report(what: number, value: number, octets: Uint8Array): void;
	/** Asks to be woken by wake() at `us`. Only the last request counts. */
	wakeAt(us: number): void;
	trapped(panic: number): void;
	/** The power failed within a step of the flash: no trap, nothing of the firmware's doing. */
	powerCut?(): void;
	/** What outlives the page. A blank one if not given. */
	readonly flash?: Flash;
	/** The serial line; without one, what is said there is lost. */
	readonly line?: NodeLine;
}

/** The board that a node believes to be on, and where its line leads. */
export interface NodeLine {
	/** ASCII, up to 16 octets. */
	readonly boardId: string;
	/** 8 octets. */
	readonly buildId: Uint8Array;
	/** The rate at boot, and the highest there is; 0 where it cannot be changed. */
	readonly baudRate?: number;
	readonly baudRateMax?: number;
	/** Takes what is sent. */
	send(octets: Uint8Array): void;
}

interface Firmware {
	readonly memory: WebAssembly.Memory;
	readonly rxFrame: WebAssembly.Global;
	readonly RX_FRAME_SIZE: WebAssembly.Global;
	readonly config: WebAssembly.Global;
	readonly counters: WebAssembly.Global;
	readonly panicCode: WebAssembly.Global;
	provision(): number;
	boot(nowMs: number): void;
	received(nowMs: number, from: number, rssiDbm: number, size: number): void;
	poll(nowMs: number): void;
	pollAt(): number;
	readonly board: WebAssembly.Global;
	lineReceived(nowMs: number, octet: number): void;
}

/** `size` octets at `at`, valid during the call, from a short address. */
export interface ArrivedDatagram {
	readonly source: number;
	readonly octets: Uint8Array;
	readonly at: number;
	readonly size: number;
	readonly rssiCdbm: number;
}

/** How long a node is off after a trap or a power cut. */
const RESTART_US = 1_000_000;

/** The panic that is no fault: a reset was asked for. */
const RESET_PANIC = 64;
/** Why a node starts: ResetReason of firmware/link/codes.ts. */
const POWER_ON = 0;
const COMMANDED = 1;
const PANIC = 2;
/** Words of firmware/link/board.ts, and what follows them. */
const BAUD_RATE = 8;
const BAUD_RATE_MAX = 12;
const BUILD_ID = 16;
const BOARD_ID = 24;
const BOARD_ID_SIZE = 16;

export class WasmNode {
	readonly flash: Flash;
	#firmware: Firmware;
	#page: Uint8Array<ArrayBuffer>;
	#down = true;
	#wakeUs = Infinity;
	#resetReason = POWER_ON;
	#taken = false;

	constructor(
		private readonly module: WebAssembly.Module,
		private readonly clock: DriftingClock,
		private config: Readonly<Record<number, number>>,
		private readonly host: NodeHost,
	) {
		this.flash = host.flash ?? new Flash();
		this.#firmware = this.#instantiate();
		this.#page = new Uint8Array(this.#firmware.memory.buffer);
		this.#wakeUs = clock.bootUs;
		host.wakeAt(clock.bootUs);
	}

	/** The page as it is now: a view. */
	get page(): Uint8Array {
		return this.#page;
	}

	/** The u32 at `index` of the firmware's counters. */
	counter(index: number): number {
		return new DataView(this.#page.buffer).getUint32(
			this.#firmware.counters.value + 4 * index,
			true,
		);
	}

	/**
	 * Gives a node that has not been switched on its first keys: EUI-64 8, factory key 16, recovery
	 * key 16, batch 4. False where it has keys already, or cannot keep them.
	 */
	provision(identity: Uint8Array): boolean {
		if (!this.#down) throw new RangeError('the node is on');
		this.#page.set(identity, this.#firmware.rxFrame.value);
		return this.#firmware.provision() === 1;
	}

	/** The power fails now, and is back after a second. Nothing happens to a node that is off. */
	cutPower(): void {
		if (!this.#down) this.#powerFailed();
	}

	/** Somebody takes the node away: it is off for good, and its flash stays as it is. */
	takeAway(): void {
		this.#restart();
		this.#taken = true;
	}

	/** A datagram for this node. Of one that is too long the firmware sees the size, not the end. */
	received(datagram: ArrivedDatagram): void {
		const {octets, at, size, source, rssiCdbm} = datagram;
		if (this.#down) return;
		const rxFrame = this.#firmware.rxFrame.value;
		const taken = Math.min(size, this.#firmware.RX_FRAME_SIZE.value);
		for (let index = 0; index < taken; index++) this.#page[rxFrame + index] = octets[at + index];
		const rssiDbm = Math.round(rssiCdbm / 100);
		this.#guarded(() => this.#firmware.received(this.#nowMs(), source, rssiDbm, size));
	}

	/** Octets that came over the serial line; lost while the node is off. */
	lineReceived(octets: Uint8Array): void {
		for (const octet of octets) {
			if (this.#down) return;
			this.#guarded(() => this.#firmware.lineReceived(this.#nowMs(), octet));
		}
	}

	/** The rate of the line that the node wants from now on. */
	get baudRate(): number {
		return this.#words.getUint32(this.#firmware.board.value + BAUD_RATE, true);
	}

	/** The time that wakeAt() named has come. */
	wake(): void {
		if (this.#taken) return;
		if (this.host.nowUs() < this.#wakeUs) {
			if (this.#wakeUs < Infinity) this.host.wakeAt(this.#wakeUs);
			return;
		}
		if (this.#down) this.#boot();
		else this.#guarded(() => this.#firmware.poll(this.#nowMs()));
	}

	/** Takes its power: the page is blank, and nothing runs until turnOn(). */
	turnOff(): void {
		this.#resetReason = POWER_ON;
		this.#clear();
		this.#wakeUs = Infinity;
	}

	/** Boots a node that was turned off, but not before its time. */
	turnOn(): void {
		this.#wakeUs = Math.max(this.host.nowUs(), this.clock.bootUs);
		this.host.wakeAt(this.#wakeUs);
	}

	/** From now on these words of its configuration, by ConfigKey, are others. */
	configure(words: Readonly<Record<number, number>>): void {
		this.config = {...this.config, ...words};
		if (!this.#down) this.#write(words);
	}

	/** From now on its crystal errs by `ppm`. */
	drift(ppm: number): void {
		this.clock.drift(this.host.nowUs(), ppm);
		if (!this.#down) this.#guarded(() => {});
	}

	#boot(): void {
		this.#write(this.config);
		if (this.host.line !== undefined) this.#introduce(this.host.line);
		this.#down = false;
		this.#guarded(() => this.#firmware.boot(this.#nowMs()));
	}

	#write(config: Readonly<Record<number, number>>): void {
		for (const [key, value] of Object.entries(config)) {
			this.#words.setUint32(this.#firmware.config.value + 4 * Number(key), value, true);
		}
	}

	#introduce({boardId, buildId, baudRate = 0, baudRateMax = 0}: NodeLine): void {
		const at = this.#firmware.board.value;
		this.#words.setUint32(at, this.#resetReason, true);
		this.#words.setUint32(at + BAUD_RATE, baudRate, true);
		this.#words.setUint32(at + BAUD_RATE_MAX, baudRateMax, true);
		this.#page.set(buildId, at + BUILD_ID);
		const id = [...boardId].slice(0, BOARD_ID_SIZE).map(letter => letter.charCodeAt(0));
		this.#page.set(id, at + BOARD_ID);
	}

	get #words(): DataView {
		return new DataView(this.#page.buffer);
	}

	#nowMs(): number {
		return this.clock.msAt(this.host.nowUs()) >>> 0;
	}

	/** Runs the firmware, then sees when it wants to run again. */
	#guarded(run: () => void): void {
		try {
			run();
			this.#scheduleWake();
		} catch (error) {
			if (error instanceof WebAssembly.RuntimeError) this.#trapped();
			else if (error instanceof PowerCut) this.#powerFailed();
			else throw error;
		}
	}

	#scheduleWake(): void {
		const nowMs = this.clock.msAt(this.host.nowUs());
		const aheadMs = Math.max(1, (this.#firmware.pollAt() - nowMs) | 0);
		const before = this.#wakeUs;
		this.#wakeUs = this.clock.usAt(nowMs + aheadMs);
		// A later wish waits for the earlier event: it costs less than to ask again each time.
		if (this.#wakeUs < before || before <= this.host.nowUs()) this.host.wakeAt(this.#wakeUs);
	}

	#trapped(): void {
		const panic = this.#words.getUint32(this.#firmware.panicCode.value, true);
		this.#resetReason = panic === RESET_PANIC ? COMMANDED : PANIC;
		this.#restart();
		if (panic !== RESET_PANIC) this.host.trapped(panic);
	}

	#powerFailed(): void {
		this.#resetReason = POWER_ON;
		this.#restart();
		this.host.powerCut?.();
	}

	#restart(): void {
		this.#clear();
		this.#wakeUs = this.host.nowUs() + RESTART_US;
		this.host.wakeAt(this.#wakeUs);
	}

	#clear(): void {
		this.#down = true;
		this.#firmware = this.#instantiate();
		this.#page = new Uint8Array(this.#firmware.memory.buffer);
	}

	#instantiate(): Firmware {
		const {host, flash} = this;
		const octets = (at: number, size: number) => this.#page.subarray(at, at + size);
		const instance = new WebAssembly.Instance(this.module, {
			host: {
				send: (peer: number, at: number, size: number) =>
					host.send(peer & 0xffff, this.#page, at, size),
				entropy: () => host.entropy(),
				sense: (channel: number) => host.sense(channel),
				report: (what: number, value: number, at: number, size: number) =>
					host.report(what, value, octets(at, size)),
				flashRead: (at: number, to: number, size: number) => flash.read(at, octets(to, size)),
				flashProgram: (at: number, from: number, size: number) =>
					flash.program(at, octets(from, size)),
				flashErase: (page: number) => flash.erase(page),
				lineSend: (at: number, size: number) => host.line?.send(octets(at, size).slice()),
			},
		});
		return instance.exports as unknown as Firmware;
	}
}
