/*
 * The journal of the firmware, alone, as a test sees it: build/journal-test.wasm over a simulated
 * flash. Keys and sessions are made from their generation, so that a state is its numbers.
 *
 *   Recovery 0  Key 3  Uplink 512  Downlink -  Session 3      as a line: "0 3 512 - 3"
 *   and hours without keys                                    "0 3 512 - 3, 7 h"
 */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import type {Flash} from '../../sim/node/flash.js';

interface Exports {
	readonly memory: WebAssembly.Memory;
	readonly open: () => number;
	readonly holds: (kind: number) => number;
	readonly read: (kind: number) => number;
	readonly ceiling: (kind: number) => number;
	readonly provision: (batch: number) => number;
	readonly writeKey: () => number;
	readonly writeCeiling: (kind: number, ceiling: number) => number;
	readonly writeSession: () => number;
	readonly writeDrought: (hours: number) => number;
	readonly drought: () => number;
	readonly forgetSession: () => number;
	readonly [name: string]: unknown;
}

export type KindName = 'Key' | 'Recovery' | 'Uplink' | 'Downlink' | 'Session';

const FILE = new URL('../../../build/journal-test.wasm', import.meta.url);
const MODULE = new WebAssembly.Module(readFileSync(FILE));
const EUI = Buffer.from('00124b0001020304', 'hex');
export const BATCH = 0x0708_090a;
const SESSION_OCTETS = 56;

/** One boot of a node with `flash`: a fresh page. */
export class Journal {
	readonly #exports: Exports;

	constructor(flash: Flash) {
		const octets = (at: number, size: number) => this.memory.subarray(at, at + size);
		const host = {
			flashRead: (at: number, to: number, size: number) => flash.read(at, octets(to, size)),
			flashProgram: (at: number, from: number, size: number) =>
				flash.program(at, octets(from, size)),
			flashErase: (page: number) => flash.erase(page),
		};
		const instance = new WebAssembly.Instance(MODULE, {host});
		this.#exports = instance.exports as unknown as Exports;
	}

	/** Every octet that the module has. */
	get memory(): Buffer {
		return Buffer.from(this.#exports.memory.buffer);
	}

	/** Octets of static memory that a node lends to its journal. */
	get size(): number {
		return this.#address('JOURNAL_SIZE');
	}

	/** The Panic of the last trap. */
	get panic(): number {
		return this.memory.readUInt32LE(this.#address('panicCode'));
	}

	open(): boolean {
		return this.#exports.open() !== 0;
	}

	provision(generation = 0): boolean {
		this.#lay(keyOctets(generation));
		return this.#forgetting(this.#exports.provision(BATCH));
	}

	writeKey(generation: number): boolean {
		this.#lay(keyOctets(generation));
		return this.#forgetting(this.#exports.writeKey());
	}

	writeCeiling(kind: 'Uplink' | 'Downlink', ceiling: number): boolean {
		return this.#exports.writeCeiling(this.#kind(kind), ceiling) !== 0;
	}

	writeSession(generation: number): boolean {
		this.#lay(sessionOctets(generation));
		return this.#forgetting(this.#exports.writeSession());
	}

	writeDrought(hours: number): boolean {
		return this.#exports.writeDrought(hours) !== 0;
	}

	forgetSession(): boolean {
		return this.#exports.forgetSession() !== 0;
	}

	/** The body of a record in hex; undefined where there is none. */
	body(kind: KindName): string | undefined {
		this.#lay(Buffer.alloc(4 + SESSION_OCTETS));
		if (this.#exports.read(this.#kind(kind)) === 0) return undefined;
		return this.memory.toString('hex', this.#body, this.#body + BODY_SIZES[kind]);
	}

	/** What it holds, as the opening comment says. Throws RangeError for a body nobody wrote. */
	get state(): string {
		const recovery = this.#generation('Recovery', recoveryOctets);
		const key = this.#generation('Key', keyOctets);
		const session = this.#generation('Session', sessionOctets);
		const hours = this.#exports.drought();
		const held = [recovery, key, this.#ceiling('Uplink'), this.#ceiling('Downlink'), session];
		return held.join(' ') + (hours > 0 ? `, ${hours} h` : '');
	}

	#generation(kind: KindName, octetsOf: (generation: number) => Buffer): string {
		const body = this.body(kind);
		if (body === undefined) return '-';
		const generation = Buffer.from(body, 'hex').readUInt32LE(0);
		if (octetsOf(generation).toString('hex') !== body) throw new RangeError(`${kind} ${body}`);
		return String(generation);
	}

	#ceiling(kind: KindName): string {
		const held = this.#exports.holds(this.#kind(kind)) !== 0;
		return held ? String(this.#exports.ceiling(this.#kind(kind)) >>> 0) : '-';
	}

	#lay(octets: Buffer): void {
		this.memory.set(octets, this.#body);
	}

	/** A caller wipes what it no longer needs. */
	#forgetting(done: number): boolean {
		this.memory.fill(0, this.#body, this.#body + 4 + SESSION_OCTETS);
		return done !== 0;
	}

	get #body(): number {
		return this.#address('body');
	}

	#kind(name: KindName): number {
		return this.#address(`Kind.${name}`);
	}

	#address(name: string): number {
		return (this.#exports[name] as WebAssembly.Global).value as number;
	}
}

const BODY_SIZES: Record<KindName, number> = {
	Key: 44,
	Recovery: 32,
	Uplink: 4,
	Downlink: 4,
	Session: 4 + SESSION_OCTETS,
};

/** The key of the chain that belongs to `generation`. */
export function rkOf(generation: number): Buffer {
	return secret(`RK ${generation}`, 16);
}

/** The recovery key that belongs to the epoch of `generation`. */
export function rcOf(generation: number): Buffer {
	return secret(`RC ${generation >>> 24}`, 16);
}

/** What a session of `generation` consists of beside it. */
export function sessionSecretOf(generation: number): Buffer {
	return secret(`session ${generation}`, SESSION_OCTETS);
}

function keyOctets(generation: number): Buffer {
	return Buffer.concat([littleEndian(generation), EUI, rcOf(generation), rkOf(generation)]);
}

function recoveryOctets(generation: number): Buffer {
	return Buffer.concat([littleEndian(generation), EUI, rcOf(generation), littleEndian(BATCH)]);
}

function sessionOctets(generation: number): Buffer {
	return Buffer.concat([littleEndian(generation), sessionSecretOf(generation)]);
}

function littleEndian(value: number): Buffer {
	const octets = Buffer.alloc(4);
	octets.writeUInt32LE(value);
	return octets;
}

/** Octets that nothing else contains. */
function secret(name: string, size: number): Buffer {
	return createHash('sha512').update(name).digest().subarray(0, size);
}
