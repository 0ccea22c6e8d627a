/*
 * Which way a frame goes, mesh-under: below 6LoWPAN, which sees one link from end to end.
 *
 *   from          final destination        next
 *   ourselves     anybody                  the preferred parent of RPL; a border router looks below
 *   a child       ours, or the root's      taken; the way back to its originator is learnt
 *   a child       another                  the same as from ourselves; the same is learnt
 *   the parent    ours                     taken
 *   the parent    another                  the child behind whom it was heard last, or dropped
 *   anybody       all, not heard before    taken, and sent on after a while
 *
 * A border router that has not heard of the destination itself asks the wire. There are no ranks in
 * frames: what goes round ends when no hops are left.
 */
import type {Scheduler} from '../../kernel/scheduler.js';
import {BROADCAST} from '../../mac/frame.js';
import type {MacIndication} from '../../mac/mac.js';
import type {Counters} from '../counters.js';
import type {MacPort} from '../mac-port.js';
import {move} from '../octets.js';
import {VIRTUAL_ROOT} from './addresses.js';
import {Delayed} from './delayed.js';
import {HOPS_LEFT_MAX, MESH_SIZE_MAX, MeshHeader} from './mesh-header.js';
import {MeshWays} from './mesh-ways.js';
import type {Router} from './router.js';
import type {Routers} from './routers.js';

/** A frame that ends here, without its mesh header, after so many hops. */
export type MeshTaker = (node: number, frame: MacIndication, hops: number) => void;

export interface MeshWorld {
	readonly mac: MacPort;
	readonly scheduler: Scheduler;
	readonly counters: Counters;
	readonly taker: MeshTaker;
	/** A frame that went over the wire is done with. */
	readonly wired: (node: number, handle: number) => void;
}

/** A frame for all is sent on within this. */
const SPREAD_US = 100_000;
/** Handles of frames that took the wire: the MAC has no such. */
const WIRE_HANDLE = -2;

export class MeshLayer implements MacPort {
	readonly #world: MeshWorld;
	readonly #routers: Routers;
	readonly #header = new MeshHeader();
	readonly #frame: Uint8Array;
	/** By node. */
	readonly #ways: MeshWays[] = [];
	readonly #sequences: number[] = [];
	/** By node and originator: the sequence number heard last. */
	readonly #heard: Map<number, number>[] = [];
	readonly #delayed: Delayed;

	constructor(world: MeshWorld, routers: Routers) {
		this.#world = world;
		this.#routers = routers;
		this.#frame = new Uint8Array(world.mac.payloadMax);
		this.#delayed = new Delayed(world.scheduler);
	}

	/** Octets of payload that are left of a frame. */
	get payloadMax(): number {
		return this.#world.mac.payloadMax - MESH_SIZE_MAX;
	}

	/** `node` has lost power, and with it all ways. */
	forget(node: number): void {
		this.#ways[node]?.clear();
		this.#heard[node]?.clear();
	}

	/** As the MAC's; `destination` is anybody of the mesh. */
	send(node: number, destination: number, payload: Uint8Array, at: number, size: number): number {
		const router = this.#routers.at(node);
		if (router === undefined) return -1;
		if (destination !== BROADCAST) return this.#originate(router, destination, payload, at, size);
		if (router.role === 'root') return this.#toAll(router, payload, at, size);
		// Outside the tree neighbours are all that there is, and they need no mesh.
		if (!router.dodag.joined) return this.#world.mac.send(node, BROADCAST, payload, at, size);
		return this.#originate(router, VIRTUAL_ROOT, payload, at, size);
	}

	/** A frame with a mesh header has come from a neighbour. */
	received(node: number, frame: MacIndication): void {
		const router = this.#routers.at(node);
		if (router === undefined) return;
		const header = this.#header;
		if (!header.read(frame.octets, frame.at, frame.at + frame.size)) {
			this.#world.counters.malformed++;
			return;
		}
		if (header.sequence >= 0) this.#flooded(router, frame);
		else this.#routed(router, frame);
	}

	/** A frame has come out of the wire at the border router `to`. */
	outOfWire(to: number, octets: Uint8Array): void {
		const frame = {source: to, destination: to, octets, at: 0, size: octets.length, rssiCdbm: 0};
		this.received(to - 1, frame);
	}

	#originate(router: Router, final: number, payload: Uint8Array, at: number, size: number): number {
		const end = this.#begin(router.address, final, -1);
		move(payload, at, this.#frame, end, size);
		return this.#pass(router, final, this.#nextOf(router, final), end + size);
	}

	#toAll({address}: Router, payload: Uint8Array, at: number, size: number): number {
		const node = address - 1;
		const sequence = ((this.#sequences[node] ?? -1) + 1) & 0xff;
		this.#sequences[node] = sequence;
		const end = this.#begin(address, BROADCAST, sequence);
		move(payload, at, this.#frame, end, size);
		return this.#world.mac.send(node, BROADCAST, this.#frame, 0, end + size);
	}

	#begin(originator: number, final: number, sequence: number): number {
		const header = this.#header;
		header.hopsLeft = HOPS_LEFT_MAX;
		header.originator = originator;
		header.final = final;
		header.sequence = sequence;
		return header.write(this.#frame);
	}

	/** Where a frame of ours, or of a child, goes; undefined where nobody knows. */
	#nextOf({address, role, dodag}: Router, final: number): number | undefined {
		if (role !== 'root') return dodag.parent;
		const owner = this.#routers.backbone.rootOf(final);
		return owner === address ? this.#waysOf(address).to(final) : owner;
	}

	/** Sends the frame that is written to a neighbour or over the wire; a handle, -1 if nowhere. */
	#pass(router: Router, final: number, next: number | undefined, size: number): number {
		const {mac, counters, wired} = this.#world;
		const node = router.address - 1;
		if (next === undefined) {
			counters.noRoute++;
			return -1;
		}
		const isWire = router.role === 'root' && next === this.#routers.backbone.rootOf(final);
		if (!isWire) return mac.send(node, next, this.#frame, 0, size);
		this.#routers.backbone.carry(next, this.#frame, size);
		this.#delayed.after(0, () => wired(node, WIRE_HANDLE));
		return WIRE_HANDLE;
	}

	#routed(router: Router, frame: MacIndication): void {
		const {originator, final} = this.#header;
		const fromParent = frame.source === router.dodag.parent;
		const isWired = frame.source === router.address;
		if (!fromParent && !isWired) this.#learn(router, originator, frame.source);
		if (final === router.address || (router.role === 'root' && final === VIRTUAL_ROOT)) {
			this.#take(router, frame, final);
			return;
		}
		const next = fromParent ? this.#waysOf(router.address).to(final) : this.#nextOf(router, final);
		this.#passOn(router, frame, router.role === 'leaf' ? undefined : next);
	}

	#passOn(router: Router, frame: MacIndication, next: number | undefined): void {
		const {counters} = this.#world;
		const {hopsLeft, final} = this.#header;
		if (hopsLeft <= 1) {
			counters.hopLimitExceeded++;
			return;
		}
		const size = this.#copyWithOneHopLess(frame);
		if (this.#pass(router, final, next, size) !== -1) counters.forwarded++;
	}

	#flooded(router: Router, frame: MacIndication): void {
		const {originator, sequence, hopsLeft, final} = this.#header;
		if (originator === router.address || !this.#isNews(router.address, originator, sequence))
			return;
		if (router.role === 'router' && hopsLeft > 1) {
			const node = router.address - 1;
			const size = this.#copyWithOneHopLess(frame);
			const copy = this.#frame.slice(0, size);
			this.#delayed.after(Math.floor(SPREAD_US * this.#routers.luckOf(node)), () => {
				if (this.#routers.at(node) === undefined) return;
				this.#world.counters.forwarded++;
				this.#world.mac.send(node, BROADCAST, copy, 0, size);
			});
		}
		this.#take(router, frame, final);
	}

	/** A later sequence number than the last one, of eight bits that wrap. */
	#isNews(address: number, originator: number, sequence: number): boolean {
		this.#heard[address - 1] ??= new Map();
		const heard = this.#heard[address - 1];
		const last = heard.get(originator);
		if (last !== undefined && ((sequence - last) & 0xff) - 1 >= 0x7f) return false;
		if (last === sequence) return false;
		heard.set(originator, sequence);
		return true;
	}

	#take(router: Router, frame: MacIndication, final: number): void {
		const {originator, size, hopsLeft} = this.#header;
		const {octets, rssiCdbm} = frame;
		const within = {octets, rssiCdbm, at: frame.at + size, size: frame.size - size};
		const hops = Math.max(1, HOPS_LEFT_MAX - hopsLeft + 1);
		const ends = {...within, source: originator, destination: final};
		this.#world.taker(router.address - 1, ends, hops);
	}

	#learn({address, role}: Router, originator: number, neighbour: number): void {
		this.#waysOf(address).learn(originator, neighbour);
		if (role === 'root') this.#routers.backbone.claim(originator, address);
	}

	#waysOf(address: number): MeshWays {
		this.#ways[address - 1] ??= new MeshWays();
		return this.#ways[address - 1];
	}

	/** Writes the frame as it goes on; returns its size. The header is the one that was read. */
	#copyWithOneHopLess({octets, at, size}: MacIndication): number {
		const header = this.#header;
		const rest = header.size;
		header.hopsLeft--;
		const end = header.write(this.#frame);
		header.hopsLeft++;
		move(octets, at + rest, this.#frame, end, size - rest);
		return end + size - rest;
	}
}
