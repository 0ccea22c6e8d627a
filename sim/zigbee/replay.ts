/*
 * Frame counters heard, by who sent them: a frame that is not newer than the last one of its
 * sender is a replay. One record a node; ZigBee specification 4.3.1.2.
 *
 *   counter below the next one     refused
 *   the last counter of all        refused: no frame can be newer, and nobody sends it
 */
import {COUNTER_END} from './network-security.js';

export class ReplayRecord {
	/** The next counter that is taken, by EUI-64. */
	readonly #next = new Map<number, number>();

	/** Takes the counter of an authentic frame; false says that it has been there before. */
	take(euiHigh: number, euiLow: number, counter: number): boolean {
		// 53 bits of the EUI-64 are enough to tell apart those who have the key.
		const sender = (euiHigh & 0x1f_ffff) * 0x1_0000_0000 + euiLow;
		const next = this.#next.get(sender) ?? 0;
		if (counter < next || counter === COUNTER_END) return false;
		this.#next.set(sender, counter + 1);
		return true;
	}
}
