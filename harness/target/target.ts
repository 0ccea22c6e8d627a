/*
 * One node, wherever it runs, for tests that do not want to know:
 *
 *   sim            the firmware in this process
 *   qemu:BOARD     its image for BOARD in QEMU, such as qemu:microbit
 *   qemu:BOARD@F   the same, its flash kept in file F from one run to the next
 *   serial:PORT    whatever answers at PORT, PORT:BAUD or unix:PATH
 *   board:NAME     a real board, by the name that it has in bench.yaml or by its kind: locate.ts
 *
 * Each is a SerialBoard: it is asked and configured over the line, and its datagrams travel there.
 * A silent restart and a late host are told to `motebench test`: watch.ts. Knows nothing of what is carried.
 */
import {UsageError} from '../errors.js';
import type {Identity} from '../keys/provision.js';
import {SerialBoard} from '../transport/serial.js';
import {boardPort} from './board-port.js';
import {openEmulated} from './emulated.js';
import {provisionBoard} from './identity.js';
import {openSimulated} from './simulated.js';
import {watched} from './watch.js';

export interface Target {
	/** As it was asked for. */
	readonly name: string;
	/** How to speak with it. */
	readonly board: SerialBoard;
	/**
	 * Its plug; only where somebody can pull it. What is in its flash stays. restore() resolves when
	 * it has answered.
	 */
	readonly power?: {cut(): Promise<void>; restore(): Promise<void>};
	/** Gives it its first keys; refused where it has some, or cannot keep them. */
	provision(identity: Identity): Promise<'done' | 'refused'>;
	/** Lets go of it. Ends an emulator. */
	close(): Promise<void>;
}

export interface TargetOptions {
	/** How long it may take to answer, in milliseconds; 5000 unless given. */
	readonly deadlineMs?: number;
	/** Of qemu: another image than that of build/images, an ELF file. */
	readonly image?: string;
	/** Of qemu: added to QEMU's arguments, such as `-seed`. */
	readonly qemuArgs?: readonly string[];
	/** Of board: where bench.yaml lies; the folder that the program runs in unless given. */
	readonly bench?: string;
}

export const TARGET_NAMES = 'sim, qemu:BOARD, serial:PORT or board:NAME';

/**
 * The node that `name` names, once it has answered HELLO. A UsageError for a name that is none, an
 * EnvironmentError where there is no such node, no image, no QEMU, or no answer in time.
 */
export async function openTarget(name: string, options: TargetOptions = {}): Promise<Target> {
	return watched(await opened(name, options));
}

async function opened(name: string, options: TargetOptions): Promise<Target> {
	const [, kind = name, place = ''] = /^([a-z]+):(.+)$/.exec(name) ?? [];
	if (name === 'sim') return await openSimulated(options);
	if (kind === 'qemu' && place !== '') return await openEmulated(place, options);
	if (kind === 'serial' && place !== '') return await openReal(name, place, options);
	if (kind === 'board' && place !== '') {
		return await openReal(name, await boardPort(place, {bench: options.bench}), options);
	}
	throw new UsageError(`${name} is no target: ${TARGET_NAMES}`);
}

async function openReal(name: string, port: string, options: TargetOptions): Promise<Target> {
	const {deadlineMs} = options;
	const board = await SerialBoard.open({port, ...(deadlineMs !== undefined && {deadlineMs})});
	return {
		name,
		board,
		provision: identity => provisionBoard(board, identity),
		close: () => board.close(),
	};
}
