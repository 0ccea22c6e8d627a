/*
 * Prefix Information option, RFC 4861 clause 4.6.2: four units.
 *
 *   0   1   2               3          4..7             8..11                12..15   16..31
 *   3   4   prefix length   L A 0(6)   valid lifetime   preferred lifetime   0        prefix
 *
 * Lifetimes are in seconds, 0xffffffff is for ever. In a 6LoWPAN L is nought: who shares a prefix
 * need not be a neighbour. RFC 6775 clause 5.4.
 */
import {ADDRESS_SIZE} from '../ipv6.js';
import {move, readU32, writeU32} from '../octets.js';
import {beginNdOption, NdOption, type NdOptionPlace} from './options.js';

export const FOR_EVER_S = 0xffff_ffff;

export interface PrefixInformation {
	/** 16 octets; what is behind the length means nothing. */
	readonly prefix: Uint8Array;
	readonly lengthBits: number;
	/** L: all addresses with it are neighbours. */
	readonly onLink: boolean;
	/** A: nodes make their addresses from it. */
	readonly autonomous: boolean;
	readonly validS: number;
	readonly preferredS: number;
}

const SIZE = 32;
const LENGTH = 2;
const FLAGS = 3;
const VALID = 4;
const PREFERRED = 8;
const PREFIX = 16;
const L = 0x80;
const A = 0x40;
const BITS_MAX = 128;

export function readPrefix(
	octets: Uint8Array,
	{at, size}: NdOptionPlace,
): PrefixInformation | undefined {
	if (size !== SIZE || octets[at + LENGTH] > BITS_MAX) return undefined;
	return {
		prefix: octets.slice(at + PREFIX, at + PREFIX + ADDRESS_SIZE),
		lengthBits: octets[at + LENGTH],
		onLink: (octets[at + FLAGS] & L) !== 0,
		autonomous: (octets[at + FLAGS] & A) !== 0,
		validS: readU32(octets, at + VALID),
		preferredS: readU32(octets, at + PREFERRED),
	};
}

/** Writes the option at `at`; returns its end. */
export function writePrefix(content: PrefixInformation, octets: Uint8Array, at: number): number {
	beginNdOption(octets, at, NdOption.prefix, SIZE);
	octets[at + LENGTH] = content.lengthBits;
	octets[at + FLAGS] = (content.onLink ? L : 0) | (content.autonomous ? A : 0);
	writeU32(octets, at + VALID, content.validS);
	writeU32(octets, at + PREFERRED, content.preferredS);
	move(content.prefix, 0, octets, at + PREFIX, content.prefix.length);
	return at + SIZE;
}
