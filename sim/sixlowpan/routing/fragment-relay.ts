/*
 * Fragments sent on before the packet is whole: RFC 8930, virtual reassembly buffers.
 *
 *   Event                                Buffer                 Action
 *   FRAG1 of a packet that goes on       made: next hop, tag    FRAG1 with new headers and that tag
 *   FRAG1 of a packet that ends here     -                      put together, as without routes
 *   FRAG1 of a packet that is dropped    made: nowhere          -
 *   FRAGN that a buffer knows            stays                  FRAGN with that tag, if it goes on
 *   FRAGN that ends the packet           gone                   the same
 *   a fragment that did not get through  leads nowhere          what is left is dropped
 *
 * A tag is new on each hop, and a buffer knows its packet by the neighbour and his tag. Fragments
 * of a neighbour come in order, since he sends one after the other. A buffer is forgotten after as
 * long as a packet may take to be put together.
 */
import {BROADCAST} from '../../mac/frame.js';
import type {MacIndication} from '../../mac/mac.js';
import type {Counters} from '../counters.js';
import type {FragmentHeader} from '../fragmentation.js';
import type {Outbound} from '../outbound.js';
import {REASSEMBLY_TIMEOUT_US} from '../reassembly-table.js';
import {DROPPED, HERE} from './data-plane.js';

/** Where the packet whose headers are there goes on to: a short address, HERE or DROPPED. */
export type Onward = (node: number, from: number, packet: Uint8Array, size: number) => number;

interface Buffer {
	readonly source: number;
	readonly sourceTag: number;
	readonly size: number;
	/** A short address, or DROPPED. */
	hop: number;
	readonly tag: number;
	readonly startedUs: number;
	/** Of the fragments sent on: some may still wait when one of them fails. */
	readonly handles: number[];
}

/** Packets that a node passes on at a time; the oldest makes room. */
const BUFFERS_MAX = 16;

export interface RelayWays {
	readonly outbound: Outbound;
	readonly counters: Counters;
	readonly now: () => number;
	readonly onward: Onward;
}

export class FragmentRelay {
	readonly #ways: RelayWays;
	/** By node, the oldest first. */
	readonly #buffers: Buffer[][] = [];

	constructor(ways: RelayWays) {
		this.#ways = ways;
	}

	/** A first fragment with `present` octets of its packet; false where the packet ends here. */
	first(
		node: number,
		frame: MacIndication,
		header: FragmentHeader,
		packet: Uint8Array,
		present: number,
	): boolean {
		if (frame.destination === BROADCAST) return false;
		const {outbound, onward, now} = this.#ways;
		const hop = onward(node, frame.source, packet, present);
		if (hop === HERE) return false;
		const {source, size, tag: sourceTag} = header;
		const tag = hop === DROPPED ? 0 : outbound.nextTag(node);
		const buffer = {source, sourceTag, size, hop, tag, startedUs: now(), handles: []};
		this.#open(node).push(buffer);
		if (hop === DROPPED) return true;
		this.#relayed(buffer, outbound.relayFirst(node, hop, packet, present, {size, tag}));
		return true;
	}

	/** Another fragment, of the frame's octets from `frame.at` on; false where no buffer knows it. */
	later(node: number, frame: MacIndication, header: FragmentHeader): boolean {
		const {source, size, tag, offset, headerSize} = header;
		const buffer = this.#buffers[node]?.find(
			each => each.source === source && each.sourceTag === tag && each.size === size,
		);
		if (buffer === undefined) return false;
		const isLast = offset + frame.size - headerSize === size;
		if (isLast) this.#forget(node, buffer);
		if (buffer.hop === DROPPED) return true;
		this.#relayed(buffer, this.#ways.outbound.relayLater(node, buffer.hop, frame, buffer.tag));
		return true;
	}

	/** The MAC has given up the frame `handle` of `node`. */
	failed(node: number, handle: number): void {
		const buffer = this.#buffers[node]?.find(({handles}) => handles.includes(handle));
		if (buffer !== undefined) this.#giveUp(buffer);
	}

	/** The buffers of `node`, without those that are too old, with room for one more. */
	#open(node: number): Buffer[] {
		this.#buffers[node] ??= [];
		const open = this.#buffers[node];
		const oldestUs = this.#ways.now() - REASSEMBLY_TIMEOUT_US;
		while (open.length > 0 && (open[0].startedUs <= oldestUs || open.length === BUFFERS_MAX)) {
			open.shift();
		}
		return open;
	}

	#relayed(buffer: Buffer, handle: number): void {
		if (handle === -1) this.#giveUp(buffer);
		else buffer.handles.push(handle);
	}

	/** The buffer stays and leads nowhere, or what is left would be put together here in vain. */
	#giveUp(buffer: Buffer): void {
		this.#ways.counters.fragmentsFailed++;
		buffer.hop = DROPPED;
		buffer.handles.length = 0;
	}

	#forget(node: number, buffer: Buffer): void {
		const open = this.#buffers[node];
		const at = open.indexOf(buffer);
		if (at >= 0) open.splice(at, 1);
	}
}
