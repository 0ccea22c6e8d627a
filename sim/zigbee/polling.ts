/*
 * How a sleepy end device asks its parent for frames.
 *
 *   asleep                    each longPoll, so that neither forgets the other
 *   awake                     each idlePoll
 *   expecting an answer       each fastPoll, for a while after it has said or heard something
 *   a frame says there is more   at once
 *   pollsMissedMax without ACK   the parent is lost
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import type {SendStatus} from '../mac/mac.js';
import {dataRequestMhr, MacCommand} from '../mac/mac-command.js';
import type {Device} from './device.js';
import type {ZigbeeMac} from './mac-port.js';
import {expectingUs, fastPollUs, idlePollUs, longPollUs, PAN_ID, pollsMissedMax} from './nib.js';

export interface PollingWays {
	readonly mac: ZigbeeMac;
	readonly scheduler: Scheduler;
	readonly lost: (device: Device) => void;
	deviceOf(radio: number): Device;
}

export class Polling {
	readonly #ways: PollingWays;
	readonly #due: Kind;
	/** By radio: which of its polls is to come, and when. */
	readonly #turn: Int32Array;
	readonly #dueUs: Float64Array;
	readonly #expectsUntilUs: Float64Array;
	readonly #missed: Uint8Array;
	readonly #payload = Uint8Array.of(MacCommand.dataRequest);

	constructor(ways: PollingWays, radioCount: number) {
		this.#ways = ways;
		this.#turn = new Int32Array(radioCount);
		this.#dueUs = new Float64Array(radioCount).fill(Infinity);
		this.#expectsUntilUs = new Float64Array(radioCount);
		this.#missed = new Uint8Array(radioCount);
		this.#due = ways.scheduler.register((radio, turn) => {
			if (turn === this.#turn[radio]) this.#ask(ways.deviceOf(radio));
		});
	}

	/** The device has said or heard something: an answer may come. */
	expect(device: Device): void {
		if (!device.sleepy) return;
		this.#expectsUntilUs[device.radio] = this.#ways.scheduler.now + expectingUs;
		this.hasten(device);
	}

	/** The device is in the network, or awake: the next poll comes as soon as it may. */
	hasten(device: Device): void {
		if (device.sleepy && device.joined) this.#plan(device, this.#periodUs(device));
	}

	#periodUs({radio, awake, transfers}: Device): number {
		const expects = this.#ways.scheduler.now < this.#expectsUntilUs[radio];
		if (transfers > 0 || (awake && expects)) return fastPollUs;
		return awake ? idlePollUs : longPollUs;
	}

	/** A new parent: nothing is missed yet. */
	begin(device: Device): void {
		this.#missed[device.radio] = 0;
		this.#dueUs[device.radio] = Infinity;
		this.hasten(device);
	}

	stop({radio}: Device): void {
		this.#turn[radio]++;
		this.#dueUs[radio] = Infinity;
	}

	/** A frame has come that says that there is another one. */
	moreWaits(device: Device): void {
		if (device.sleepy && device.joined) this.#plan(device, 0);
	}

	/** What became of a data request. */
	polled(device: Device, status: SendStatus): void {
		if (!device.sleepy || !device.joined) return;
		const {radio} = device;
		if (status === 'success') this.#missed[radio] = 0;
		else if (status === 'noAck') this.#missed[radio]++;
		if (this.#missed[radio] < pollsMissedMax) return;
		this.stop(device);
		this.#ways.lost(device);
	}

	#plan({radio}: Device, delayUs: number): void {
		const {scheduler} = this.#ways;
		const atUs = scheduler.now + delayUs;
		if (atUs >= this.#dueUs[radio]) return;
		this.#dueUs[radio] = atUs;
		scheduler.at(atUs, this.#due, radio, ++this.#turn[radio]);
	}

	#ask(device: Device): void {
		const {radio, address, parent} = device;
		this.#dueUs[radio] = Infinity;
		if (!device.joined || !device.powered) return;
		this.#ways.mac.sendFrame(radio, dataRequestMhr(PAN_ID, parent, address), this.#payload, 1);
		this.hasten(device);
		// A parent that was missed is asked again soon, even while all else sleeps.
		if (this.#missed[radio] > 0) this.#plan(device, fastPollUs);
	}
}
