/*
 * Where two traces part: the first event that is not the same in both, with the last few before
 * it, and what about it differs.
 *
 *   A  e1 e2 e3 | a4 ...
 *   B  e1 e2 e3 | b4 ...      or the end of one of them
 */
import type {HappenedEntry} from '../trace/entry.js';
import type {RecordedTrace} from './recorded-trace.js';
import {hexOf} from './words.js';

export interface Difference {
	/** Events that are the same in both. */
	readonly alike: number;
	/** The last of them. */
	readonly before: readonly HappenedEntry[];
	/** The first that is not; undefined where the trace is at its end. */
	readonly a: HappenedEntry | undefined;
	readonly b: HappenedEntry | undefined;
	/** In words; empty where one is at its end or the events are of different kinds. */
	readonly about: readonly string[];
}

/** What has the same number of events as a trace, and is the same. */
export interface Agreement {
	readonly alike: number;
}

const BEFORE_MAX = 3;

/** Compares event by event; a Difference has `before`. */
export function firstDifference(one: RecordedTrace, other: RecordedTrace): Difference | Agreement {
	const [left, right] = [one.entries(), other.entries()];
	const before: HappenedEntry[] = [];
	for (let alike = 0; ; alike++) {
		const [a, b] = [
			left.next().value as HappenedEntry | undefined,
			right.next().value as HappenedEntry | undefined,
		];
		if (a === undefined && b === undefined) return {alike};
		if (a === undefined || b === undefined || !equal(a, b)) {
			left.return(undefined);
			right.return(undefined);
			return {alike, before, a, b, about: a && b ? [...aboutOf(a, b)] : []};
		}
		before.push(a);
		if (before.length > BEFORE_MAX) before.shift();
	}
}

function equal(a: HappenedEntry, b: HappenedEntry): boolean {
	return a.length === b.length && a.every((part, at) => same(part, b[at]));
}

function same(part: unknown, other: unknown): boolean {
	if (part instanceof Uint8Array && other instanceof Uint8Array) {
		return Buffer.compare(part, other) === 0;
	}
	return part === other;
}

/** Times and octets are long: what differs in them is hard to see with bare eyes. */
function* aboutOf(a: HappenedEntry, b: HappenedEntry): Generator<string> {
	if (a[1] !== b[1]) yield `B is ${Math.abs(b[1] - a[1])} us ${b[1] > a[1] ? 'later' : 'earlier'}`;
	const [mine, theirs] = [a.at(-1), b.at(-1)];
	if (!(mine instanceof Uint8Array && theirs instanceof Uint8Array)) return;
	const at = firstOctet(mine, theirs);
	if (at === undefined) return;
	const ends = `A ${hexOf(mine.subarray(at)) || 'ends'}, B ${hexOf(theirs.subarray(at)) || 'ends'}`;
	yield `octets differ from number ${at} on: ${ends}`;
}

function firstOctet(one: Uint8Array, other: Uint8Array): number | undefined {
	const length = Math.max(one.length, other.length);
	for (let at = 0; at < length; at++) if (one[at] !== other[at]) return at;
	return undefined;
}
