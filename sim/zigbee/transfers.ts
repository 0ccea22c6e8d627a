/*
 * Messages that wait for an ACK of their receiver's APS: ZigBee specification 2.2.8.4.
 *
 *   sent      ACK of this block            -> the next block, or done
 *   sent      apscAckWaitDuration is over  -> the same block once more, apscMaxFrameRetries times
 *   sent      over, none left              -> given up
 *   sent      there is no way to it        -> the same block, soon
 *
 * A message that does not fit one frame goes in blocks, one at a time: apscMaxWindowSize is 1. Slots
 * are reused.
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import type {Counters} from './counters.js';
import type {Device} from './device.js';
import type {Luck} from './luck.js';
import {apscAckWaitDurationUs, apscMaxFrameRetries} from './nib.js';

/** Octets of the longest message. */
export const MESSAGE_SIZE_MAX = 1024;
/** What a frame holds beside the headers and a source route. */
export const WHOLE_SIZE_MAX = 68;
/** Octets of each block of a longer message but the last one. */
export const BLOCK_SIZE = 64;
/** Messages of one node, and of a gateway, that wait at a time. */
export const TRANSFERS_MAX = 16;
export const GATEWAY_TRANSFERS_MAX = 512;

/** How soon a block is sent again when a link on its way has failed, and as long again by luck. */
const HURRY_US = 200_000;
/** An ACK is waited for longer by up to this, so that those who were in each other's way part. */
const SPREAD_US = 400_000;

/** One message under way. */
export class Transfer {
	device: Device | undefined;
	destination = 0;
	sourceEndpoint = 0;
	destinationEndpoint = 0;
	counter = 0;
	readonly octets = new Uint8Array(MESSAGE_SIZE_MAX);
	size = 0;
	/** The block that waits for its ACK; -1 in a message that is whole. */
	block = -1;
	blockCount = 0;
	attempts = 0;
	/** Counts its deadlines. */
	stamp = 0;
}

export interface TransferWays {
	readonly scheduler: Scheduler;
	readonly counters: Counters;
	readonly luck: Luck;
	/** Sends the block that is due. */
	send(transfer: Transfer): void;
}

export class Transfers {
	readonly #ways: TransferWays;
	readonly #due: Kind;
	readonly #all: Transfer[] = [];
	readonly #free: number[] = [];

	constructor(ways: TransferWays) {
		this.#ways = ways;
		this.#due = ways.scheduler.register((place, stamp) => this.#late(place, stamp));
	}

	/** A transfer to be filled in and begun; undefined if `device` has too many. */
	take(device: Device): Transfer | undefined {
		const most = device.records === undefined ? TRANSFERS_MAX : GATEWAY_TRANSFERS_MAX;
		if (device.transfers === most) return undefined;
		device.transfers++;
		const place = this.#free.pop() ?? this.#all.push(new Transfer()) - 1;
		const transfer = this.#all[place];
		transfer.device = device;
		return transfer;
	}

	begin(transfer: Transfer): void {
		const blocks = Math.ceil(transfer.size / BLOCK_SIZE);
		transfer.blockCount = blocks;
		transfer.block = transfer.size > WHOLE_SIZE_MAX ? 0 : -1;
		this.#sendBlock(transfer);
	}

	/** An ACK of `source` for block `block`, -1 for a whole message. */
	acknowledged(device: Device, source: number, counter: number, block: number): void {
		for (const transfer of this.#all) {
			if (transfer.device !== device || transfer.counter !== counter) continue;
			if (transfer.destination !== source || transfer.block !== block) continue;
			this.#advance(transfer);
			return;
		}
	}

	/** There is no way to `destination` at the moment: what was sent there may be lost. */
	wayFailed(device: Device, destination: number): void {
		for (const [place, transfer] of this.#all.entries()) {
			if (transfer.device !== device || transfer.destination !== destination) continue;
			this.#plan(transfer, place, HURRY_US + this.#ways.luck.below(device, HURRY_US));
		}
	}

	/** The device has lost its power, and its messages with it. */
	drop(device: Device): void {
		for (const transfer of this.#all) if (transfer.device === device) this.#end(transfer);
	}

	#advance(transfer: Transfer): void {
		if (transfer.block >= 0 && transfer.block + 1 < transfer.blockCount) {
			transfer.block++;
			this.#sendBlock(transfer);
			return;
		}
		this.#ways.counters.acknowledged++;
		this.#end(transfer);
	}

	#sendBlock(transfer: Transfer): void {
		transfer.attempts = 0;
		this.#send(transfer);
	}

	#send(transfer: Transfer): void {
		const spreadUs = this.#ways.luck.below(transfer.device!, SPREAD_US);
		this.#plan(transfer, this.#all.indexOf(transfer), apscAckWaitDurationUs + spreadUs);
		this.#ways.send(transfer);
	}

	#plan(transfer: Transfer, place: number, delayUs: number): void {
		const {scheduler} = this.#ways;
		scheduler.at(scheduler.now + delayUs, this.#due, place, ++transfer.stamp);
	}

	#late(place: number, stamp: number): void {
		const transfer = this.#all[place];
		if (transfer.device === undefined || transfer.stamp !== stamp) return;
		if (transfer.attempts++ === apscMaxFrameRetries) {
			this.#ways.counters.unacknowledged++;
			this.#end(transfer);
			return;
		}
		this.#ways.counters.apsRetries++;
		this.#send(transfer);
	}

	#end(transfer: Transfer): void {
		transfer.device!.transfers--;
		transfer.device = undefined;
		transfer.stamp++;
		this.#free.push(this.#all.indexOf(transfer));
	}
}
