/*
 * Lends a fresh page: one node of build/node.wasm, with a host that answers from a script and
 * writes down what it is told. Nothing happens by itself; at() moves the time.
 *
 *   sent   "1 0316"                what the node sends, peer and hex
 *   told   "Published 1 7 1 2150"  Report, value, payload
 *
 * Luck is nought unless handed in, so that every delay by luck is nought too.
 */
import {readFileSync} from 'node:fs';
import {AppKind, ConfigKey} from '../config.js';
import {Counter} from '../counter.js';
import {Report} from '../report.js';

export {AppKind, Counter};

export type Config = Partial<Record<keyof typeof ConfigKey, number>>;

export interface Bench {
	/** What the host's clock shows at boot. */
	readonly startMs?: number;
	/** 32 random bits at each call. */
	readonly luck?: () => number;
	/** What the sensor reads. */
	readonly sense?: () => number;
}

interface Exports {
	readonly memory: WebAssembly.Memory;
	readonly config: WebAssembly.Global;
	readonly counters: WebAssembly.Global;
	readonly rxFrame: WebAssembly.Global;
	readonly boot: (nowMs: number) => void;
	readonly received: (nowMs: number, from: number, rssiDbm: number, size: number) => void;
	readonly poll: (nowMs: number) => void;
	readonly pollAt: () => number;
	readonly board: WebAssembly.Global;
	readonly lineReceived: (nowMs: number, octet: number) => void;
}

/** The link address of the gateway in most tests, and the GwId it gives itself. */
export const GATEWAY = 1;
export const EUI = '0011223344556677';

const MODULE = new WebAssembly.Module(
	readFileSync(new URL('../../../build/node.wasm', import.meta.url)),
);
const EUI_WORDS = {EuiHigh: 0x00112233, EuiLow: 0x44556677};
/** More polls than this without the time moving on is a node that turns in circles. */
const POLLS_MAX = 100;

export class Node {
	/** Everything sent since it was last taken. */
	sent: string[] = [];
	/** Everything reported since it was last taken. */
	told: string[] = [];
	/** Everything sent over the serial line, a frame a string, in hexadecimal. */
	line: string[] = [];
	/** Milliseconds since boot. */
	sinceBootMs = 0;
	readonly #startMs: number;
	readonly #exports: Exports;

	constructor(config: Config, {startMs = 0, luck = () => 0, sense = () => 2150}: Bench) {
		this.#startMs = startMs;
		const host = {
			send: (peer: number, at: number, size: number) =>
				void this.sent.push(`${peer.toString(16)} ${this.#page.toString('hex', at, at + size)}`),
			entropy: () => luck() | 0,
			sense,
			report: (what: number, value: number, at: number, size: number) =>
				void this.told.push(this.#report(what, value, at, size)),
			lineSend: (at: number, size: number) =>
				void this.line.push(this.#page.toString('hex', at, at + size)),
		};
		const instance = new WebAssembly.Instance(MODULE, {host});
		this.#exports = instance.exports as unknown as Exports;
		for (const [key, value] of Object.entries({...EUI_WORDS, ...config})) {
			const at = this.#exports.config.value + ConfigKey[key as keyof Config] * 4;
			this.#page.writeUInt32LE(value, at);
		}
		this.#exports.boot(this.#nowMs);
	}

	/** Delivers a datagram, spaces in `hex` mean nothing; returns what is sent on the spot. */
	hear(hex: string, from = GATEWAY, rssiDbm = -60): string[] {
		const datagram = Buffer.from(hex.replaceAll(' ', ''), 'hex');
		this.#page.set(datagram, this.#exports.rxFrame.value);
		this.#exports.received(this.#nowMs, from, rssiDbm, datagram.length);
		return this.take();
	}

	/** Delivers octets of the serial line; returns the frames that are sent there on the spot. */
	hearLine(hex: string): string[] {
		for (const octet of Buffer.from(hex.replaceAll(' ', ''), 'hex')) {
			this.#exports.lineReceived(this.#nowMs, octet);
		}
		return this.line.splice(0);
	}

	/** Polls whenever the node wants it until `ms` after boot; returns what is sent. */
	at(ms: number): string[] {
		for (let polls = 0; this.dueMs <= ms; polls++) {
			if (polls > POLLS_MAX) throw new RangeError(`polled in circles at ${this.sinceBootMs} ms`);
			if (this.dueMs > this.sinceBootMs) polls = 0;
			this.sinceBootMs = this.dueMs;
			this.poll();
		}
		this.sinceBootMs = ms;
		return this.take();
	}

	/** The same, `ms` after now. */
	after(ms: number): string[] {
		return this.at(this.sinceBootMs + ms);
	}

	/** Polls now, whether the node wants it or not. */
	poll(): void {
		this.#exports.poll(this.#nowMs);
	}

	/** Lets `ms` pass in which nobody polls. */
	oversleep(ms: number): void {
		this.sinceBootMs += ms;
	}

	/** When the node wants its next poll, in milliseconds since boot. */
	get dueMs(): number {
		const aheadMs = (this.#exports.pollAt() - this.#nowMs) | 0;
		return this.sinceBootMs + Math.max(aheadMs, 0);
	}

	/** What was sent since the last time. */
	take(): string[] {
		return this.sent.splice(0);
	}

	/** What was reported since the last time. */
	takeTold(): string[] {
		return this.told.splice(0);
	}

	count(counter: Counter): number {
		return this.#page.readUInt32LE(this.#exports.counters.value + counter * 4);
	}

	/** Everything the node is: its page, copied. */
	get snapshot(): Buffer {
		return Buffer.from(this.#page);
	}

	get #nowMs(): number {
		return (this.#startMs + this.sinceBootMs) | 0;
	}

	get #page(): Buffer {
		return Buffer.from(this.#exports.memory.buffer);
	}

	#report(what: number, value: number, at: number, size: number): string {
		const payload = this.#page.toString('latin1', at, at + size);
		return `${Report[what]} ${value}${size > 0 ? ` ${payload}` : ''}`;
	}
}

/** A node just booted. A sensor unless the config says otherwise. */
export function bootNode(config: Config = {}, bench: Bench = {}): Node {
	return new Node({App: AppKind.Sensor, ...config}, bench);
}

/** The same, with its gateway found and CONNACK received; `sent` holds what it sent then. */
export function connectedNode(config: Config = {}, bench: Bench = {}): Node {
	const node = bootNode(config, bench);
	node.hear('03 02 07');
	node.after(500);
	node.sent = node.hear('03 05 00');
	node.takeTold();
	return node;
}

/** An actuator with predefined topics that has subscribed: of itself it sends nothing any more. */
export function activeNode(config: Config = {}, bench: Bench = {}): Node {
	const node = connectedNode({App: AppKind.Actuator, TopicIdType: 1, ...config}, bench);
	node.hear('08 13 00 0000 0001 00');
	return node;
}

/** Text as hex. */
export function hex(text: string): string {
	return Buffer.from(text, 'latin1').toString('hex');
}

/** A number as the four hex digits of a TopicId or MsgId. */
export function u16(value: number): string {
	return value.toString(16).padStart(4, '0');
}
