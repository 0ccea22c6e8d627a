/*
 * What a device knows of the group: the newest epoch and the one before, in RAM alone. For the
 * model in device.ts.
 *
 *   join         the newest epoch first; at most two
 *   judge        no epoch at all       a hint, as in clear
 *                an epoch, tag right   proved; the first frame of the newest ends the one before
 *                anything else         wrong
 */
import type {Auth} from './auth.js';
import {isSame} from './crypto.js';
import type {ReceivedGroupFrame} from './group-frame.js';
import {broadcastKey, groupTag} from './keys.js';

interface Epoch {
	readonly epoch: number;
	readonly key: Uint8Array;
	/** The highest broadcast counter. */
	floor: number;
}

const EPOCHS_MAX = 2;

export class DeviceGroup {
	#known: Epoch[] = [];

	get epochs(): number[] {
		return this.#known.map(({epoch}) => epoch);
	}

	join({epoch, key, floor}: Extract<Auth, {type: 'GROUPKEY'}>): void {
		const others = this.#known.filter(each => each.epoch !== epoch);
		this.#known = [{epoch, key, floor}, ...others].slice(0, EPOCHS_MAX);
	}

	judge({gwid, epoch, counter, body, tag}: ReceivedGroupFrame): 'hint' | 'proved' | 'wrong' {
		if (this.#known.length === 0) return 'hint';
		const known = this.#known.find(each => each.epoch === epoch);
		if (known === undefined || counter <= known.floor) return 'wrong';
		if (!isSame(groupTag(broadcastKey(known.key, gwid, epoch), body), tag)) return 'wrong';
		known.floor = counter;
		if (known === this.#known[0]) this.#known = [known];
		return 'proved';
	}
}
