/*
 * What a board.yaml says: facts about hardware, and where they can be looked up. Currents are
 * those of the radio while the processor sleeps, at `supplyMv`; a meter multiplies them with the
 * time in each state.
 *
 * Reads no file and knows no simulation.
 */
import {z} from 'zod';

/** A whole number in bounds, with a message that can follow "expected". */
function whole(min: number, max: number) {
	const error = `a whole number from ${min} to ${max}`;
	return z.int({error}).min(min, {error}).max(max, {error});
}

function decibels(min: number, max: number) {
	const error = `a number from ${min} to ${max}`;
	return z.number({error}).min(min, {error}).max(max, {error});
}

const text = z.string({error: 'text'}).min(1, {error: 'text'});

/** Up to an ampere: more is a slip of the unit. */
const currentUa = z
	.number({error: 'microamperes from 0 to 1000000'})
	.min(0, {error: 'microamperes from 0 to 1000000'})
	.max(1_000_000, {error: 'microamperes from 0 to 1000000'});

const mcuSchema = z.strictObject({
	part: text,
	core: text,
	hz: whole(1_000_000, 1_000_000_000),
	ramBytes: whole(1024, 0x1000_0000),
	flashBytes: whole(1024, 0x1000_0000),
	/** The processor runs; left out where it is not known. */
	activeUa: currentUa.optional(),
});

const levelSchema = z.strictObject({
	powerDbm: decibels(-40, 20),
	currentUa,
});

const radioSchema = z.strictObject({
	/** The weakest frame of 20 octets that arrives 99 times in 100: IEEE 802.15.4, 6.1.7. */
	sensitivityDbm: decibels(-130, -50),
	/** Transmit levels whose current is known; the first is the default. */
	transmit: z.tuple([levelSchema], levelSchema, {error: 'a list of at least one level'}),
	receiveUa: currentUa,
	/** The crystal runs, and nothing else; left out where it is not known. */
	idleUa: currentUa.optional(),
	/** The clock runs, memory is kept. */
	sleepUa: currentUa,
	/** From sleep until the radio can listen, and what that draws: as receiving, unless given. */
	startUpUs: whole(0, 100_000).optional(),
	startUpUa: currentUa.optional(),
	/** Where the numbers stand, and which of them still have to be looked up. */
	source: text,
});

export const boardSchema = z.strictObject({
	/** The name of the folder. */
	id: z.string({error: 'text'}).regex(/^[a-z][a-z0-9-]*$/, {error: 'small letters and digits'}),
	name: text,
	mcu: mcuSchema,
	radio: radioSchema,
	/** The supply at which the currents hold, in millivolts. */
	supplyMv: whole(1000, 6000),
});

export type Board = z.output<typeof boardSchema>;

export type TransmitLevel = z.output<typeof levelSchema>;

/** The level of `board` at `powerDbm`, or undefined where its current is not known. */
export function transmitLevel(board: Board, powerDbm: number): TransmitLevel | undefined {
	return board.radio.transmit.find(level => level.powerDbm === powerDbm);
}
