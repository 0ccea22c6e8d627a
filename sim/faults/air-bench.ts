/*
 * For tests of faults on the air: frames that pass through, in hex, and luck by moment.
 */
import {draw, fraction, streamKey} from '../kernel/random.js';
import type {Alter} from '../phy/medium.js';
import type {AirHandle} from './bit-flip.js';
import type {LinkLuck} from './luck.js';

export class AirBench {
	/** Goes on by one with each frame. */
	now = 0;
	readonly #struck = new Set<Alter>();

	readonly air: AirHandle = {
		strike: alter => {
			this.#struck.add(alter);
			return () => void this.#struck.delete(alter);
		},
	};

	readonly luck: LinkLuck = (sender, receiver, number) =>
		fraction(draw(streamKey(1, 'bench'), sender, receiver, 16 * this.now + number));

	/** What arrives at radio 0 of a frame of radio 3. */
	readonly pass = (frame: string): string => {
		this.now += 1;
		const octets = Buffer.from(frame, 'hex');
		for (const alter of this.#struck) alter(3, 0, octets);
		return octets.toString('hex');
	};
}
