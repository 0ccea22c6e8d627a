/*
 * The wire that joins border routers: what goes from one to another takes a millisecond and is
 * never lost. They are one virtual root (RFC 6550 clause 8.1), so they share the version of the
 * DODAG and what DAOs have said; a gateway can be reached through any of them.
 */
import type {Kind, Scheduler} from '../../kernel/scheduler.js';
import {LOLLIPOP_START, nextOf} from './lollipop.js';
import {Topology} from './topology.js';

const WIRE_US = 1000;

/** A packet that comes out of the wire at the border router with this short address. */
export type WireListener = (to: number, packet: Uint8Array) => void;

export class Backbone {
	readonly topology: Topology;
	/** Of the DODAG. */
	version = LOLLIPOP_START;
	readonly #scheduler: Scheduler;
	readonly #owners = new Map<number, number>();
	readonly #arrives: Kind;
	readonly #underWay: {to: number; packet: Uint8Array}[] = [];

	/** The short addresses of the border routers. */
	constructor(scheduler: Scheduler, roots: readonly number[], listener: WireListener) {
		this.topology = new Topology(roots);
		this.#scheduler = scheduler;
		// All take equally long: what went in first comes out first.
		this.#arrives = scheduler.register(() => {
			const {to, packet} = this.#underWay.shift()!;
			listener(to, packet);
		});
	}

	/** Frames of `node` come in at the border router `root` now. */
	claim(node: number, root: number): void {
		this.#owners.set(node, root);
	}

	/** The border router at which frames of `node` came in last, or which it is itself. */
	rootOf(node: number): number | undefined {
		return this.topology.isRoot(node) ? node : this.#owners.get(node);
	}

	/** Keeps a copy of the packet. */
	carry(to: number, packet: Uint8Array, size: number): void {
		this.#underWay.push({to, packet: packet.slice(0, size)});
		this.#scheduler.at(this.#scheduler.now + WIRE_US, this.#arrives, to);
	}

	/** Begins the DODAG anew: the version of its border routers from now on. */
	repair(): number {
		this.version = nextOf(this.version);
		return this.version;
	}
}
