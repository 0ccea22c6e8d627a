/*
 * The RPL option, RFC 6553, in a hop-by-hop header of its own: eight octets.
 *
 *   0             1   2      3   4              5              6..7
 *   next header   0   0x63   4   O R F 0(5)     RPLInstanceID  SenderRank
 *
 *   O  the packet goes down   R  a rank did not agree once before   F  no route was found below
 *
 * RFC 9008 clause 4.3 changes the type to 0x23, for networks whose root says so in a flag of the
 * DODAG Configuration. Ours does not; both types are understood.
 */
import {HOP_BY_HOP, IPV6_SIZE, NEXT_HEADER} from '../ipv6.js';
import {readU16, writeU16} from '../octets.js';
import {INSTANCE} from './dio.js';

export const RPL_OPTION_SIZE = 8;

/** Who does not know it drops the packet. */
const OPTION_TYPE = 0x63;
/** Who does not know it skips it. */
const OPTION_TYPE_SKIPPED = 0x23;
const DATA_SIZE = 4;
const DOWN = 0x80;
const RANK_ERROR = 0x40;

/** Writes the header at `at`, for a packet that goes up from `rank`. */
export function writeRplOption(packet: Uint8Array, at: number, next: number, rank: number): void {
	packet[at] = next;
	packet[at + 1] = 0;
	packet[at + 2] = OPTION_TYPE;
	packet[at + 3] = DATA_SIZE;
	packet[at + 4] = 0;
	packet[at + 5] = INSTANCE;
	writeU16(packet, at + 6, rank);
}

/** Where the header is in a packet that has one as its first extension; 0 if it has none. */
export function rplOptionAt(packet: Uint8Array, size: number): number {
	const at = IPV6_SIZE;
	if (packet[NEXT_HEADER] !== HOP_BY_HOP || size < at + RPL_OPTION_SIZE) return 0;
	const isOption = packet[at + 2] === OPTION_TYPE || packet[at + 2] === OPTION_TYPE_SKIPPED;
	return packet[at + 1] === 0 && isOption && packet[at + 3] === DATA_SIZE ? at : 0;
}

/** What becomes of a packet that goes up from one of a lower rank, RFC 6550 clause 11.2.2.2. */
export type RankFate = 'agrees' | 'marked' | 'loop';

/** Holds the sender's rank against `rank`, that of who got it, and puts that one in its place. */
export function passUp(packet: Uint8Array, at: number, rank: number): RankFate {
	const flags = packet[at + 4];
	const agrees = (flags & DOWN) === 0 && readU16(packet, at + 6) > rank;
	writeU16(packet, at + 6, rank);
	if (agrees) return 'agrees';
	packet[at + 4] = flags | RANK_ERROR;
	return (flags & RANK_ERROR) === 0 ? 'marked' : 'loop';
}
