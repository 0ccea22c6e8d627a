/*
 * What a test may pass over, told to the `motebench test` that started this process:
 *
 *   started anew, unasked                   device-reset    each time
 *   started anew, its plug was pulled       nothing         the test did that itself
 *   this process late by LATE_MS            inconclusive    once a target
 *
 * A late host hears late, answers late, and takes silence of its own for that of the board.
 */
import {giveNotice, type Notice} from './notices.js';
import type {Target} from './target.js';

/** So often the line asks the board whether it is there. */
const LATE_MS = 1000;
const TICK_MS = 100;

/** Who is told, and milliseconds since whenever; `motebench test` and this machine unless given. */
export interface WatchOptions {
	readonly give?: (notice: Notice) => void;
	readonly now?: () => number;
}

/** `target`, looked after until it is closed. */
export function watched(
	target: Target,
	{give = giveNotice, now = () => performance.now()}: WatchOptions = {},
): Target {
	const {name, board, power} = target;
	let isPulled = false;
	board.observer = news => {
		if (news.kind !== 'restart' || news.commanded || isPulled) return;
		give({verdict: 'device-reset', reason: `${name} started anew, and nobody had asked`});
	};
	const punctuality = new Punctuality(now());
	const tick = () => {
		const lateMs = punctuality.tick(now());
		if (lateMs === undefined) return;
		give({verdict: 'inconclusive', reason: `the host of ${name} was late by ${lateMs} ms`});
	};
	const timer = setInterval(tick, TICK_MS).unref();
	return {
		name,
		board,
		...(power !== undefined && {
			power: {
				cut: async () => {
					isPulled = true;
					await power.cut();
				},
				restore: async () => {
					await power.restore();
					isPulled = false;
				},
			},
		}),
		provision: identity => target.provision(identity),
		close: async () => {
			tick();
			clearInterval(timer);
			await target.close();
		},
	};
}

/** Whether ticks come when they are due. */
export class Punctuality {
	#dueMs: number;
	#told = false;

	constructor(nowMs: number) {
		this.#dueMs = nowMs + TICK_MS;
	}

	/** By how many milliseconds this tick is late, where that is too much and was not told before. */
	tick(nowMs: number): number | undefined {
		const lateMs = Math.round(nowMs - this.#dueMs);
		this.#dueMs = nowMs + TICK_MS;
		if (lateMs < LATE_MS || this.#told) return undefined;
		this.#told = true;
		return lateMs;
	}
}
