/*
 * What carries datagrams between nodes, whatever the number of hops. One object serves all nodes.
 *
 *   OneHop      neighbours alone
 *   RouteOver   routers pass IPv6 packets on             RPL
 *   MeshUnder   routers pass frames on, IPv6 sees one link   the tree of RPL
 */

import type {Ports} from '../../datagram.js';
import type {StreamKey} from '../../kernel/random.js';
import type {Scheduler} from '../../kernel/scheduler.js';
import type {MacIndication, SendStatus} from '../../mac/mac.js';
import type {ContextsOf} from '../contexts.js';
import type {Counters} from '../counters.js';
import type {Delivery} from '../delivery.js';
import type {MacPort} from '../mac-port.js';
import type {Role} from './router.js';

export interface RoutingOptions {
	readonly scheduler: Scheduler;
	readonly luck: StreamKey;
	/** By radio; a radio without a role takes no part. */
	readonly roles: readonly Role[];
	/** `rpl` if not said. */
	readonly kind?: 'rpl' | 'mesh-under';
	/** Of `rpl`: whether prefix and context are learnt, and addresses registered: `neighbors`. */
	readonly discovery?: 'neighbors' | 'none';
	/** Global repair: how often border routers begin the DODAG anew; never, if not said. */
	readonly repairEveryUs?: number;
	/** Whether routers send fragments on as they come, or put packets together: `forwarded`. */
	readonly fragments?: 'forwarded' | 'reassembled';
	/** Told when a radio has another preferred parent, by radio; -1 is none. */
	readonly parentChanged?: (radio: number, parent: number) => void;
}

/** What every network is made of. */
export interface NetworkParts {
	readonly mac: MacPort;
	readonly now: () => number;
	readonly contextsOf: ContextsOf;
	readonly counters: Counters;
	readonly delivery: Delivery;
	readonly reassembliesMax: number;
	readonly fragmentationsMax: number;
}

/** A datagram on its way out: `size` octets at `at`. */
export interface Outgoing {
	/** A short address, or BROADCAST. */
	readonly destination: number;
	readonly ports: Ports;
	readonly octets: Uint8Array;
	readonly at: number;
	readonly size: number;
	/** In hops, for everybody; 0 is the whole network. */
	readonly radius: number;
}

/** Has routers, which lose and get power. */
export interface Network {
	/** The router of `node` has power from now on. */
	start(node: number): void;
	/** It has lost power, and with it all that it knew. */
	stop(node: number): void;
	/** `node` sleeps, or is awake again: what its router has to say waits as long. */
	rest(node: number, resting: boolean): void;
	/** Begins all routes anew: RFC 6550 calls it global repair. */
	repair(): void;
	/** False where it was refused, and a counter says why. */
	send(node: number, datagram: Outgoing): boolean;
	/** The same between link-local addresses: to a neighbour, or to all in range. */
	sendNear(node: number, datagram: Outgoing): boolean;
	macReceived(node: number, frame: MacIndication): void;
	macSent(node: number, handle: number, status: SendStatus, attempts: number): void;
}
