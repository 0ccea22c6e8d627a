/*
 * What stands in a trace: a stream of MessagePack arrays, in the order of time.
 *
 *   ["motebench-trace", version]                         the first one
 *   [0, timeUs, sender, audience, octets]                a frame has left; audience -1 is everybody
 *   [1, timeUs, sender, receiver, outcome, rssiCdbm]     0 heard, 1 deaf, 2 too weak, 3 collided
 *   [2, timeUs, event, subject, detail, value, octets]   what sim/kernel/trace.ts names an Event
 *   [3, timeUs, radio, xM, yM]                           it stands there from now on
 *   [4, timeUs, radio, parent]                           it sends through another one; -1 is none
 *
 * Radios are numbers, gateways first. The last two are the scene, not events: no hash is over them.
 * Knows no file; scenario/trace-file.ts writes one, and
 * trace-reader.ts reads it.
 */

export const TRACE_FILE = 'trace.msgpack';
export const TRACE_NAME = 'motebench-trace';
export const TRACE_VERSION = 1;

export type SentEntry = [kind: 0, us: number, sender: number, audience: number, octets: Uint8Array];

export type ReceptionEntry = [
	kind: 1,
	us: number,
	sender: number,
	receiver: number,
	outcome: number,
	rssiCdbm: number,
];

export type EventEntry = [
	kind: 2,
	us: number,
	event: number,
	subject: number,
	detail: number,
	value: number,
	octets: Uint8Array,
];

export type PlaceEntry = [kind: 3, us: number, radio: number, xM: number, yM: number];

export type ParentEntry = [kind: 4, us: number, radio: number, parent: number];

/** What has happened, and is in the hash. */
export type HappenedEntry = SentEntry | ReceptionEntry | EventEntry;

export type Entry = HappenedEntry | PlaceEntry | ParentEntry;

/** How many numbers follow the time of each kind, and whether octets do. */
const SHAPES: readonly {readonly numbers: number; readonly octets: boolean}[] = [
	{numbers: 2, octets: true},
	{numbers: 4, octets: false},
	{numbers: 4, octets: true},
	{numbers: 3, octets: false},
	{numbers: 2, octets: false},
];

export function hasHappened(entry: Entry): entry is HappenedEntry {
	return entry[0] <= 2;
}

/** Whether `value` is an entry, of any time. */
export function isEntry(value: unknown): value is Entry {
	if (!Array.isArray(value)) return false;
	const shape = SHAPES[value[0] as number];
	if (shape === undefined) return false;
	const numbers = 2 + shape.numbers;
	if (value.length !== numbers + (shape.octets ? 1 : 0)) return false;
	for (let at = 0; at < numbers; at++) if (typeof value[at] !== 'number') return false;
	return !shape.octets || value[numbers] instanceof Uint8Array;
}
