/*
 * What a group of nodes runs on, as a scenario says it:
 *
 *   sim              the simulator: a page each, a radio on the simulated air
 *   qemu:microbit    so many processes of QEMU, each a board with the image that was built for it
 *   serial:PORT      a board at this port, PORT:BAUD or unix:PATH
 *
 * Knows no file: whether there is such a board, load.ts says.
 */
import {z} from 'zod';
import {UsageError} from '../errors.js';
import {portName} from '../serial/port-name.js';

export type Target =
	| {readonly kind: 'sim'}
	| {readonly kind: 'qemu'; readonly board: string}
	| {readonly kind: 'serial'; readonly port: string};

const FORMS = 'sim, qemu:BOARD or serial:PORT';

export const targetSchema = z
	.string({error: FORMS})
	.transform((text, context) => {
		const target = parseTarget(text);
		if (target !== undefined) return target;
		context.addIssue(FORMS);
		return z.NEVER;
	})
	.describe(`What they run on: ${FORMS}. A board's line is its radio.`);

/** Reads a target; undefined where `text` is none. */
export function parseTarget(text: string): Target | undefined {
	if (text === 'sim') return {kind: 'sim'};
	const [, kind, place = ''] = /^(qemu|serial):(.+)$/.exec(text) ?? [];
	if (kind === 'qemu') return /^[\w-]+$/.test(place) ? {kind, board: place} : undefined;
	return kind === 'serial' && isPort(place) ? {kind, port: place} : undefined;
}

function isPort(text: string): boolean {
	try {
		portName(text);
		return true;
	} catch (error) {
		if (error instanceof UsageError) return false;
		throw error;
	}
}
