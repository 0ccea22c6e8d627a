/*
 * What holds after every event, whatever happens:
 *
 *   a key lies in the flash; no nonce came twice
 *   KS.j <= D.j <= KS.j + 1
 *   after a restore      KS.j <= D.j <= KS.j + GAP, until the row has caught up, and for two minutes:
 *                        so long an ACCEPT of before may be under way
 *   while RC is there    KS.j <= D.j, and so it is while the row is lost
 *
 * Reads, and changes nothing.
 */
import {stolen} from '../../harness/attackers/stolen-flash.js';
import type {NonceLog} from '../../harness/scenario/nonce-log.js';
import type {Flash} from '../../sim/node/flash.js';
import type {Clock} from './clock.js';
import type {LabServer} from './server.js';

/** An invariant that did not hold. */
export class Broken extends Error {}

export interface Watched {
	readonly eui: string;
	readonly flash: Flash;
	readonly server: LabServer;
	readonly nonces: NonceLog;
	readonly clock: Clock;
}

const GAP = 1;
const GAP_AFTER_RESTORE = 1024;
const UNDER_WAY_MS = 120_000;

export class Invariants {
	/** D.j */
	generation = -1;
	/** KS.j; -1 where there is no row. */
	known = -1;
	readonly #watched: Watched;
	#gap = GAP;
	#restoredMs = -Infinity;
	/** What was durable when it was looked at last. */
	#seen = '';

	constructor(watched: Watched) {
		this.#watched = watched;
	}

	/** The key server begins from an older state of its own. */
	restored(): void {
		this.#gap = GAP_AFTER_RESTORE;
		this.#restoredMs = this.#watched.clock.nowMs;
	}

	/** Throws Broken. */
	look(): void {
		const {flash, server, nonces, eui, clock} = this.#watched;
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
		const isLate = clock.nowMs - this.#restoredMs > UNDER_WAY_MS;
		if (isLate && ahead <= GAP && row !== undefined) this.#gap = GAP;
		const isAwaited = row === undefined || row.recovery !== undefined;
		if (ahead < 0 || (ahead > this.#gap && !isAwaited)) {
			throw new Broken(`device at ${this.generation}, key server at ${this.known}`);
		}
	}
}
