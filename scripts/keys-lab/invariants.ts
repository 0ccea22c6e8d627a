/*
 * What holds after every event, whatever happens:
 *
 *   a key lies in the flash; no nonce came twice
 *   KS.j <= D.j <= KS.j + 1
 *   after a restore      KS.j <= D.j <= KS.j + GAP, until the row has moved: an ACCEPT of before may
 *                        still be under way, and one at most
 *   while RC is there    KS.j <= D.j, and so it is while the row is lost
 *
 * Reads, and changes nothing.
 */
import {stolen} from '../../harness/attackers/stolen-flash.js';
import type {NonceLog} from '../../harness/scenario/nonce-log.js';
import type {Flash} from '../../sim/node/flash.js';
import type {LabServer} from './server.js';

/** An invariant that did not hold. */
export class Broken extends Error {}

export interface Watched {
	readonly eui: string;
	readonly flash: Flash;
	readonly server: LabServer;
	readonly nonces: NonceLog;
}

const GAP = 1;
const GAP_AFTER_RESTORE = 1024;

export class Invariants {
	/** D.j */
	generation = -1;
	/** KS.j; -1 where there is no row. */
	known = -1;
	readonly #watched: Watched;
	#gap = GAP;
	/** KS.j as it was restored. */
	#least: number | undefined;
	/** What was durable when it was looked at last. */
	#seen = '';

	constructor(watched: Watched) {
		this.#watched = watched;
	}

	/** The key server begins from an older state of its own. */
	restored(): void {
		this.#gap = GAP_AFTER_RESTORE;
		this.#least = undefined;
	}

	/** Throws Broken. */
	look(): void {
		const {flash, server, nonces, eui} = this.#watched;
		if (nonces.repeated > 0) throw new Broken('a nonce came twice');
		const seen = `${flash.steps} ${server.commits}`;
		if (seen === this.#seen) return;
		this.#seen = seen;
		const device = stolen(flash.image());
		if (device === undefined) throw new Broken('no key is left');
		const row = server.rowOf(eui);
		this.generation = device.generation;
		this.known = row?.generation ?? -1;
		const ahead = this.generation - this.known;
		this.#least ??= row?.generation;
		if (this.#least !== undefined && this.known > this.#least) this.#gap = GAP;
		const isAwaited = row === undefined || row.recovery !== undefined;
		if (ahead < 0 || (ahead > this.#gap && !isAwaited)) {
			throw new Broken(`device at ${this.generation}, key server at ${this.known}`);
		}
	}
}
