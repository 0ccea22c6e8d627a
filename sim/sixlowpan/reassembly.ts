/*
 * One packet that comes in fragments, RFC 4944 clause 5.3.
 *
 *   nothing of it is there               -> taken
 *   the same octets in the same place    -> repeated, nothing changes
 *   anything else that covers old octets -> overlapping, the packet is to be dropped
 *
 * Knows no time-out; checks neither offset nor size, FragmentHeader has done so.
 */
import {UNIT_SIZE} from './fragmentation.js';
import {MTU} from './ipv6.js';
import {equal, move} from './octets.js';

export type FragmentFate = 'taken' | 'repeated' | 'overlapping';

const UNITS = MTU / UNIT_SIZE;

/** What tells one packet's fragments from another's at one receiver. */
export interface ReassemblyKey {
	readonly source: number;
	readonly destination: number;
	readonly size: number;
	readonly tag: number;
}

export class Reassembly {
	readonly packet = new Uint8Array(MTU);
	size = 0;
	startedUs = 0;
	/** FRAG1 came without a UDP checksum. */
	checksumElided = false;
	#source = 0;
	#destination = 0;
	#tag = 0;
	#missing = 0;
	/** By unit: the size of the fragment that begins there, and whether any covers it. */
	readonly #sizes = new Uint16Array(UNITS);
	readonly #covered = new Uint8Array(UNITS);

	/** Forgets what was and waits for the fragments of `key`. */
	begin(key: ReassemblyKey, nowUs: number): void {
		this.#source = key.source;
		this.#destination = key.destination;
		this.#tag = key.tag;
		this.size = key.size;
		this.startedUs = nowUs;
		this.checksumElided = false;
		this.#missing = key.size;
		this.#sizes.fill(0);
		this.#covered.fill(0);
	}

	isOf(key: ReassemblyKey): boolean {
		if (this.#tag !== key.tag || this.size !== key.size) return false;
		return this.#source === key.source && this.#destination === key.destination;
	}

	get complete(): boolean {
		return this.#missing === 0;
	}

	/** Takes `size` octets at `at` that belong at `offset` of the packet. */
	add(octets: Uint8Array, at: number, size: number, offset: number): FragmentFate {
		const first = offset / UNIT_SIZE;
		const end = Math.ceil((offset + size) / UNIT_SIZE);
		if (this.#covered.subarray(first, end).includes(1)) {
			const same = this.#sizes[first] === size && equal(octets, at, this.packet, offset, size);
			return same ? 'repeated' : 'overlapping';
		}
		this.#covered.fill(1, first, end);
		this.#sizes[first] = size;
		this.#missing -= size;
		move(octets, at, this.packet, offset, size);
		return 'taken';
	}
}
