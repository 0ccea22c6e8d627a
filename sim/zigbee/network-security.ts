/*
 * Security of the network layer: ZigBee specification 4.3.1, level 5, hop by hop.
 *
 *   NWK header   28   frame counter 4   source IEEE 8   key sequence 1   payload   MIC 4
 *                '---------- auxiliary header, 14 octets ---------'
 *
 *   nonce    source IEEE 8   frame counter 4   2d          all of it as it is sent, low first
 *   a        NWK header and auxiliary header, with the level put back into its first octet
 *
 * The level never goes on air: three bits of the control octet are sent as noughts. Whose counter
 * may be what, this file does not know: replay.ts does.
 */
import {Aes} from './aes.js';
import {CcmStar, MIC_SIZE} from './ccm-star.js';
import {readU32, writeU32} from './octets.js';

export const AUX_SIZE = 14;
/** What protection adds to a frame. */
export const SECURITY_SIZE = AUX_SIZE + MIC_SIZE;
/** A sender that has come so far is done: its next counter would be an old one. */
export const COUNTER_END = 0xffff_ffff;
/** The network key, extended nonce; level 5 where it is computed with, 0 on air. */
const CONTROL_SENT = 0x28;
const CONTROL = 0x2d;

const COUNTER = 1;
const SOURCE_LOW = 5;
const SOURCE_HIGH = 9;
const KEY_SEQUENCE = 13;

/** Who sends, and for the how manieth time under this key. */
export interface Sealing {
	readonly counter: number;
	readonly euiHigh: number;
	readonly euiLow: number;
}

export class NetworkSecurity {
	/** Of the frame that was opened last. */
	counter = 0;
	euiHigh = 0;
	euiLow = 0;
	readonly #ccm: CcmStar;

	/** `key` has 16 octets; it is `keySequence` among the keys of its network. */
	constructor(
		key: Uint8Array,
		private readonly keySequence = 0,
	) {
		this.#ccm = new CcmStar(new Aes(key));
	}

	/**
	 * Protects a frame whose header of `header` octets lies at 0; its payload of `size` octets lies
	 * AUX_SIZE octets behind the header. Returns the size of the whole.
	 */
	seal(frame: Uint8Array, header: number, size: number, sealing: Sealing): number {
		frame[header] = CONTROL;
		writeU32(frame, header + COUNTER, sealing.counter);
		writeU32(frame, header + SOURCE_LOW, sealing.euiLow);
		writeU32(frame, header + SOURCE_HIGH, sealing.euiHigh);
		frame[header + KEY_SEQUENCE] = this.keySequence;
		this.#setNonce(frame, header);
		this.#ccm.seal(frame, header + AUX_SIZE, size);
		frame[header] = CONTROL_SENT;
		return header + SECURITY_SIZE + size;
	}

	/**
	 * Decrypts a frame of `size` octets where it lies, from 0, and remembers its counter and who
	 * sent it. Returns the size of the payload behind header and auxiliary header, or -1 where it
	 * is cut short, of another kind, or not what its sender has protected.
	 */
	open(frame: Uint8Array, header: number, size: number): number {
		const payload = size - header - SECURITY_SIZE;
		if (payload < 0 || frame[header] !== CONTROL_SENT) return -1;
		if (frame[header + KEY_SEQUENCE] !== this.keySequence) return -1;
		frame[header] = CONTROL;
		this.#setNonce(frame, header);
		if (!this.#ccm.open(frame, header + AUX_SIZE, payload)) return -1;
		this.counter = readU32(frame, header + COUNTER);
		this.euiLow = readU32(frame, header + SOURCE_LOW);
		this.euiHigh = readU32(frame, header + SOURCE_HIGH);
		return payload;
	}

	#setNonce(frame: Uint8Array, header: number): void {
		const {nonce} = this.#ccm;
		for (let at = 0; at < 8; at++) nonce[at] = frame[header + SOURCE_LOW + at];
		for (let at = 0; at < 4; at++) nonce[8 + at] = frame[header + COUNTER + at];
		nonce[12] = CONTROL;
	}
}
