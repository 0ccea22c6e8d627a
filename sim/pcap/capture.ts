/*
 * The trace as a capture for Wireshark: each frame once, as it was sent, with the power at which
 * it came to the radio that it was for; a broadcast with the power at the gateway that heard it
 * loudest. A frame that its receiver missed has a comment that says why.
 *
 * `gateways` leaves out what neither was for a gateway nor came from one.
 */
import {type Observer, Outcome, type SentFrame, type Trace} from '../kernel/trace.js';
import {airtimeUs, SHR_US} from '../phy/o-qpsk.js';
import type {Pcapng} from './pcapng.js';

export type CaptureScope = 'gateways' | 'all';

export interface CaptureOptions {
	readonly trace: Trace;
	readonly pcapng: Pcapng;
	readonly scope: CaptureScope;
	/** Radios below this number are gateways. */
	readonly gatewayCount: number;
	/** The channel of each radio. */
	readonly channels: readonly number[];
}

/** Weaker than any link: nobody of interest heard it. */
const UNHEARD_CDBM = -32768;
const WHY = ['', 'receiver was not listening', 'too weak', 'collided'];

export class AirCapture implements Observer {
	readonly #options: CaptureOptions;
	readonly #interface: number;
	readonly #octets = new Uint8Array(128);
	/** The frame in hand: receptions that belong to it follow it. */
	#size = 0;
	#sender = 0;
	#audience = 0;
	#startUs = 0;
	#rssiCdbm = UNHEARD_CDBM;
	#outcome: Outcome = Outcome.heard;

	constructor(options: CaptureOptions) {
		this.#options = options;
		this.#interface = options.pcapng.interface('air');
	}

	sent(sender: number, audience: number, {octets, size}: SentFrame): void {
		this.flush();
		const {gatewayCount, scope, trace} = this.#options;
		if (scope === 'gateways' && sender >= gatewayCount && audience >= gatewayCount) return;
		for (let at = 0; at < size; at++) this.#octets[at] = octets[at];
		this.#size = size;
		this.#sender = sender;
		this.#audience = audience;
		// Wireshark dates a frame by the end of its SHR.
		this.#startUs = trace.now - airtimeUs(size) + SHR_US;
		this.#rssiCdbm = UNHEARD_CDBM;
		this.#outcome = Outcome.heard;
	}

	reception(_sender: number, receiver: number, outcome: Outcome, rssiCdbm: number): void {
		if (this.#audience >= 0) {
			this.#rssiCdbm = rssiCdbm;
			this.#outcome = outcome;
		} else if (receiver < this.#options.gatewayCount || this.#sender < this.#options.gatewayCount) {
			this.#rssiCdbm = Math.max(this.#rssiCdbm, rssiCdbm);
		}
	}

	/** Writes the frame in hand. To be called once more at the end. */
	flush(): void {
		if (this.#size === 0) return;
		this.#options.pcapng.packet({
			interfaceId: this.#interface,
			timeUs: this.#startUs,
			octets: this.#octets,
			at: 0,
			size: this.#size,
			rssiDbm: this.#rssiCdbm / 100,
			channel: this.#options.channels[this.#sender],
			...(this.#outcome !== Outcome.heard && {comment: WHY[this.#outcome]}),
		});
		this.#size = 0;
	}
}
