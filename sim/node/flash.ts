/*
 * The flash of one node: it keeps its octets while the node has no power.
 *
 *   0           1024        2048
 *   | page 0    | page 1    |
 *
 *   step       whole                     torn by a power cut
 *   program    bits go from 1 to 0       some words whole, one in part, the rest as before
 *   erase      a page is 0xff            each word whole, in part or as before
 *
 * A test, or a fault, says at which step the power goes; luck is handed in. A wrong address is a
 * bug of the firmware, as it would be on a board. Knows neither what is kept nor who keeps it.
 */

/** What firmware/limits.ts calls FLASH_PAGE_SIZE. */
export const FLASH_PAGE_SIZE = 1024;
export const FLASH_PAGES = 2;

const FLASH_SIZE = FLASH_PAGES * FLASH_PAGE_SIZE;
const WORD = 4;
const ERASED = 0xff;

/** 32 random bits at each call. */
export type Luck = () => number;

/** The node has lost its power within a call of its firmware. */
export class PowerCut extends Error {
	override name = 'PowerCut';

	constructor() {
		super('the power of a node was cut');
	}
}

export class Flash {
	#octets: DataView<ArrayBuffer> | undefined;
	#steps = 0;
	#overwrites = 0;
	#cut: {readonly step: number; readonly luck: Luck | undefined} | undefined;
	readonly #erases = new Uint32Array(FLASH_PAGES);

	/** `image` is copied; blank without one. Throws RangeError for an image of another size. */
	constructor(image?: Uint8Array) {
		if (image !== undefined) this.overwrite(image);
	}

	/** Takes over another image, as whoever has the chip in hand can. RangeError for another size. */
	overwrite(image: Uint8Array): void {
		if (image.length !== FLASH_SIZE) throw new RangeError(`a flash of ${image.length} octets`);
		new Uint8Array(this.#words.buffer).set(image);
		this.#overwrites += 1;
	}

	/** How often it was overwritten. */
	get overwrites(): number {
		return this.#overwrites;
	}

	/** Programs and erases so far, the one that was cut among them. Reading changes nothing. */
	get steps(): number {
		return this.#steps;
	}

	/** How often `page` was erased, torn or whole: its wear. */
	erases(page: number): number {
		return this.#erases[page]!;
	}

	/** A copy of every octet. */
	image(): Uint8Array {
		return new Uint8Array(this.#words.buffer.slice(0));
	}

	/**
	 * Cuts the power once, `step` steps from now (0 is the next): before that step without `luck`,
	 * within it with `luck`.
	 */
	cutAt(step: number, luck?: Luck): void {
		this.#cut = {step: this.#steps + step, luck};
	}

	/** A cut that has not come will not come. */
	spare(): void {
		this.#cut = undefined;
	}

	/** Copies what lies at `at` into all of `into`. */
	read(at: number, into: Uint8Array): void {
		within(at, into.length);
		// Most nodes never write: a blank flash costs no memory.
		if (this.#octets === undefined) into.fill(ERASED);
		else into.set(new Uint8Array(this.#octets.buffer, at, into.length));
	}

	/** Throws PowerCut where it was told to; RangeError for what is no whole words in the flash. */
	program(at: number, from: Uint8Array): void {
		within(at, from.length);
		if (at % WORD !== 0 || from.length % WORD !== 0) throw new RangeError(`not whole words: ${at}`);
		const values = new DataView(from.buffer, from.byteOffset, from.length);
		const luck = this.#step();
		const words = luck === undefined ? from.length / WORD : draw(luck) % (from.length / WORD);
		for (let word = 0; word < words; word++) {
			this.#clear(at + WORD * word, values.getUint32(WORD * word));
		}
		if (luck === undefined) return;
		this.#clear(at + WORD * words, values.getUint32(WORD * words) | draw(luck));
		throw new PowerCut();
	}

	/** Throws PowerCut where it was told to; RangeError for a page that is not there. */
	erase(page: number): void {
		if (page < 0 || page >= FLASH_PAGES) throw new RangeError(`no page ${page}`);
		const luck = this.#step();
		this.#erases[page]!++;
		for (let at = page * FLASH_PAGE_SIZE; at < (page + 1) * FLASH_PAGE_SIZE; at += WORD) {
			this.#words.setUint32(at, this.#words.getUint32(at) | (luck ? torn(luck) : 0xffff_ffff));
		}
		if (luck !== undefined) throw new PowerCut();
	}

	/** One more step. Returns luck where it is to be torn, and throws where it is not to begin. */
	#step(): Luck | undefined {
		const cut = this.#cut;
		const due = this.#steps++ === cut?.step;
		if (!due) return undefined;
		this.#cut = undefined;
		if (cut.luck === undefined) throw new PowerCut();
		return cut.luck;
	}

	#clear(at: number, value: number): void {
		this.#words.setUint32(at, this.#words.getUint32(at) & value);
	}

	get #words(): DataView<ArrayBuffer> {
		this.#octets ??= new DataView(new Uint8Array(FLASH_SIZE).fill(ERASED).buffer);
		return this.#octets;
	}
}

function within(at: number, size: number): void {
	if (at < 0 || at + size > FLASH_SIZE) throw new RangeError(`outside the flash: ${at}, ${size}`);
}

function draw(luck: Luck): number {
	return luck() >>> 0;
}

/** The bits of one word that a torn erase has reached: none, some or all. */
function torn(luck: Luck): number {
	const fate = draw(luck) % 3;
	if (fate === 0) return 0;
	return fate === 1 ? draw(luck) : 0xffff_ffff;
}
