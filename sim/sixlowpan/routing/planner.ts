/*
 * How a datagram begins its way: to whom first, behind which headers, with which addresses.
 *
 *   a node in the tree     to anybody       its parent    RPL option
 *                          to everybody     its parent    RPL option, to the border routers
 *   a node outside, or     to everybody     everybody     link-local
 *   a border router        to a node        first hop     source route
 *                          to everybody     everybody     hop limit as the radius
 */
import {BROADCAST} from '../../mac/frame.js';
import {DESTINATION, SOURCE, writeAllNodes, writeLinkLocal} from '../ipv6.js';
import {setShort} from '../link-addresses.js';
import {writeBorderRouters, writeGlobal, writeRealmNodes} from './addresses.js';
import {HOP_LIMIT_FAR} from './control-plane.js';
import type {Outline} from './layout.js';
import type {Router} from './router.js';
import type {Topology} from './topology.js';

/** How a packet begins its way. */
export interface Plan {
	/** A neighbour's short address, a border router's, or BROADCAST. */
	readonly next: number;
	readonly outline: Omit<Outline, 'protocol' | 'size'>;
	/** Writes the source and the last destination. */
	readonly address: (packet: Uint8Array) => void;
}

export class Planner {
	readonly #topology: Topology;
	readonly #now: () => number;
	readonly #iid = new Uint8Array(8);

	constructor(topology: Topology, now: () => number) {
		this.#topology = topology;
		this.#now = now;
	}

	/** From a border router: the way begins on the wire where it begins at another one. */
	hopsTo({address}: Router, destination: number): number[] | undefined {
		const route = this.#topology.routeTo(destination, this.#now());
		return route?.[0] === address ? route.slice(1) : route;
	}

	/** For what `router` sends to a short address, or to everybody within `radius` hops. */
	plan(router: Router, destination: number, radius: number): Plan | undefined {
		if (router.role === 'root') return this.#planDown(router, destination, radius);
		const {wayUp: parent} = router;
		const {rank} = router.dodag;
		if (parent === undefined) return destination === BROADCAST ? this.#planNear(router) : undefined;
		return {
			next: parent,
			outline: {hopLimit: HOP_LIMIT_FAR, rank},
			address: packet => {
				writeGlobal(packet, SOURCE, router.address);
				if (destination === BROADCAST) writeBorderRouters(packet, DESTINATION);
				else writeGlobal(packet, DESTINATION, destination);
			},
		};
	}

	/** To neighbours: all that a node outside can do. */
	#planNear({address}: Router): Plan {
		return {
			next: BROADCAST,
			outline: {hopLimit: HOP_LIMIT_FAR},
			address: packet => {
				setShort(this.#iid, address);
				writeLinkLocal(packet, SOURCE, this.#iid);
				writeAllNodes(packet, DESTINATION);
			},
		};
	}

	#planDown(router: Router, destination: number, radius: number): Plan | undefined {
		const from = (packet: Uint8Array) => writeGlobal(packet, SOURCE, router.address);
		if (destination === BROADCAST) {
			return {
				next: BROADCAST,
				outline: {hopLimit: radius === 0 ? HOP_LIMIT_FAR : radius},
				address: packet => {
					from(packet);
					writeRealmNodes(packet, DESTINATION);
				},
			};
		}
		const hops = this.hopsTo(router, destination);
		if (hops === undefined) return undefined;
		return {
			next: hops[0],
			outline: {hopLimit: HOP_LIMIT_FAR, hops},
			address: packet => {
				from(packet);
				writeGlobal(packet, DESTINATION, destination);
			},
		};
	}
}
