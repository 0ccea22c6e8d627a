/*
 * The header of an APS frame: ZigBee specification 2.2.5.
 *
 *   data   FC   dst EP 1   cluster 2   profile 2   src EP 1   counter 1   [extended]   payload
 *   ACK    FC   dst EP 1   cluster 2   profile 2   src EP 1   counter 1   [extended]
 *
 *   FC bit     0-1 type (0 data, 2 ACK)   2-3 delivery (0 unicast, 2 broadcast)   4 ACK format
 *              5 security   6 ACK request   7 extended header
 *
 *   extended   01 of how many blocks the first, 02 which block      2 octets
 *              in an ACK one octet more: which blocks have come, from that one on
 *
 * Left out: groups, commands, APS security, the short format of ACKs: such frames are not read.
 */
import {readU16, writeU16} from './octets.js';

export const ApsType = {data: 0, ack: 2} as const;
export const APS_HEADER_SIZE = 8;
/** Of a block of a larger payload. */
export const APS_BLOCK_HEADER_SIZE = APS_HEADER_SIZE + 2;

const UNICAST = 0;
const BROADCAST = 2;
const TYPE_MASK = 3;
const DELIVERY_SHIFT = 2;
const ACK_FORMAT = 0x10;
const SECURITY = 0x20;
const ACK_REQUEST = 0x40;
const EXTENDED = 0x80;
/** Fragmentation, in the extended header. */
const WHOLE = 0;
const FIRST = 1;
const OTHER = 2;
/** With a window of one block, all bits but the first have no block that they stand for. */
const BLOCK_HAS_COME = 0xff;

/** The fields of one header, made to be filled again and again. */
export class ApsHeader {
	type = 0;
	broadcast = false;
	acknowledge = false;
	destinationEndpoint = 0;
	cluster = 0;
	profile = 0;
	sourceEndpoint = 0;
	counter = 0;
	/** Which block this is, -1 where the payload is whole. */
	block = -1;
	/** How many blocks there are; only the first one says. */
	blockCount = 0;
	/** Octets of the header. */
	size = 0;

	/** Reads the header at `at`; false where it is cut short before `end` or of another kind. */
	read(octets: Uint8Array, at: number, end: number): boolean {
		if (end - at < APS_HEADER_SIZE) return false;
		const control = octets[at];
		const delivery = (control >>> DELIVERY_SHIFT) & 3;
		this.type = control & TYPE_MASK;
		if (this.type !== ApsType.data && this.type !== ApsType.ack) return false;
		if ((control & (SECURITY | ACK_FORMAT)) !== 0) return false;
		if (delivery !== UNICAST && delivery !== BROADCAST) return false;
		this.broadcast = delivery === BROADCAST;
		this.acknowledge = (control & ACK_REQUEST) !== 0;
		this.destinationEndpoint = octets[at + 1];
		this.cluster = readU16(octets, at + 2);
		this.profile = readU16(octets, at + 4);
		this.sourceEndpoint = octets[at + 6];
		this.counter = octets[at + 7];
		this.block = -1;
		this.size = APS_HEADER_SIZE;
		return (control & EXTENDED) === 0 || this.#readExtended(octets, at + APS_HEADER_SIZE, end);
	}

	/** Writes the header at `at`, sets `size` and returns where it ends. */
	write(octets: Uint8Array, at: number): number {
		const delivery = this.broadcast ? BROADCAST : UNICAST;
		const extended = this.block >= 0;
		octets[at] =
			this.type |
			(delivery << DELIVERY_SHIFT) |
			(this.acknowledge ? ACK_REQUEST : 0) |
			(extended ? EXTENDED : 0);
		octets[at + 1] = this.destinationEndpoint;
		writeU16(octets, at + 2, this.cluster);
		writeU16(octets, at + 4, this.profile);
		octets[at + 6] = this.sourceEndpoint;
		octets[at + 7] = this.counter;
		const end = at + APS_HEADER_SIZE;
		this.size = APS_HEADER_SIZE + (extended ? this.#writeExtended(octets, end) : 0);
		return at + this.size;
	}

	#readExtended(octets: Uint8Array, at: number, end: number): boolean {
		const isAck = this.type === ApsType.ack;
		const size = isAck ? 3 : 2;
		const fragmentation = octets[at] & 3;
		if (end - at < size || fragmentation === WHOLE || fragmentation > OTHER) return false;
		const isFirst = fragmentation === FIRST;
		// The first block of data says how many there are; an ACK names the block either way.
		this.block = isFirst && !isAck ? 0 : octets[at + 1];
		this.blockCount = isFirst && !isAck ? octets[at + 1] : 0;
		this.size = APS_HEADER_SIZE + size;
		return true;
	}

	#writeExtended(octets: Uint8Array, at: number): number {
		const isAck = this.type === ApsType.ack;
		octets[at] = this.block === 0 ? FIRST : OTHER;
		octets[at + 1] = this.block === 0 && !isAck ? this.blockCount : this.block;
		if (!isAck) return 2;
		octets[at + 2] = BLOCK_HAS_COME;
		return 3;
	}
}
