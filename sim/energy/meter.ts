/*
 * Charge by radio, in integer picocoulombs (1 uA for 1 us): the same in any order, and exact to
 * 2^53 of them, which is five days of listening.
 * Reads the trace and nothing else.
 *
 *   sending     its airtime at the transmit current
 *   turnaround  192 us before and after each frame, at the receive current
 *   otherwise   listening, at the receive current: these nodes do not sleep
 */
import type {Observer, SentFrame} from '../kernel/trace.js';
import {airtimeUs} from '../phy/o-qpsk.js';

/** Currents of one radio in microamperes. */
export interface RadioCurrents {
	readonly rxUa: number;
	readonly txUa: number;
}

export class EnergyMeter implements Observer {
	readonly #sendingUs: Float64Array;

	/** `currents` by radio; `sinceUs` is when each was switched on. */
	constructor(
		private readonly currents: readonly RadioCurrents[],
		private readonly sinceUs: readonly number[],
	) {
		this.#sendingUs = new Float64Array(currents.length);
	}

	sent(sender: number, _audience: number, frame: SentFrame): void {
		this.#sendingUs[sender] += airtimeUs(frame.size);
	}

	/** What `radio` has drawn from the battery up to `nowUs`, in picocoulombs. */
	chargePc(radio: number, nowUs: number): number {
		const {rxUa, txUa} = this.currents[radio];
		const onUs = Math.max(0, nowUs - this.sinceUs[radio]);
		const sendingUs = Math.min(onUs, this.#sendingUs[radio]);
		return sendingUs * txUa + (onUs - sendingUs) * rxUa;
	}
}
