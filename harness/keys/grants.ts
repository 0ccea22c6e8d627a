/*
 * What was answered lately, in memory alone: one entry a device.
 *
 *   the same HELLO, 60 s, same gateway       -> the same ACCEPT again
 *   a counter that is not higher, 120 s      -> dropped: late, or replayed
 *   anything else                            -> computed
 *
 * A soft filter (2.6, step 4): a device that has lost its counter waits two minutes, no longer.
 * Only a higher counter starts the two minutes anew, so replays cannot keep it out.
 */
import type {Granted} from '../security/key-service.js';
import {erase} from '../security/keys.js';

const REPEAT_MS = 60_000;
const LATE_MS = 120_000;

/** A HELLO as it is compared. */
export interface Asked {
	readonly eui: string;
	readonly gwid: string;
	readonly hello: Uint8Array;
	readonly generation: number;
	readonly counter: number;
}

interface Entry {
	generation: number;
	/** The highest that was proved in this generation. */
	counter: number;
	counterAtMs: number;
	answer?: {readonly asked: Asked; readonly granted: Granted; readonly untilMs: number} | undefined;
}

export class Grants {
	readonly #entries = new Map<string, Entry>();
	/** In the order of their ends, with the answer that each had then. */
	readonly #ends: Array<{readonly eui: string; readonly untilMs: number}> = [];

	/** The answer that this HELLO has had from the same gateway. */
	repeated(asked: Asked, nowMs: number): Granted | undefined {
		const answer = this.#entries.get(asked.eui)?.answer;
		if (answer === undefined || nowMs >= answer.untilMs) return undefined;
		if (answer.asked.gwid !== asked.gwid) return undefined;
		return Buffer.compare(answer.asked.hello, asked.hello) === 0 ? copy(answer.granted) : undefined;
	}

	/** Whether this HELLO is older than one that was proved less than two minutes ago. */
	isLate({eui, generation, counter}: Asked, nowMs: number): boolean {
		const entry = this.#entries.get(eui);
		if (entry === undefined || entry.generation !== generation) return false;
		return counter <= entry.counter && nowMs - entry.counterAtMs < LATE_MS;
	}

	/** The highest counter that was proved in a generation since this process started. */
	counterOf(eui: string, generation: number): number | undefined {
		const entry = this.#entries.get(eui);
		return entry?.generation === generation ? entry.counter : undefined;
	}

	/** Takes note of a HELLO whose MAC was right, and of its answer. */
	answered(asked: Asked, granted: Granted, nowMs: number): void {
		const {eui, generation, counter} = asked;
		const before = this.#entries.get(eui);
		forget(before);
		const isHigher = before?.generation !== generation || counter > before.counter;
		const entry = isHigher ? {generation, counter, counterAtMs: nowMs} : {...before};
		const untilMs = nowMs + REPEAT_MS;
		const kept = {...asked, hello: Uint8Array.from(asked.hello)};
		this.#entries.set(eui, {...entry, answer: {asked: kept, granted: copy(granted), untilMs}});
		this.#ends.push({eui, untilMs});
	}

	/** Nothing of a device is known any more. */
	forget(eui: string): void {
		forget(this.#entries.get(eui));
		this.#entries.delete(eui);
	}

	/** When poll() is due next, or undefined. */
	pollAt(): number | undefined {
		return this.#ends[0]?.untilMs;
	}

	/** Erases the keys of answers that are not repeated any more. */
	poll(nowMs: number): void {
		while (this.#ends.length > 0 && this.#ends[0]!.untilMs <= nowMs) {
			const entry = this.#entries.get(this.#ends.shift()!.eui);
			if (entry?.answer !== undefined && entry.answer.untilMs <= nowMs) forget(entry);
		}
	}
}

function forget(entry: Entry | undefined): void {
	if (entry?.answer === undefined) return;
	const {skUp, skDown, ivUp, ivDown} = entry.answer.granted.grant;
	erase(skUp, skDown, ivUp, ivDown);
	entry.answer = undefined;
}

/** Whoever is given a grant may keep its keys; ours are erased on their own. */
function copy({accept, grant}: Granted): Granted {
	const of = (octets: Uint8Array) => Uint8Array.from(octets);
	const {skUp, skDown, ivUp, ivDown} = grant;
	const keys = {skUp: of(skUp), skDown: of(skDown), ivUp: of(ivUp), ivDown: of(ivDown)};
	return {accept: of(accept), grant: {...grant, eui: of(grant.eui), ...keys}};
}
