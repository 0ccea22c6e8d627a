/*
 * A broadcast that a group key proves: ADVERTISE or GWINFO in clear, provider scheme 0x3d.
 *
 *   0      1          4       12        16       18         22                      n-8
 *   len    ff 46 3d   GWID8   random4   epoch2   counter4   ADVERTISE or GWINFO     tag8
 *
 * Any member of the group can make one, so it proves that some member speaks, and no more. Knows
 * no key and no counter.
 */
import {TAG_SIZE} from './crypto.js';
import {PROTECTION_TYPE, startsWith} from './frames.js';
import {readU16, readU32, u16, u32} from './integers.js';
import {GWID_SIZE} from './keys.js';

export interface GroupFrame {
	readonly gwid: Uint8Array;
	readonly epoch: number;
	readonly counter: number;
	/** One whole MQTT-SN message: ADVERTISE, or GWINFO without GwAdd. */
	readonly inner: Uint8Array;
}

export interface ReceivedGroupFrame extends GroupFrame {
	/** What the tag covers. */
	readonly body: Uint8Array;
	readonly tag: Uint8Array;
}

const PREFIX = Uint8Array.of(PROTECTION_TYPE, 0x46, 0x3d);
const GWID_AT = 4;
const EPOCH_AT = 16;
const COUNTER_AT = 18;
const HEADER_SIZE = 22;
/** Length and MsgType of what a group frame may hold. */
const INNER_STARTS = [Uint8Array.of(0x05, 0x00), Uint8Array.of(0x03, 0x02)];

/** Whether `message` may go into a group frame. */
export function isHint(message: Uint8Array): boolean {
	return INNER_STARTS.some(start => message.length === start[0] && startsWith(message, start));
}

/** The frame without its tag. `random` has 4 octets. Throws RangeError for any other message. */
export function groupBody(
	{gwid, epoch, counter, inner}: GroupFrame,
	random: Uint8Array,
): Uint8Array {
	if (!isHint(inner)) throw new RangeError('neither ADVERTISE nor GWINFO');
	const size = HEADER_SIZE + inner.length + TAG_SIZE;
	const numbers = [u16(epoch), u32(counter)];
	return Buffer.concat([Uint8Array.of(size, ...PREFIX), gwid, random, ...numbers, inner]);
}

/** The group frame in a datagram, or undefined. Views of `octets`. */
export function decodeGroupFrame(octets: Uint8Array): ReceivedGroupFrame | undefined {
	if (octets[0] !== octets.length || octets.length < HEADER_SIZE + TAG_SIZE) return undefined;
	if (!startsWith(octets.subarray(1), PREFIX)) return undefined;
	const end = octets.length - TAG_SIZE;
	const inner = octets.subarray(HEADER_SIZE, end);
	if (!isHint(inner)) return undefined;
	return {
		gwid: octets.subarray(GWID_AT, GWID_AT + GWID_SIZE),
		epoch: readU16(octets, EPOCH_AT),
		counter: readU32(octets, COUNTER_AT),
		inner,
		body: octets.subarray(0, end),
		tag: octets.subarray(end),
	};
}
