/*
 * MAC security level 5, ENC-MIC-32, of data frames: IEEE 802.15.4-2006, 7.5.8 and 7.6.
 *
 *   | MHR, FCF says security and version 2006 | control 0D | frame counter 4 | key index 01 |
 *   | payload, encrypted                      | MIC 4      | FCS 2           |
 *
 *   authenticated   everything before the payload
 *   nonce           EUI-64 of the source, frame counter, 05: most significant octet first
 *
 * One key serves the whole network. A source with a short address has the EUI-64 that follows from
 * it, which stands for the device table of the standard. Frame counters outlive a loss of power, as
 * if a node kept them in its flash. Imm-Acks are not protected. Knows no queue and no time.
 */
import {createCipheriv, createDecipheriv} from 'node:crypto';
import {AddressMode, FCS_SIZE, type Mhr, PSDU_SIZE_MAX, Version} from './frame.js';
import type {MacIndication} from './listener.js';

/** Octets that protection adds: the auxiliary security header and the MIC. */
export const SECURITY_OVERHEAD = 10;
/** Octets of an AES-128 key. */
const LINK_KEY_SIZE = 16;

const AUX_SIZE = 6;
const MIC_SIZE = 4;
const LEVEL = 5;
/** Level 5, KeyIdMode 1. */
const CONTROL = 0x0d;
const KEY_INDEX = 1;
const SECURITY = 0x08;
const COUNTER_END = 0xffff_ffff;
/** The upper half of the EUI-64 of a short address; the lower half begins with fffe. */
const EUI_HIGH = 0x0200_00ff;
const EUI_LOW = 0xfe00_0000;
const CIPHER = 'aes-128-ccm';
const TAG = {authTagLength: MIC_SIZE};

/** Why a frame was not let in. */
export const Refusal = {
	/** It is not protected as this network's frames are. */
	level: 1,
	/** Its frame counter is not above the last one of its source. */
	replay: 2,
	/** Its MIC does not fit: another key, or other octets. */
	mic: 3,
} as const;
export type Refusal = (typeof Refusal)[keyof typeof Refusal];

export class LinkSecurity {
	/** What open() has let in, from its first octet on. Valid until the next open(). */
	readonly plain = new Uint8Array(PSDU_SIZE_MAX);
	readonly #key: Uint8Array;
	/** Of the next frame, by radio. */
	readonly #counters: Float64Array;
	/** The last frame counter by the lower half of a source's EUI-64, by radio. */
	readonly #heard: Map<number, number>[];
	readonly #nonce = new Uint8Array(13);
	readonly #nonceView = new DataView(this.#nonce.buffer);
	readonly #outsiders: ReadonlySet<number>;

	/** `key` has 16 octets, a RangeError otherwise; radios that are `outsiders` do not have it. */
	constructor(key: Uint8Array, radioCount: number, outsiders: readonly number[] = []) {
		if (key.length !== LINK_KEY_SIZE) throw new RangeError('a link key has 16 octets');
		this.#key = Uint8Array.from(key);
		this.#counters = new Float64Array(radioCount);
		this.#heard = Array.from({length: radioCount}, () => new Map());
		this.#outsiders = new Set(outsiders);
	}

	/** Whether `radio` has the key: what others send is in clear. */
	isMember(radio: number): boolean {
		return !this.#outsiders.has(radio);
	}

	/**
	 * Protects `payload` in a frame of `radio`, short address `source`: `octets` begin with its MHR
	 * of `mhrSize` octets. Returns where the MIC ends. A RangeError says that its counter is used up.
	 */
	seal(
		radio: number,
		frame: {readonly octets: Uint8Array; readonly mhrSize: number; readonly source: number},
		payload: Uint8Array,
	): number {
		const {octets, mhrSize, source} = frame;
		const counter = this.#counters[radio];
		if (counter === COUNTER_END) throw new RangeError(`radio ${radio} has no frame counter left`);
		this.#counters[radio] = counter + 1;
		octets[0] |= SECURITY;
		octets[1] |= Version.v2006 << 4;
		const at = writeAux(octets, mhrSize, counter);
		this.#setNonce(EUI_HIGH, EUI_LOW + source, counter);
		const cipher = createCipheriv(CIPHER, this.#key, this.#nonce, TAG);
		cipher.setAAD(octets.subarray(0, at), {plaintextLength: payload.length});
		octets.set(cipher.update(payload), at);
		cipher.final();
		octets.set(cipher.getAuthTag(), at + payload.length);
		return at + payload.length + MIC_SIZE;
	}

	/**
	 * Lets a frame for `radio` in, of `size` octets with the FCS, whose MHR is read. Returns how many
	 * octets of `plain` it holds, or a Refusal below zero.
	 */
	open(radio: number, octets: Uint8Array, mhr: Mhr, size: number): number {
		const end = size - FCS_SIZE - MIC_SIZE;
		if (!isLevel5(octets, mhr) || end < mhr.size) return -Refusal.level;
		const counter = counterIn(octets, mhr);
		const source = sourceOf(mhr);
		if (counter <= (this.#heard[radio].get(source.low) ?? -1)) return -Refusal.replay;
		this.#setNonce(source.high, source.low, counter);
		if (!this.#decrypt(octets, mhr.size, end)) return -Refusal.mic;
		this.#heard[radio].set(source.low, counter);
		return end - mhr.size;
	}

	#decrypt(octets: Uint8Array, from: number, to: number): boolean {
		const cipher = createDecipheriv(CIPHER, this.#key, this.#nonce, TAG);
		cipher.setAuthTag(octets.subarray(to, to + MIC_SIZE));
		cipher.setAAD(octets.subarray(0, from), {plaintextLength: to - from});
		this.plain.set(cipher.update(octets.subarray(from, to)));
		try {
			cipher.final();
			return true;
		} catch (error) {
			// A MIC that does not fit has no code of its own.
			if (!(error instanceof Error)) throw error;
			return false;
		}
	}

	#setNonce(high: number, low: number, counter: number): void {
		this.#nonceView.setUint32(0, high);
		this.#nonceView.setUint32(4, low);
		this.#nonceView.setUint32(8, counter);
		this.#nonce[12] = LEVEL;
	}
}

/**
 * Takes the protection off what `indication` tells of a frame of `octets`, where there has to be
 * one. Returns 0, or why the frame is refused.
 */
export function letIn(
	security: LinkSecurity | undefined,
	radio: number,
	{octets, mhr, indication}: {octets: Uint8Array; mhr: Mhr; indication: MacIndication},
): Refusal | 0 {
	if (!security?.isMember(radio)) return mhr.secured ? Refusal.level : 0;
	const size = security.open(radio, octets, mhr, mhr.size + indication.size + FCS_SIZE);
	if (size < 0) return -size as Refusal;
	indication.octets = security.plain;
	indication.at = 0;
	indication.size = size;
	return 0;
}

/** The EUI-64 that stands behind a short address, as 16 hex digits. */
export function extendedOf(short: number): string {
	return EUI_HIGH.toString(16).padStart(8, '0') + (EUI_LOW + short).toString(16);
}

function writeAux(octets: Uint8Array, at: number, counter: number): number {
	octets[at] = CONTROL;
	for (let index = 0; index < 4; index++) octets[at + 1 + index] = counter >>> (8 * index);
	octets[at + AUX_SIZE - 1] = KEY_INDEX;
	return at + AUX_SIZE;
}

function isLevel5(octets: Uint8Array, {secured, frameCounterAt: at, size}: Mhr): boolean {
	if (!secured || size !== at - 1 + AUX_SIZE) return false;
	return octets[at - 1] === CONTROL && octets[size - 1] === KEY_INDEX;
}

function counterIn(octets: Uint8Array, {frameCounterAt: at}: Mhr): number {
	const high = octets[at + 3] * 0x100_0000;
	return high + (octets[at] | (octets[at + 1] << 8) | (octets[at + 2] << 16));
}

function sourceOf({srcMode, srcShort, srcHigh, srcLow}: Mhr): {high: number; low: number} {
	if (srcMode === AddressMode.extended) return {high: srcHigh, low: srcLow};
	return {high: EUI_HIGH, low: EUI_LOW + srcShort};
}
