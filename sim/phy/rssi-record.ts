/*
 * What was measured on real links, played back: each value holds until the next one of its link.
 *
 *   time   from  to   rssi
 *   0 s    1     2    -71.5     nothing arrives over a link before its first line, and the last
 *   30 s   1     2    -74       line of a link holds for good
 *
 * Links know the strongest value of each; the record says how much less it is now.
 */
import type {Change, Weather} from './weather.js';

/** One line: radios by index, the time in microseconds, what arrived in hundredths of a dBm. */
export interface RecordedRssi {
	readonly timeUs: number;
	readonly from: number;
	readonly to: number;
	readonly rssiCdbm: number;
}

/** What is taken away where nothing arrives: less than any receiver feels. */
const NOTHING_CDB = -30_000;

interface Course {
	readonly timesUs: number[];
	readonly values: number[];
	strongest: number;
}

export class RssiRecord implements Weather {
	readonly mostCdb = 0;
	readonly #courses = new Map<number, Course>();

	/** `lines` in ascending order of time for each link, or a RangeError. */
	constructor(lines: readonly RecordedRssi[]) {
		for (const line of lines) this.#append(line);
	}

	/** The strongest that ever arrives from `from` at `to`; undefined if nothing does. */
	strongestCdbm(from: number, to: number): number | undefined {
		return this.#courses.get(key(from, to))?.strongest;
	}

	read(sender: number, receiver: number, nowUs: number, change: Change): void {
		const course = this.#courses.get(key(sender, receiver));
		if (course === undefined) {
			change.cdb = NOTHING_CDB;
			change.untilUs = Infinity;
			return;
		}
		const {timesUs, values, strongest} = course;
		const next = firstAfter(timesUs, nowUs);
		change.cdb = next === 0 ? NOTHING_CDB : values[next - 1] - strongest;
		change.untilUs = timesUs[next] ?? Infinity;
	}

	#append({timeUs, from, to, rssiCdbm}: RecordedRssi): void {
		const course = this.#courses.get(key(from, to));
		if (course === undefined) {
			const first = {timesUs: [timeUs], values: [rssiCdbm], strongest: rssiCdbm};
			this.#courses.set(key(from, to), first);
			return;
		}
		if (!(timeUs > course.timesUs.at(-1)!)) throw new RangeError(`${timeUs} us is not later`);
		course.timesUs.push(timeUs);
		course.values.push(rssiCdbm);
		course.strongest = Math.max(course.strongest, rssiCdbm);
	}
}

function key(from: number, to: number): number {
	return from * 0x1_0000 + to;
}

/** The index of the first time after `nowUs`; the length if there is none. */
function firstAfter(timesUs: readonly number[], nowUs: number): number {
	let [low, high] = [0, timesUs.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (timesUs[middle] <= nowUs) low = middle + 1;
		else high = middle;
	}
	return low;
}
