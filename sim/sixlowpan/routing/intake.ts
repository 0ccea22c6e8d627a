/*
 * Packets that end here: UDP goes up, RPL and neighbour discovery to the router, all else is dropped and counted.
 */
import {BROADCAST} from '../../mac/frame.js';
import type {MacIndication} from '../../mac/mac.js';
import type {Counters} from '../counters.js';
import type {Delivery} from '../delivery.js';
import {isLinkLocal, SOURCE} from '../ipv6.js';
import {setShort} from '../link-addresses.js';
import {type DiscoveryPlane, isDiscovery} from '../nd/discovery-plane.js';
import {checksumHolds, isDatagram, UDP} from '../udp.js';
import {isGlobal, shortIn} from './addresses.js';
import {carriedIn} from './carried.js';
import type {ControlPlane} from './control-plane.js';
import {ICMPV6} from './icmpv6.js';
import type {Router} from './router.js';

/** What a packet came in. */
export type Arrival = Pick<MacIndication, 'source' | 'destination' | 'rssiCdbm'>;

export interface IntakeWays {
	readonly delivery: Delivery;
	readonly control: ControlPlane;
	/** Where nodes discover their neighbours. */
	readonly discovery?: DiscoveryPlane;
	readonly counters: Counters;
	readonly now: () => number;
}

export class Intake {
	readonly #ways: IntakeWays;
	readonly #iid = new Uint8Array(8);

	constructor(ways: IntakeWays) {
		this.#ways = ways;
	}

	/** A packet for `router`, or for its node, that took so many hops. */
	take(router: Router, frame: Arrival, packet: Uint8Array, size: number, hops: number): void {
		const {counters} = this.#ways;
		const carried = carriedIn(packet, size);
		if (carried === undefined) counters.malformed++;
		else if (!this.#isFromWhereItSays(packet, frame)) counters.foreign++;
		else if (carried.protocol === ICMPV6) this.#hear(router, frame, packet, carried.at, size);
		else if (carried.protocol !== UDP) counters.unsupported++;
		else if (!isDatagram(packet, carried.at, size)) counters.malformed++;
		else if (!checksumHolds(packet, carried.at, size)) counters.checksumBad++;
		else {
			const origin = {source: shortIn(packet, SOURCE), rssiCdbm: frame.rssiCdbm, hops};
			this.#ways.delivery.handUp(router.address - 1, packet, carried.at, size, origin);
		}
	}

	#hear(router: Router, frame: Arrival, packet: Uint8Array, at: number, size: number): void {
		const {source: from, destination, rssiCdbm} = frame;
		const heard = {from, toAll: destination === BROADCAST, rssiCdbm, nowUs: this.#ways.now()};
		const {control, discovery} = this.#ways;
		if (discovery === undefined || router.discovery === undefined || !isDiscovery(packet[at])) {
			control.arrived(router, packet, at, size, heard);
		} else discovery.arrived(router.discovery, packet, at, size, heard);
	}

	/** A link-local source is that of the frame; any other is one of this network. */
	#isFromWhereItSays(packet: Uint8Array, {source}: Arrival): boolean {
		setShort(this.#iid, source);
		return isGlobal(packet, SOURCE) || isLinkLocal(packet, SOURCE, this.#iid);
	}
}
