/*
 * What the firmware was counted to need, in instructions: the totals of `npm run bench -- --only
 * board`, in which the line has the place that a driver has beside a radio. A test counts again and
 * says when these are no longer so.
 *
 * Knows no clock and no current: those are the board's.
 */

/** Instructions by what a node does; without keys it shakes no hands. */
export interface Counts {
	/** The first eight octets of the module's SHA-256, and the day. */
	readonly firmware: string;
	readonly countedOn: string;
	/** A PUBLISH of QoS 1 and its PUBACK. */
	readonly publish: number;
	readonly protectedPublish: number;
	/** From GWINFO to CONNECT in the first record. */
	readonly handshake: number;
}

/** By the core that did them. */
export const COUNTS = {
	'cortex-m0': {
		firmware: '8328f4b336f6ce52',
		countedOn: '2026-11-23',
		publish: 15_775,
		protectedPublish: 70_118,
		handshake: 240_955,
	},
} as const satisfies Record<string, Counts>;

export type Core = keyof typeof COUNTS;

/**
 * Cortex-M0 Technical Reference Manual, instruction set summary: 1 for arithmetic, 2 for loads and
 * stores, 3 for a branch taken, 4 for a call. Two is on the safe side of most mixtures.
 */
export const CYCLES_PER_INSTRUCTION = 2;
