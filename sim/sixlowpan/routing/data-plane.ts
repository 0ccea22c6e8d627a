/*
 * Which way a packet goes at a router, route-over: RFC 6550 clause 11 in non-storing mode.
 *
 *   destination                       here                              next
 *   our own, a source route left      -                                 the next segment
 *   our own                           taken                             -
 *   another, we are a border router   -                                 the wire
 *   another, with an RPL option       its rank is held against ours     the preferred parent
 *   ff13::1, border routers           taken by one                      the preferred parent
 *   ff03::1, all nodes                taken if it is from the parent    everybody, after a while
 *   anything else                     dropped
 *
 * All-nodes packets go down the tree alone, since nobody takes them but from his parent: this is
 * Stateless Multicast RPL Forwarding. Changes hop limit, rank and segments in the packet itself, so
 * that the headers of a first fragment are enough.
 */
import type {Counters} from '../counters.js';
import {DESTINATION, HOP_LIMIT, isMulticast} from '../ipv6.js';
import {isBorderRouters, isGlobal, isRealmNodes, shortIn, VIRTUAL_ROOT} from './addresses.js';
import type {Router} from './router.js';
import {passUp, rplOptionAt} from './rpl-option.js';
import {nextSegment, sourceRouteAt} from './source-route.js';

/** Where a packet goes on to, if not to a neighbour by its short address. */
export const HERE = 0;
export const DROPPED = -1;
/** To the border router that the destination names. */
export const WIRE = -2;
/** Here and, if the hop limit allows, to everybody. */
export const ALL = -3;

export class DataPlane {
	readonly #counters: Counters;
	readonly #now: () => number;
	readonly #isRoot: (address: number) => boolean;

	constructor(counters: Counters, now: () => number, isRoot: (address: number) => boolean) {
		this.#counters = counters;
		this.#now = now;
		this.#isRoot = isRoot;
	}

	/** The next step of a packet that `from` has sent to `router`. */
	next(router: Router, from: number, packet: Uint8Array, size: number): number {
		if (isRealmNodes(packet, DESTINATION)) return this.#nextForAll(router, from);
		if (isBorderRouters(packet, DESTINATION)) {
			return router.role === 'root' ? HERE : this.#up(router, packet, size);
		}
		if (isMulticast(packet, DESTINATION)) return HERE;
		if (!isGlobal(packet, DESTINATION)) return HERE;
		return this.#nextOfUnicast(router, packet, size);
	}

	#nextForAll(router: Router, from: number): number {
		if (router.dodag.parent === from) return ALL;
		this.#counters.notFromParent++;
		return DROPPED;
	}

	#nextOfUnicast(router: Router, packet: Uint8Array, size: number): number {
		const destination = shortIn(packet, DESTINATION);
		const isRoot = router.role === 'root';
		if (destination === router.address || (isRoot && destination === VIRTUAL_ROOT)) {
			return this.#nextOfOwn(packet, size);
		}
		if (!isRoot) return this.#up(router, packet, size);
		if (this.#isRoot(destination)) return this.#mayGoOn(packet) ? WIRE : DROPPED;
		this.#counters.noRoute++;
		return DROPPED;
	}

	#nextOfOwn(packet: Uint8Array, size: number): number {
		const at = sourceRouteAt(packet, size);
		const segment = at === 0 ? 0 : nextSegment(packet, at);
		if (segment === 0) return HERE;
		return this.#mayGoOn(packet) ? segment : DROPPED;
	}

	#up(router: Router, packet: Uint8Array, size: number): number {
		const {parent, rank} = router.dodag;
		const at = rplOptionAt(packet, size);
		if (at === 0 || parent === undefined || router.role === 'leaf') {
			this.#counters.noRoute++;
			return DROPPED;
		}
		if (!this.#mayGoOn(packet)) return DROPPED;
		const fate = passUp(packet, at, rank);
		if (fate !== 'agrees') router.loopFound(this.#now());
		if (fate !== 'loop') return parent;
		this.#counters.loops++;
		return DROPPED;
	}

	/** Takes one from the hop limit. */
	#mayGoOn(packet: Uint8Array): boolean {
		if (packet[HOP_LIMIT] > 1) {
			packet[HOP_LIMIT]--;
			return true;
		}
		this.#counters.hopLimitExceeded++;
		return false;
	}
}
