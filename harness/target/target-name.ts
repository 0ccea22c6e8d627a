/*
 * What tests run on, as a user names it and as test processes find it in their environment:
 *
 *   sim    qemu:BOARD    board:NAME    serial:PORT[:BAUD]
 *
 *   MOTEBENCH_TARGET     one of these
 *   MOTEBENCH_PORT       with board: the port that NAME was found at, PORT:BAUD or unix:PATH
 *   MOTEBENCH_NOTICES    a file for what a test cannot say by passing or failing: notices.ts
 */
import {UsageError} from '../errors.js';

export type TargetName =
	| {readonly kind: 'sim'}
	| {readonly kind: 'qemu' | 'board'; readonly name: string}
	| {readonly kind: 'serial'; readonly port: string};

export const TARGET_VARIABLE = 'MOTEBENCH_TARGET';
export const PORT_VARIABLE = 'MOTEBENCH_PORT';
export const NOTICES_VARIABLE = 'MOTEBENCH_NOTICES';

/** Reads a name; a UsageError for anything else. */
export function targetName(text: string): TargetName {
	if (text === 'sim') return {kind: 'sim'};
	const [, kind, name = ''] = /^(qemu|board|serial):(.+)$/.exec(text) ?? [];
	if (kind === 'serial') return {kind, port: name};
	if ((kind === 'qemu' || kind === 'board') && /^[\w-]+$/.test(name)) return {kind, name};
	throw new UsageError(`${text} is not sim, qemu:BOARD, board:NAME or serial:PORT`);
}
