/*
 * QEMU's log of a CountedBoard, a line an instruction:
 *
 *   Trace 0: 0x7f.. [00000000/00000b2c/..] ..     the address, in the middle
 *   cpu_io_recompile: rewound ..                  the one before was not done, it comes again
 *   Stopped execution of TB chain before ..       likewise
 *
 *   countBegins   a count begins; one that had begun is forgotten: the board was reset
 *   countEnds     it ends
 *   any address   to client, security, link or, where none of these is there, board
 */
import {open} from 'node:fs/promises';
import {type Image, run} from './board-image.js';
import {type Part, partOf} from './image-size.js';

/** Instructions, by the part of the firmware they are of. */
export type Counted = Readonly<Record<Part | 'board' | 'total', number>>;

interface Addresses {
	readonly parts: ReadonlyMap<number, Part>;
	readonly begins: number;
	readonly ends: number;
}

const TRACE = /^Trace \d+: \S+ \[[^/]*\/(?<pc>[0-9a-f]+)\//;
const TAKEN_BACK = /^cpu_io_recompile: |^Stopped execution /;
const NOTHING: Counted = {client: 0, security: 0, link: 0, board: 0, total: 0};

/** Every count that has ended. */
export async function countedIn(log: string, image: Image): Promise<Counted[]> {
	const {parts, begins, ends} = await addressesOf(image);
	const all: Counted[] = [];
	let counted: Record<keyof Counted, number> | undefined;
	for await (const pc of addressesDone(log)) {
		if (pc === begins) counted = {...NOTHING};
		if (counted === undefined) continue;
		if (pc === ends) {
			all.push(counted);
			counted = undefined;
			continue;
		}

		counted[parts.get(pc) ?? 'board'] += 1;
		counted.total += 1;
	}
	return all;
}

/** Where the instructions were, one after the other, that were done. */
async function* addressesDone(log: string): AsyncGenerator<number> {
	await using file = await open(log);
	let begun: number | undefined;
	for await (const line of file.readLines()) {
		const pc = TRACE.exec(line)?.groups?.['pc'];
		if (pc === undefined && !TAKEN_BACK.test(line)) continue;
		if (pc !== undefined && begun !== undefined) yield begun;
		begun = pc === undefined ? undefined : Number.parseInt(pc, 16);
	}
}

/** The sum of counts. */
export function sumOf(counts: readonly Counted[]): Counted {
	const sum = {...NOTHING};
	for (const part of Object.keys(NOTHING) as (keyof Counted)[]) {
		for (const counted of counts) sum[part] += counted[part];
	}
	return sum;
}

async function addressesOf({elf}: Image): Promise<Addresses> {
	const parts = new Map<number, Part>();
	const starts = new Map<string, number>();
	for (const line of (await run('nm', ['-S', '--defined-only', elf])).split('\n')) {
		const [at = '', size = '', kind = '', name = ''] = line.split(' ');
		if (!/^[tT]$/.test(kind)) continue;
		const start = Number.parseInt(at, 16);
		starts.set(name, start);
		const part = partOf(name);
		if (part === undefined) continue;
		for (let pc = start; pc < start + Number.parseInt(size, 16); pc += 2) parts.set(pc, part);
	}
	return {parts, begins: starts.get('countBegins')!, ends: starts.get('countEnds')!};
}
