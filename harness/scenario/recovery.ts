/*
 * Who is served again, once all has healed: a sensor of which a message that it made since then
 * has arrived, an actuator that has answered a command sent since then.
 *
 *   made before calm                    does not count
 *   made since, delivered by the end    served
 *   made since, delivered later         not served: the run's end is the bound
 */
import type {Check} from '../../sim/checks/check.js';
import {Event, type Trace} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import type {Member} from './describe.js';
import type {Scenario} from './schema.js';

/** Times in microseconds. */
export interface Calm {
	readonly fromUs: number;
	readonly untilUs: number;
}

/** These heal by themselves, at once or a second later. */
const MOMENTARY: readonly string[] = ['power-cut', 'key-server-restore', 'clone'];
const CUT_MS = 1000;

/** When the last fault has healed, in milliseconds; Infinity where one never does. */
export function calmMsOf({faults, attackers}: Pick<Scenario, 'faults' | 'attackers'>): number {
	const ends = [...faults, ...attackers].map(each => {
		if (MOMENTARY.includes(each.kind)) return each.atMs + CUT_MS + (each.forMs ?? 0);
		if (each.forMs === undefined || 'everyMs' in each) return Infinity;
		// What was carried away is carried back, and takes as long.
		return each.atMs + each.forMs + ('overMs' in each ? each.overMs : 0);
	});
	return Math.max(0, ...ends);
}

/** Between the last heal and the end; undefined where nothing strikes, or something never heals. */
export function calmOf(scenario: Scenario): Calm | undefined {
	const fromUs = 1000 * calmMsOf(scenario);
	const untilUs = 1000 * scenario.durationMs;
	return fromUs > 0 && fromUs < untilUs ? {fromUs, untilUs} : undefined;
}

/** The radios that have something to say, or to answer. */
export function servedIn({traffic}: Scenario, members: readonly Member[]): number[] {
	const served = ['sensor', ...(traffic.commands === undefined ? [] : ['actuator'])];
	return members.flatMap(({app}, radio) => (served.includes(app ?? '') ? [radio] : []));
}

export class RecoveryCheck implements Check<readonly number[]> {
	/** What was said since, by whom. */
	readonly #said = new Map<string, number>();
	readonly #waiting: Set<number>;

	/** `radios` are those that are to be served. */
	constructor(
		private readonly trace: Pick<Trace, 'now'>,
		private readonly calm: Calm,
		radios: Iterable<number>,
	) {
		this.#waiting = new Set(radios);
	}

	event(event: Event, subject: number, detail: number, _value: number, octets: Uint8Array): void {
		const {now} = this.trace;
		if (now < this.calm.fromUs || now > this.calm.untilUs) return;
		const said = Buffer.from(octets).toString('latin1');
		const published = event === Event.report && detail === Report.published;
		if (published && this.#waiting.has(subject)) this.#said.set(said, subject);
		// An answer repeats the command, so it is known who owes it from then on.
		else if (event === Event.commanded) this.#said.set(said, subject);
		else if (event === Event.delivered) this.#waiting.delete(this.#said.get(said) ?? -1);
	}

	/** The radios that were not served. */
	verdict(): readonly number[] {
		return [...this.#waiting].sort((one, other) => one - other);
	}
}
