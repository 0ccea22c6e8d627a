/*
 * Who has which address: of eight octets from the factory, of two from the network.
 *
 *   EUI-64   0012 4b00 and the number of the radio, counted from one
 *   short    that number too, until a network gives another one, or NO_SHORT
 *
 * The radio of a short address is looked up for the medium, which decides a frame at its receiver
 * alone. Nobody learns it from here: those who send know addresses.
 */
import {AddressMode, BROADCAST, FrameType, type Mhr, NO_SHORT} from './frame.js';

/** The upper half of every radio's EUI-64: a maker of radios, and noughts. */
export const EUI_HIGH = 0x0012_4b00;
/** Stands for nobody, or for all. */
const NO_RADIO = -1;

const ADDRESSES = 0x1_0000;

export class Addresses {
	readonly #short: Uint16Array;
	readonly #radio = Int32Array.from({length: ADDRESSES}, (_, short) =>
		short === BROADCAST ? NO_RADIO : short - 1,
	);

	constructor(private readonly radioCount: number) {
		this.#short = Uint16Array.from({length: radioCount}, (_, radio) => radio + 1);
	}

	/** Takes all short addresses away: a network is to give them. */
	clear(): void {
		this.#short.fill(NO_SHORT);
		this.#radio.fill(NO_RADIO);
	}

	shortOf(radio: number): number {
		return this.#short[radio];
	}

	/** NO_RADIO for an address that nobody has. */
	radioOf(short: number): number {
		return this.#radio[short];
	}

	/** Gives `radio` another short address; NO_SHORT is none. */
	assign(radio: number, short: number): void {
		const before = this.#short[radio];
		if (this.#radio[before] === radio) this.#radio[before] = NO_RADIO;
		this.#short[radio] = short;
		if (short < NO_SHORT) this.#radio[short] = radio;
	}

	euiLowOf(radio: number): number {
		return radio + 1;
	}

	/** NO_RADIO for an EUI-64 that nobody has. */
	radioOfEui(high: number, low: number): number {
		return high === EUI_HIGH && low >= 1 && low <= this.radioCount ? low - 1 : NO_RADIO;
	}

	/** Whether a frame is for `radio`. Data goes between short addresses, a beacon to all. */
	isFor(radio: number, mhr: Mhr): boolean {
		const {type, dstMode, srcMode} = mhr;
		if (type === FrameType.beacon) return srcMode === AddressMode.short;
		if (type === FrameType.data && srcMode !== AddressMode.short) return false;
		if (dstMode === AddressMode.short) return this.#hasShort(radio, mhr.dstShort);
		if (type === FrameType.data || dstMode === AddressMode.none) return false;
		return this.radioOfEui(mhr.dstHigh, mhr.dstLow) === radio;
	}

	/** The radio that a frame is for; NO_RADIO if it is for all. */
	receiverOf(mhr: Mhr): number {
		if (mhr.dstMode === AddressMode.short) return this.radioOf(mhr.dstShort);
		return this.radioOfEui(mhr.dstHigh, mhr.dstLow);
	}

	/** The radio that a frame names as its sender; NO_RADIO if it names none. */
	senderOf(mhr: Mhr): number {
		if (mhr.srcMode === AddressMode.short) return this.radioOf(mhr.srcShort);
		if (mhr.srcMode === AddressMode.none) return NO_RADIO;
		return this.radioOfEui(mhr.srcHigh, mhr.srcLow);
	}

	#hasShort(radio: number, short: number): boolean {
		if (short === BROADCAST) return true;
		return short === this.#short[radio] && short !== NO_SHORT;
	}
}
