/*
 * Slow fading: doors, people and forklifts. Each link has a new value once in a period, the same
 * in both directions, and each link begins its periods at a moment of its own.
 *
 *   dB |    ___         _____
 *      |___|   |___    |     |__
 *      |           |___|              a value is a function of (seed, link, number of the period)
 *      +------------------------ t
 */
import {draw, normal, type StreamKey} from '../kernel/random.js';
import {DEVIATIONS_MAX} from './propagation.js';
import type {Change, Weather} from './weather.js';

export interface FadingOptions {
	/** Standard deviation in dB. OTNS takes up to 4. */
	readonly deviationDb: number;
	/** How long a value holds, in microseconds. OTNS takes 150 s. */
	readonly periodUs: number;
}

export class SlowFading implements Weather {
	readonly mostCdb: number;
	readonly #options: FadingOptions;
	readonly #luck: StreamKey;

	constructor(options: FadingOptions, luck: StreamKey) {
		if (!(options.periodUs >= 1)) throw new RangeError(`a period of ${options.periodUs} us`);
		this.#options = options;
		this.#luck = luck;
		this.mostCdb = Math.round(100 * DEVIATIONS_MAX * options.deviationDb);
	}

	read(sender: number, receiver: number, nowUs: number, change: Change): void {
		const [a, b] = sender < receiver ? [sender, receiver] : [receiver, sender];
		const {deviationDb, periodUs} = this.#options;
		const phaseUs = draw(this.#luck, a, b, -1) % periodUs;
		const period = Math.floor((nowUs + phaseUs) / periodUs);
		const cdb = Math.round(100 * deviationDb * normal(this.#luck, a, b, period));
		change.cdb = Math.max(-this.mostCdb, Math.min(this.mostCdb, cdb));
		change.untilUs = (period + 1) * periodUs - phaseUs;
	}
}
