/*
 * At which rate the host talks while the device may have changed its own, or may not.
 *
 *   Settled  begin             -> Trial     the new rate
 *   Trial    HELLO answered    -> Settled
 *   Trial    TRIAL_US          -> Doubt     the old rate
 *   Doubt    HELLO answered    -> Settled   at the rate of now
 *   Doubt    TURN_US           -> Doubt     the other rate: an answer may have been lost
 *   Settled  doubt             -> Doubt     a device that started anew has its first rate again
 *   any      restart           -> Settled   at the first rate: it was told to start anew
 */
export class BaudRates {
	readonly #first: number;
	#rate: number;
	#other: number | undefined;
	#dueUs = Infinity;

	constructor(first: number) {
		this.#first = first;
		this.#rate = first;
	}

	get rate(): number {
		return this.#rate;
	}

	/** True from begin() until the device has answered. */
	get unsettled(): boolean {
		return this.#other !== undefined;
	}

	get pollAtUs(): number {
		return this.#dueUs;
	}

	begin(rate: number, nowUs: number): void {
		this.#other = this.#rate;
		this.#rate = rate;
		this.#dueUs = nowUs + TRIAL_US;
	}

	doubt(nowUs: number): void {
		if (this.#other !== undefined || this.#rate === this.#first) return;
		this.#other = this.#first;
		this.#dueUs = nowUs + TURN_US;
	}

	/** True where the rate has changed. */
	restart(): boolean {
		const changed = this.#rate !== this.#first;
		this.#rate = this.#first;
		this.settle();
		return changed;
	}

	settle(): void {
		this.#other = undefined;
		this.#dueUs = Infinity;
	}

	/** The rate to change to; undefined while this one is to stay. */
	poll(nowUs: number): number | undefined {
		if (this.#other === undefined || nowUs < this.#dueUs) return undefined;
		[this.#rate, this.#other] = [this.#other, this.#rate];
		this.#dueUs = nowUs + TURN_US;
		return this.#rate;
	}
}

/** The device goes back by itself after 500 ms. */
const TRIAL_US = 500_000;
const TURN_US = 1_000_000;
