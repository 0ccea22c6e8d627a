/*
 * Charge by radio, in integer picocoulombs (1 uA for 1 us): the same in any order, and exact to
 * 2^53 of them, which is five days of listening.
 * Reads the trace and nothing else.
 *
 *   sending     its airtime at the transmit current
 *   turnaround  192 us before and after each frame, at the receive current
 *   asleep      its receiver is off, at the sleep current
 *   otherwise   listening, at the receive current
 */
import {Event, type Observer, type SentFrame} from '../kernel/trace.js';
import {airtimeUs} from '../phy/o-qpsk.js';

/** Currents of one radio in microamperes. */
export interface RadioCurrents {
	readonly rxUa: number;
	readonly txUa: number;
	readonly sleepUa: number;
}

export class EnergyMeter implements Observer {
	readonly #sendingUs: Float64Array;
	readonly #asleepUs: Float64Array;
	/** Since when each is asleep; -1 if it is not. */
	readonly #asleepSinceUs: Float64Array;

	/** `currents` by radio; `sinceUs` is when each was switched on. */
	constructor(
		private readonly currents: readonly RadioCurrents[],
		private readonly sinceUs: readonly number[],
		private readonly trace: {readonly now: number},
	) {
		this.#sendingUs = new Float64Array(currents.length);
		this.#asleepUs = new Float64Array(currents.length);
		this.#asleepSinceUs = new Float64Array(currents.length).fill(-1);
	}

	event(event: Event, radio: number, on: number): void {
		if (event !== Event.receiver) return;
		const now = this.trace.now;
		if (on === 0) this.#asleepSinceUs[radio] = now;
		else if (this.#asleepSinceUs[radio] >= 0) {
			this.#asleepUs[radio] += now - this.#asleepSinceUs[radio];
			this.#asleepSinceUs[radio] = -1;
		}
	}

	sent(sender: number, _audience: number, frame: SentFrame): void {
		this.#sendingUs[sender] += airtimeUs(frame.size);
	}

	/** What `radio` has drawn from the battery up to `nowUs`, in picocoulombs. */
	chargePc(radio: number, nowUs: number): number {
		const {rxUa, txUa, sleepUa} = this.currents[radio];
		const since = this.#asleepSinceUs[radio];
		const asleepUs = this.#asleepUs[radio] + (since < 0 ? 0 : nowUs - since);
		const onUs = Math.max(0, nowUs - this.sinceUs[radio] - asleepUs);
		const sendingUs = Math.min(onUs, this.#sendingUs[radio]);
		return asleepUs * sleepUa + sendingUs * txUa + (onUs - sendingUs) * rxUa;
	}
}
