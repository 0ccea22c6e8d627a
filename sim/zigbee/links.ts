/*
 * Link status: ZigBee specification 3.6.3.4. Each router tells those in range, once in a period,
 * whom it hears and how well; so each learns how well it is heard.
 *
 *   we hear B at cost 2, B says of us 1      B   incoming 2, outgoing 1
 *   B has been silent for too many periods   outgoing 0: no way by B
 *   B's list goes past our address           outgoing 0
 *
 * Lists go up by address and may take several frames; the first and the last one say so.
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import {EUI_HIGH} from '../mac/addresses.js';
import type {Device} from './device.js';
import type {Luck} from './luck.js';
import {NEIGHBORS_MAX, NeighborKind, NO_NEIGHBOR} from './neighbors.js';
import {nwkLinkStatusPeriodUs} from './nib.js';
import {
	LINKS_MAX,
	linkAt,
	linkCount,
	listBegins,
	listEnds,
	writeLink,
	writeLinkStatus,
} from './nwk-command.js';
import {Everybody, NwkHeader, NwkType} from './nwk-header.js';
import {readU16} from './octets.js';
import type {Sender} from './sender.js';

const ONE_HOP = 1;
/** A newcomer tells those around him soon. */
const FIRST_WITHIN_US = 500_000;
/** Part of the period by which it is longer or shorter, so that nobody keeps step. */
const JITTER_SHARE = 8;
const COSTS = 7;

export interface LinkWays {
	readonly scheduler: Scheduler;
	readonly sender: Sender;
	readonly luck: Luck;
	deviceOf(radio: number): Device;
}

export class Links {
	readonly #ways: LinkWays;
	readonly #due: Kind;
	/** By radio: which of its turns is to come. */
	readonly #turn: Int32Array;
	readonly #header = new NwkHeader();
	readonly #npdu = new Uint8Array(128);
	readonly #sorted = new Uint16Array(NEIGHBORS_MAX);

	constructor(ways: LinkWays, radioCount: number) {
		this.#ways = ways;
		this.#turn = new Int32Array(radioCount);
		this.#due = ways.scheduler.register((radio, turn) => {
			if (turn === this.#turn[radio]) this.#tell(ways.deviceOf(radio));
		});
	}

	/** A router is in the network from now on. */
	begin(device: Device): void {
		this.#schedule(device, this.#ways.luck.below(device, FIRST_WITHIN_US));
	}

	/** The list of the neighbour `index`, in the command at `at`. */
	heard(device: Device, index: number, npdu: Uint8Array, at: number): void {
		if (index === NO_NEIGHBOR) return;
		const {neighbors, address} = device;
		const count = linkCount(npdu, at);
		for (let link = 0; link < count; link++) {
			const entry = linkAt(at, link);
			if (readU16(npdu, entry) !== address) continue;
			neighbors.listed(index, npdu[entry + 2] & COSTS);
			return;
		}
		const from = listBegins(npdu, at) || count === 0 ? 0 : readU16(npdu, linkAt(at, 0));
		const to = listEnds(npdu, at) || count === 0 ? 0xffff : readU16(npdu, linkAt(at, count - 1));
		if (address >= from && address <= to) neighbors.unlisted(index);
	}

	#schedule(device: Device, delayUs: number): void {
		const {scheduler} = this.#ways;
		scheduler.at(scheduler.now + 1 + delayUs, this.#due, device.radio, ++this.#turn[device.radio]);
	}

	#tell(device: Device): void {
		if (!device.joined) return;
		device.neighbors.grow(this.#ways.scheduler.now);
		const count = this.#sort(device);
		for (let from = 0; from === 0 || from < count; from += LINKS_MAX) {
			this.#send(device, from, count);
		}
		const spread = Math.floor(nwkLinkStatusPeriodUs / JITTER_SHARE);
		const {luck} = this.#ways;
		this.#schedule(device, nwkLinkStatusPeriodUs - spread / 2 + luck.below(device, spread));
	}

	/** Addresses of the routers around, in their order; returns how many. */
	#sort({neighbors}: Device): number {
		let count = 0;
		for (let index = 0; index < NEIGHBORS_MAX; index++) {
			if (neighbors.kind[index] !== NeighborKind.router) continue;
			this.#sorted[count++] = neighbors.address[index];
		}
		this.#sorted.subarray(0, count).sort();
		return count;
	}

	#send(device: Device, from: number, all: number): void {
		const {neighbors} = device;
		const count = Math.min(LINKS_MAX, all - from);
		const header = this.#header;
		header.begin(NwkType.command, device.address, Everybody.routers);
		header.sign(EUI_HIGH, device.euiLow);
		header.radius = ONE_HOP;
		header.sequence = device.nextSequence();
		const at = header.write(this.#npdu);
		const ends = {first: from === 0, last: from + count === all};
		const size = writeLinkStatus(this.#npdu, at, count, ends);
		for (let link = 0; link < count; link++) {
			const address = this.#sorted[from + link];
			const index = neighbors.find(address);
			const costs = {
				incoming: neighbors.incomingCost(index),
				outgoing: neighbors.outgoing[index],
			};
			writeLink(this.#npdu, linkAt(at, link), address, costs);
		}
		this.#ways.sender.broadcast(device, this.#npdu, size);
	}
}
