/*
 * Authoritative Border Router option, ABRO: RFC 6775 clause 4.3, three units.
 *
 *   0    1   2..3          4..5           6..7                        8..23
 *   35   3   version low   version high   valid lifetime in minutes   address of the 6LBR
 *
 * It says where the rest of a Router Advertisement comes from, however many hops away, and which
 * of two is the newer one.
 */
import {ADDRESS_SIZE} from '../ipv6.js';
import {equal, move, readU16, writeU16} from '../octets.js';
import {beginNdOption, NdOption, type NdOptionPlace} from './options.js';

export interface BorderRouter {
	/** Counts changes of what the 6LBR says: 32 bits. */
	readonly version: number;
	/** 0 is 10,000 minutes. */
	readonly validMin: number;
	/** 16 octets. */
	readonly address: Uint8Array;
}

/** What a lifetime of nought stands for: RFC 6775 clause 4.3. */
export const VALID_DEFAULT_MIN = 10_000;

const SIZE = 24;
const LOW = 2;
const HIGH = 4;
const VALID = 6;
const ADDRESS = 8;

export function readBorderRouter(
	octets: Uint8Array,
	{at, size}: NdOptionPlace,
): BorderRouter | undefined {
	if (size !== SIZE) return undefined;
	return {
		version: ((readU16(octets, at + HIGH) << 16) | readU16(octets, at + LOW)) >>> 0,
		validMin: readU16(octets, at + VALID),
		address: octets.slice(at + ADDRESS, at + ADDRESS + ADDRESS_SIZE),
	};
}

/** Writes the option at `at`; returns its end. */
export function writeBorderRouter(content: BorderRouter, octets: Uint8Array, at: number): number {
	beginNdOption(octets, at, NdOption.borderRouter, SIZE);
	writeU16(octets, at + LOW, content.version & 0xffff);
	writeU16(octets, at + HIGH, content.version >>> 16);
	writeU16(octets, at + VALID, content.validMin);
	move(content.address, 0, octets, at + ADDRESS, ADDRESS_SIZE);
	return at + SIZE;
}

export function isSameBorder(one: BorderRouter, other: BorderRouter): boolean {
	return equal(one.address, 0, other.address, 0, ADDRESS_SIZE);
}

/** Says whether `left` is a later version than `right`: they wrap, RFC 1982. */
export function isLaterVersion(left: number, right: number): boolean {
	return ((left - right) | 0) > 0;
}
