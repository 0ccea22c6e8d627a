/*
 * Broadcasts of many hops: ZigBee specification 3.6.5.
 *
 *   new here        handed up, to children that rest, and after a jitter to everybody in range
 *   sent            neighbours are listened to: who passes it on, has it (passive acknowledgement)
 *   nwkPassiveAckTimeout, too few good ones have it   sent again, nwkMaxBroadcastRetries times
 *   enough have it, or nobody is to pass it on        done
 *   heard before    noted, and dropped
 *
 * A neighbour is good if its link costs no more than three; enough are all of them up to three,
 * and half of them where there are more, since in a crowd relays drown each other. The radius counts hops: what arrives
 * with one is passed on to nobody, and nothing is listened for.
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import {BROADCASTS_MAX, NO_BROADCAST} from './broadcast-table.js';
import type {Counters} from './counters.js';
import type {Device} from './device.js';
import {type FrameStore, NONE_KEPT} from './frame-store.js';
import type {Luck} from './luck.js';
import {NEIGHBORS_MAX, NeighborKind, NO_NEIGHBOR} from './neighbors.js';
import {
	nwkBroadcastDeliveryTimeUs,
	nwkcMaxBroadcastJitterUs,
	nwkMaxBroadcastRetries,
	nwkPassiveAckTimeoutUs,
} from './nib.js';
import {Everybody, NwkHeader, RADIUS_AT} from './nwk-header.js';
import type {Sender} from './sender.js';

const GOOD_COST_MAX = 3;
/** Who has so many good neighbours, and more, is content with half of them. */
const ENOUGH = 3;
/** Of a repetition, so that neighbours do not repeat in step. */
const REPEAT_JITTER = 4;

export interface BroadcastWays {
	readonly scheduler: Scheduler;
	readonly sender: Sender;
	readonly store: FrameStore;
	readonly counters: Counters;
	readonly luck: Luck;
	deviceOf(radio: number): Device;
}

export class Broadcasts {
	readonly #ways: BroadcastWays;
	readonly #due: Kind;
	readonly #header = new NwkHeader();

	constructor(ways: BroadcastWays) {
		this.#ways = ways;
		this.#due = ways.scheduler.register((radio, name) => this.#dueNow(ways.deviceOf(radio), name));
	}

	/** Sends a broadcast of our own. */
	send(device: Device, npdu: Uint8Array, size: number): void {
		const header = this.#header;
		if (!header.read(npdu, size)) throw new RangeError('a broadcast of ours has no header');
		const {sender} = this.#ways;
		if (device.sleepy) {
			sender.unicast(device, device.parent, npdu, size);
			return;
		}
		const index = this.#begin(device, header);
		if (index === NO_BROADCAST) return;
		if (header.destination === Everybody.all) sender.toChildren(device, npdu, size, -1);
		this.#plan(device, index, npdu, size);
	}

	/** Whether a broadcast from the neighbour at `from` is new; then it is passed on as well. */
	isNew(device: Device, npdu: Uint8Array, size: number, from: number): boolean {
		const header = this.#header;
		if (!header.read(npdu, size) || header.source === device.address) {
			this.#passed(device, header, from);
			return false;
		}
		const {sequence, source} = header;
		const known = device.broadcasts.find(source, sequence, this.#ways.scheduler.now);
		if (known !== NO_BROADCAST) {
			this.#passed(device, header, from);
			return false;
		}
		const index = this.#begin(device, header);
		if (index === NO_BROADCAST) return false;
		this.#passed(device, header, from);
		if (!device.sleepy) this.#passOn(device, index, npdu, size);
		return true;
	}

	#passOn(device: Device, index: number, npdu: Uint8Array, size: number): void {
		const {destination, radius, source} = this.#header;
		npdu[RADIUS_AT] = radius - 1;
		if (destination === Everybody.all) this.#ways.sender.toChildren(device, npdu, size, source);
		if (radius > 1) this.#plan(device, index, npdu, size);
		npdu[RADIUS_AT] = radius;
	}

	#begin(device: Device, {source, sequence}: NwkHeader): number {
		const {now} = this.#ways.scheduler;
		const overUs = now + nwkBroadcastDeliveryTimeUs;
		const index = device.broadcasts.begin(source, sequence, now, overUs);
		if (index === NO_BROADCAST) this.#ways.counters.queueFull++;
		return index;
	}

	#passed(device: Device, {source, sequence}: NwkHeader, from: number): void {
		const {broadcasts, neighbors} = device;
		const index = broadcasts.find(source, sequence, this.#ways.scheduler.now);
		const neighbor = neighbors.find(from);
		if (index !== NO_BROADCAST && neighbor !== NO_NEIGHBOR) broadcasts.passed(index, neighbor);
	}

	#plan(device: Device, index: number, npdu: Uint8Array, size: number): void {
		const {broadcasts} = device;
		broadcasts.kept[index] = this.#ways.store.keep(npdu, size);
		broadcasts.left[index] = npdu[RADIUS_AT] > 1 ? nwkMaxBroadcastRetries : 0;
		this.#schedule(device, index, 1 + this.#jitter(device, 1));
	}

	#schedule(device: Device, index: number, delayUs: number): void {
		const {scheduler} = this.#ways;
		const name = device.broadcasts.stamp[index] * BROADCASTS_MAX + index;
		scheduler.at(scheduler.now + delayUs, this.#due, device.radio, name);
	}

	#dueNow(device: Device, name: number): void {
		const index = name % BROADCASTS_MAX;
		const {broadcasts} = device;
		const kept = broadcasts.kept[index];
		if (kept === NONE_KEPT || Math.floor(name / BROADCASTS_MAX) !== broadcasts.stamp[index]) return;
		const {store, sender} = this.#ways;
		const [npdu, size] = [store.octets(kept), store.size(kept)];
		const first = broadcasts.left[index] === nwkMaxBroadcastRetries || npdu[RADIUS_AT] <= 1;
		if (device.joined && (first || !this.#enoughHaveIt(device, index))) {
			sender.broadcast(device, npdu, size);
			if (broadcasts.left[index] > 0) {
				broadcasts.left[index]--;
				this.#schedule(device, index, nwkPassiveAckTimeoutUs + this.#jitter(device, REPEAT_JITTER));
				return;
			}
		}
		store.give(kept);
		broadcasts.kept[index] = NONE_KEPT;
	}

	#enoughHaveIt({neighbors, broadcasts}: Device, index: number): boolean {
		let good = 0;
		let passed = 0;
		for (let neighbor = 0; neighbor < NEIGHBORS_MAX; neighbor++) {
			if (neighbors.kind[neighbor] !== NeighborKind.router) continue;
			const cost = neighbors.cost(neighbor);
			if (cost === 0 || cost > GOOD_COST_MAX) continue;
			good++;
			if (broadcasts.hasPassed(index, neighbor)) passed++;
		}
		return passed >= Math.min(good, Math.max(ENOUGH, good / 2));
	}

	#jitter(device: Device, times: number): number {
		return this.#ways.luck.below(device, times * nwkcMaxBroadcastJitterUs);
	}
}
