/*
 * What the host's clock shows when a device's shows something, from the four stamps of PING and
 * PONG (as NTP does, RFC 5905 section 8):
 *
 *   host     t1 ----.                 .--> t4       round trip   (t4 - t1) - (t3 - t2)
 *   device          '--> t2 ... t3 --'              offset       ((t2 - t1) + (t3 - t4)) / 2
 *
 * Only the round trips that were hardly longer than the shortest count, since what delays one way
 * alone shifts the offset; a line through them gives the drift. The device's clock has 32 bits of
 * microseconds and wraps after 71 minutes: times are unwrapped as they come.
 */

export interface Stamps {
	/** Of the host, in microseconds. */
	readonly t1: number;
	readonly t4: number;
	/** Of the device, in microseconds modulo 2^32. */
	readonly t2: number;
	readonly t3: number;
}

interface Sample {
	readonly deviceUs: number;
	readonly offsetUs: number;
	readonly roundTripUs: number;
}

const SAMPLES_MAX = 32;
/** A device that knows milliseconds errs by as much, and no more. */
const SPREAD_US = 1000;

export class ClockEstimate {
	#samples: Sample[] = [];
	#unwrappedUs: number | undefined;

	/** A clock that was set, or a device that started anew. */
	reset(): void {
		this.#samples = [];
		this.#unwrappedUs = undefined;
	}

	add({t1, t2, t3, t4}: Stamps): void {
		const receivedUs = this.#unwrap(t2);
		const sentUs = this.#unwrap(t3);
		const roundTripUs = t4 - t1 - (sentUs - receivedUs);
		const offsetUs = (receivedUs - t1 + (sentUs - t4)) / 2;
		this.#samples.push({deviceUs: sentUs, offsetUs, roundTripUs});
		if (this.#samples.length > SAMPLES_MAX) this.#samples.shift();
	}

	/** The shortest round trip, in microseconds; undefined before the first. */
	get roundTripUs(): number | undefined {
		if (this.#samples.length === 0) return undefined;
		return Math.min(...this.#samples.map(sample => sample.roundTripUs));
	}

	/** How much faster the device's clock runs, in parts per million. */
	get driftPpm(): number {
		return this.#fit().slope * 1e6;
	}

	/** The host's time at which the device's clock showed `deviceUs`, half a turn around now. */
	hostUs(deviceUs: number): number | undefined {
		if (this.#unwrappedUs === undefined) return undefined;
		const at = this.#unwrappedUs + ((deviceUs - this.#unwrappedUs) | 0);
		const {slope, meanDeviceUs, meanOffsetUs} = this.#fit();
		return at - (meanOffsetUs + slope * (at - meanDeviceUs));
	}

	#unwrap(deviceUs: number): number {
		const before = this.#unwrappedUs ?? deviceUs >>> 0;
		this.#unwrappedUs = before + ((deviceUs - before) | 0);
		return this.#unwrappedUs;
	}

	/** Least squares over the samples that count. */
	#fit(): {slope: number; meanDeviceUs: number; meanOffsetUs: number} {
		const best = (this.roundTripUs ?? 0) + SPREAD_US;
		const good = this.#samples.filter(({roundTripUs}) => roundTripUs <= best);
		const meanDeviceUs = mean(good.map(({deviceUs}) => deviceUs));
		const meanOffsetUs = mean(good.map(({offsetUs}) => offsetUs));
		let both = 0;
		let square = 0;
		for (const {deviceUs, offsetUs} of good) {
			both += (deviceUs - meanDeviceUs) * (offsetUs - meanOffsetUs);
			square += (deviceUs - meanDeviceUs) ** 2;
		}
		return {slope: square === 0 ? 0 : both / square, meanDeviceUs, meanOffsetUs};
	}
}

function mean(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
