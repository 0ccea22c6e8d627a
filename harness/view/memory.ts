/*
 * A node's page for the eyes of people: by name, and without what is secret.
 *
 *   docs/memory-map.md --> areas --> masked(page)
 *
 * An area is shown only if its name is on the list of those that never hold a key, in no state;
 * what is new is not on it. The list was made by reading firmware/security and firmware/exchange:
 * desk, handshake, sessions and group hold keys, rxFrame and lineRx have held them for a moment,
 * and frames in txFrame, request and lineTx may be about them, as is what journal knows.
 */
import type {MemoryArea} from './stage.js';

/** Areas whose octets may be seen. */
const OPEN: ReadonlySet<string> = new Set([
	'panicCode',
	'config',
	'counters',
	'clock',
	'session',
	'keepAlive',
	'silence',
	'sleep',
	'discovery',
	'hint',
	'gateways',
	'registration',
	'subscription',
	'inbound',
	'inbox',
	'outbox',
	'will',
	'protection',
	'sendCounter',
	'rekey',
	'confirm',
	'probe',
	'resume',
	'clientId',
	'publishedName',
	'subscribedName',
	'schedule',
	'sample',
	'board',
	'line',
	'decoder',
	'packReader',
]);

const ROW = /^\| 0x(?<at>[\da-f]{4}) \| (?<size>\d+) \| (?<name>\w*) \| (?<what>[^|]*) \| ■+ \|$/gm;

/** The areas of a memory map in Markdown, by address. */
export function areasOf(map: string): MemoryArea[] {
	return [...map.matchAll(ROW)].map(({groups}) => ({
		at: Number.parseInt(groups!['at']!, 16),
		size: Number(groups!['size']),
		name: groups!['name']!,
		what: groups!['what']!.trim(),
	}));
}

/** Whether the octets of an area may be seen. */
export function isOpen({name}: MemoryArea): boolean {
	return OPEN.has(name);
}

/** The octets that `areas` cover; 0 for an octet that nobody may see or that has no name. */
export function masked(page: Uint8Array, areas: readonly MemoryArea[]): Uint8Array<ArrayBuffer> {
	const seen = new Uint8Array(endOf(areas));
	for (const area of areas) {
		if (isOpen(area)) seen.set(page.subarray(area.at, area.at + area.size), area.at);
	}
	return seen;
}

/** The address behind the last area. */
export function endOf(areas: readonly MemoryArea[]): number {
	return areas.reduce((end, {at, size}) => Math.max(end, at + size), 0);
}
