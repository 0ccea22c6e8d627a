/*
 * How a fleet does once the last fault has struck, or has healed if it does: the share delivered of
 * what nodes have published from two minutes later on.
 *
 *   fault at   .. for   .. 2 min   |   published here counts
 */
import type {Message} from '../../sim/checks/delivery.js';

/** Until then a network may look for other ways, and a client for its gateway. */
const GRACE_MS = 120_000;

/** Undefined where there was no fault, or nothing was published after it. */
export function healedShare(
	faults: readonly {readonly atMs: number; readonly forMs?: number}[],
	messages: readonly Pick<Message, 'publishedUs' | 'copies'>[],
): number | undefined {
	if (faults.length === 0) return undefined;
	const overMs = faults.reduce((last, {atMs, forMs = 0}) => Math.max(last, atMs + forMs), 0);
	const after = messages.filter(({publishedUs}) => publishedUs >= 1000 * (overMs + GRACE_MS));
	if (after.length === 0) return undefined;
	return after.filter(({copies}) => copies > 0).length / after.length;
}
