/*
 * Address Registration option, ARO: RFC 6775 clause 4.1, two units.
 *
 *   0    1   2        3   4..5   6..7                                 8..15
 *   33   2   Status   0   0      registration lifetime in minutes     EUI-64 of who registers
 *
 * In a Neighbor Solicitation Status is nought; a lifetime of nought takes the registration back.
 */
import {readU16, readU64, writeU16, writeU64} from '../octets.js';
import {allOf, beginNdOption, NdOption, type NdOptionPlace} from './options.js';

export const RegistrationStatus = {
	success: 0,
	/** Somebody else has the address. */
	duplicate: 1,
	/** The router has room for no more neighbours. */
	cacheFull: 2,
} as const;

export interface AddressRegistration {
	readonly status: number;
	readonly lifetimeMin: number;
	readonly eui64: bigint;
}

const SIZE = 16;
const STATUS = 2;
const LIFETIME = 6;
const EUI64 = 8;

/** The AROs among `options`; undefined where one of them is malformed. */
export function registrationsIn(
	octets: Uint8Array,
	options: readonly NdOptionPlace[],
): AddressRegistration[] | undefined {
	return allOf(octets, options, NdOption.addressRegistration, readAddressRegistration);
}

/** Writes the option at `at`; returns its end. */
export function writeAddressRegistration(
	content: AddressRegistration,
	octets: Uint8Array,
	at: number,
): number {
	beginNdOption(octets, at, NdOption.addressRegistration, SIZE);
	octets[at + STATUS] = content.status;
	writeU16(octets, at + LIFETIME, content.lifetimeMin);
	writeU64(octets, at + EUI64, content.eui64);
	return at + SIZE;
}

function readAddressRegistration(
	octets: Uint8Array,
	{at, size}: NdOptionPlace,
): AddressRegistration | undefined {
	if (size !== SIZE) return undefined;
	return {
		status: octets[at + STATUS],
		lifetimeMin: readU16(octets, at + LIFETIME),
		eui64: readU64(octets, at + EUI64),
	};
}
