/*
 * What an image takes of its board.
 *
 *   flash    client, security, link: functions of the firmware by their folder;
 *            board: all the rest, vectors, start-up, drivers, libgcc, constants
 *   RAM      what is static; the deepest stack; what is left
 *
 * The stack is that of the program, of an interrupt that comes at its deepest point, and of the
 * fault that this one meets there.
 */
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {type Image, run} from './board-image.js';
import {callGraph, deepest} from './call-graph.js';

export interface ImageSize {
	readonly board: string;
	readonly flash: Readonly<Record<Part | 'board' | 'total', number>>;
	readonly flashBudget: number;
	readonly ram: Readonly<Record<'total' | 'static' | 'stack' | 'spare', number>>;
	readonly ramSpareBudget: number;
	/** What is over budget, in words; empty where all is well. */
	readonly complaints: readonly string[];
}

export type Part = (typeof PARTS)[number];

export const PARTS = ['client', 'security', 'link'] as const;

/** Eight registers, and one word that aligns them. */
const EXCEPTION_FRAME = 36;
const INTERRUPTS = ['uartInterrupt', 'clockInterrupt'];
/** Where the program begins, and a fault. */
const PROGRAM = 'reset';
const FAULT = 'report';

const SYMBOL = /^[0-9a-f]+ (?<size>[0-9a-f]+) [tTrR] (?<name>\S+)$/gm;
const FROM_FIRMWARE = /^w2c_node_/;
const OF_A_FOLDER = /^w2c_node_firmware0x2F(?<folder>security|link)0x2F/;
const LINE_EXPORT = /^w2c_node_lineReceived/;
const SECTION = /^(?<name>\.\w+) +(?<size>\d+) /gm;

/** The sizes of an image, and whether they are within the budget of its board. */
export async function sizeOf(image: Image): Promise<ImageSize> {
	const {id, mcu, firmware} = image.board;
	const {flashBytes, ramSpareBytes} = firmware!.budget;
	const flash = flashOf(
		await run('nm', ['-S', '--defined-only', image.elf]),
		await sections(image.elf),
	);
	const {'.bss': cleared = 0, '.kept': kept = 0} = await sections(image.elf);
	const stack = await stackOf(image.folder);
	const spare = mcu.ramBytes - cleared - kept - stack;
	const complaints = [
		...(flash.total > flashBytes ? [`${id}: ${flash.total} of ${flashBytes} octets of flash`] : []),
		...(spare < ramSpareBytes
			? [`${id}: ${spare} octets of RAM to spare, not ${ramSpareBytes}`]
			: []),
	];
	return {
		board: id,
		flash,
		flashBudget: flashBytes,
		ram: {total: mcu.ramBytes, static: cleared + kept, stack, spare},
		ramSpareBudget: ramSpareBytes,
		complaints,
	};
}

/** The deepest stack of the objects in `folder`, in octets. */
export async function stackOf(folder: string): Promise<number> {
	const files = (await readdir(folder)).filter(file => file.endsWith('.ci'));
	const texts = files.map(file => readFile(path.join(folder, file), 'utf8'));
	const graph = callGraph(await Promise.all(texts));
	const bytes = (root: string) => deepest(graph, root).bytes;
	const interrupt = Math.max(...INTERRUPTS.map(bytes));
	return bytes(PROGRAM) + EXCEPTION_FRAME + interrupt + EXCEPTION_FRAME + bytes(FAULT);
}

function flashOf(
	symbols: string,
	{'.text': total = 0}: Record<string, number>,
): ImageSize['flash'] {
	const flash = {client: 0, security: 0, link: 0};
	for (const {groups} of symbols.matchAll(SYMBOL)) {
		const part = partOf(groups!['name']!);
		if (part !== undefined) flash[part] += Number.parseInt(groups!['size']!, 16);
	}
	return {...flash, board: total - flash.client - flash.security - flash.link, total};
}

/** The part of the firmware that a symbol belongs to; undefined for what is not of it. */
export function partOf(symbol: string): Part | undefined {
	if (!FROM_FIRMWARE.test(symbol)) return undefined;
	if (LINE_EXPORT.test(symbol)) return 'link';
	return (OF_A_FOLDER.exec(symbol)?.groups?.['folder'] ?? 'client') as Part;
}

async function sections(elf: string): Promise<Record<string, number>> {
	const text = await run('size', ['-A', elf]);
	return Object.fromEntries(
		[...text.matchAll(SECTION)].map(({groups}) => [groups!['name']!, Number(groups!['size'])]),
	);
}
