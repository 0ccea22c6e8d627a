/*
 * The clock of a target outside this process: the wall's, divided by the scale at which the
 * target's own clock runs. Sleeps in small steps, since datagrams come when they like.
 */
import {Unsupported} from '../case.js';
import type {Clock} from '../line.js';

export interface WallTimes {
	/** So many milliseconds of the target's clock pass in one of ours. */
	readonly scale: number;
	/** On the wall, whatever the scale: what a loaded machine may take, and what it surely takes. */
	readonly patienceMs: number;
	readonly quietMs: number;
	/** On the wall: a target that shares a busy machine may be so much late. */
	readonly resolutionMs: number;
	/** What takes longer on the wall is left out; 20,000 unless given. */
	readonly wallMaxMs?: number;
}

/** How often a wait looks; loopback answers in less. */
const LOOK_MS = 5;
/** A whole run is to end soon. */
const WALL_MAX_MS = 20_000;

export class WallClock implements Clock {
	readonly patienceMs: number;
	readonly quietMs: number;
	readonly resolutionMs: number;
	readonly #scale: number;
	readonly #wallMaxMs: number;

	constructor({scale, patienceMs, quietMs, resolutionMs, wallMaxMs = WALL_MAX_MS}: WallTimes) {
		this.patienceMs = patienceMs * scale;
		this.quietMs = quietMs * scale;
		this.resolutionMs = resolutionMs * scale;
		this.#scale = scale;
		this.#wallMaxMs = wallMaxMs;
	}

	/** Unsupported where a case would take too much of the wall's time. */
	async wait(ms: number, done: () => boolean): Promise<boolean> {
		const wallMs = ms / this.#scale;
		if (wallMs <= this.#wallMaxMs) return await sleepUntil(wallMs, done);
		const seconds = Math.round(ms / 1000);
		throw new Unsupported(`takes ${seconds} s of the target's time: scale its clock, and say so`);
	}
}

/** Sleeps until `done` holds, at most `ms` of the wall; tells whether it held. */
export async function sleepUntil(ms: number, done: () => boolean): Promise<boolean> {
	const untilMs = performance.now() + ms;
	while (!done()) {
		const leftMs = untilMs - performance.now();
		if (leftMs <= 0) return false;
		await new Promise(resolve => setTimeout(resolve, Math.min(LOOK_MS, leftMs)));
	}
	return true;
}
