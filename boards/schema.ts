/*
 * What a board.yaml says: facts about hardware, and where they can be looked up.
 *
 *   mcu         the processor and its memories
 *   radio       what a simulated node on this board draws and hears; for IEEE 802.15.4 alone
 *   firmware    what an image is made of, and what it may take
 *   serial      how its line is found and opened
 *   flash       the command that puts an image on it
 *   emulator    the machine of QEMU that runs its image
 *
 * Currents are those of the radio while the processor sleeps, at `supplyMv`; a meter multiplies
 * them with the time in each state. Which probe and port is which board says bench.yaml.
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
	/** Where the memories begin; needed for an image. */
	ramAt: whole(0, 0xffff_ffff).optional(),
	ramBytes: whole(1024, 0x1000_0000),
	flashAt: whole(0, 0xffff_ffff).optional(),
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

const firmwareSchema = z.strictObject({
	/** Files of boards/common that answer for this chip; board.c of the folder is taken where it is. */
	sources: z.array(text.regex(/^[a-z0-9-]+\.c$/, {error: 'the name of a file.c'})),
	/** Two pages behind the image, or memory that forgets when the power goes. */
	storage: z.strictObject({
		kind: z.enum(['flash', 'volatile'], {error: 'flash or volatile'}),
		pageBytes: whole(1024, 65_536),
	}),
	/** What an image may take, and what must be left beside it and its deepest stack. */
	budget: z.strictObject({
		flashBytes: whole(1024, 0x1000_0000),
		ramSpareBytes: whole(0, 0x1000_0000),
	}),
});

/** What a port must be to be this board's; what is left out may be anything. */
const portSchema = z.strictObject({
	vid: z.string().regex(/^[0-9a-f]{4}$/, {error: 'four hexadecimal digits, in quotes'}),
	pid: z
		.string()
		.regex(/^[0-9a-f]{4}$/, {error: 'four hexadecimal digits, in quotes'})
		.optional(),
	/** A regular expression. */
	serial: text.optional(),
	product: text.optional(),
});

const serialSchema = z.strictObject({
	match: z.array(portSchema),
	/** bInterfaceNumber of the port, where a device has several. */
	interface: whole(0, 255),
	baud: whole(1200, 4_000_000),
});

const flashSchema = z.strictObject({
	tool: z.enum(['openocd'], {error: 'openocd'}),
	/** Arguments that describe the board to the tool; each is handed over as it stands. */
	args: z.array(text),
	/** The command that chooses a probe by its serial number, {sn}. */
	serial: text.regex(/\{sn\}/, {error: 'text with {sn} in it'}),
	/** The command that writes {image}, verifies it and starts it. */
	program: text.regex(/\{image\}/, {error: 'text with {image} in it'}),
});

export const boardSchema = z
	.strictObject({
		/** The name of the folder; HELLO has 16 octets for it. */
		id: z
			.string({error: 'text'})
			.regex(/^[a-z][a-z0-9-]{0,15}$/, {error: 'up to 16 small letters and digits'}),
		name: text,
		mcu: mcuSchema,
		radio: radioSchema.optional(),
		/** The supply at which the currents hold, in millivolts. */
		supplyMv: whole(1000, 6000),
		firmware: firmwareSchema.optional(),
		serial: serialSchema.optional(),
		flash: flashSchema.optional(),
		emulator: z.strictObject({machine: text}).optional(),
		capabilities: z.array(z.enum(['uart', 'rng', 'nvm'], {error: 'uart, rng or nvm'})).optional(),
		/** Where an image of it was seen running. */
		seen: z.enum(['emulated', 'on hardware', 'not yet seen on hardware']).optional(),
		quirks: z.array(z.strictObject({id: text, doc: text})).optional(),
		/** Where the facts stand that are not the radio's. */
		source: text.optional(),
	})
	.refine(({firmware, mcu}) => firmware === undefined || mcu.ramAt !== undefined, {
		path: ['mcu', 'ramAt'],
		error: 'an address, since there is firmware',
	})
	.refine(({firmware, mcu}) => firmware === undefined || mcu.flashAt !== undefined, {
		path: ['mcu', 'flashAt'],
		error: 'an address, since there is firmware',
	});

export type Board = z.output<typeof boardSchema>;

/** A board that a simulated network can have. */
export type RadioBoard = Board & {readonly radio: NonNullable<Board['radio']>};

export function hasRadio(board: Board): board is RadioBoard {
	return board.radio !== undefined;
}

export type TransmitLevel = z.output<typeof levelSchema>;

/** The level of `board` at `powerDbm`, or undefined where its current is not known. */
export function transmitLevel(board: Board, powerDbm: number): TransmitLevel | undefined {
	return board.radio?.transmit.find(level => level.powerDbm === powerDbm);
}
