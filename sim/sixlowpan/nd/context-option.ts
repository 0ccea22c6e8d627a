/*
 * 6LoWPAN Context option, 6CO: RFC 6775 clause 4.2.
 *
 *   0    1   2                3              4..5   6..7                        8..
 *   34   2   context length   0(3) C CID(4)  0      valid lifetime in minutes   prefix, 8 octets
 *   34   3   above 64 bits    the same                                          prefix, 16 octets
 *
 * C says that the context may be used to compress; to decompress it may be used without. A
 * lifetime of nought removes it at once.
 */
import {move, readU16, writeU16} from '../octets.js';
import {beginNdOption, NdOption, type NdOptionPlace, UNIT} from './options.js';

export interface ContextInformation {
	/** CID, 0 to 15. */
	readonly id: number;
	/** 8 or 16 octets. */
	readonly prefix: Uint8Array;
	/** 1 to 128. */
	readonly lengthBits: number;
	readonly compresses: boolean;
	readonly validMin: number;
}

const LENGTH = 2;
const FLAGS = 3;
const VALID = 6;
const PREFIX = 8;
const C = 0x10;
const CID_MASK = 0x0f;
const BITS_MAX = 128;

export function readContext(
	octets: Uint8Array,
	{at, size}: NdOptionPlace,
): ContextInformation | undefined {
	const lengthBits = octets[at + LENGTH];
	if (size !== 2 * UNIT && size !== 3 * UNIT) return undefined;
	if (lengthBits === 0 || lengthBits > BITS_MAX || lengthBits > 8 * (size - PREFIX))
		return undefined;
	return {
		id: octets[at + FLAGS] & CID_MASK,
		prefix: octets.slice(at + PREFIX, at + size),
		lengthBits,
		compresses: (octets[at + FLAGS] & C) !== 0,
		validMin: readU16(octets, at + VALID),
	};
}

/** Writes the option at `at`; returns its end. */
export function writeContext(content: ContextInformation, octets: Uint8Array, at: number): number {
	const size = PREFIX + content.prefix.length;
	beginNdOption(octets, at, NdOption.context, size);
	octets[at + LENGTH] = content.lengthBits;
	octets[at + FLAGS] = (content.compresses ? C : 0) | content.id;
	writeU16(octets, at + VALID, content.validMin);
	move(content.prefix, 0, octets, at + PREFIX, content.prefix.length);
	return at + size;
}
