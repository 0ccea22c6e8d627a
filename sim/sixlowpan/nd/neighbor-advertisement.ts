/*
 * Neighbor Advertisement, ICMPv6 type 136: RFC 4861 clause 4.4, as the answer to a registration.
 *
 *   0            1..3   4..19                         20..
 *   R S O 0(5)   0      target: the router that was   options: ARO with its Status
 *                       asked
 *
 * S says that it answers; R and O are nought and not looked at.
 */
import {ADDRESS_SIZE, isMulticast} from '../ipv6.js';
import {move} from '../octets.js';
import {
	type AddressRegistration,
	registrationsIn,
	writeAddressRegistration,
} from './address-registration-option.js';
import {readNdOptions} from './options.js';

export const NEIGHBOR_ADVERTISEMENT = 136;

export interface NeighborAdvertisement {
	/** It answers a solicitation. */
	readonly solicited: boolean;
	/** 16 octets. */
	readonly target: Uint8Array;
	readonly registration?: AddressRegistration | undefined;
}

const SOLICITED = 0x40;
const TARGET = 4;
const FIXED_SIZE = 20;

/** Reads the body from `at` to `end`; undefined where it is malformed. */
export function readNeighborAdvertisement(
	octets: Uint8Array,
	at: number,
	end: number,
): NeighborAdvertisement | undefined {
	const options = readNdOptions(octets, at + FIXED_SIZE, end);
	if (at + FIXED_SIZE > end || options === undefined) return undefined;
	if (isMulticast(octets, at + TARGET)) return undefined;
	const registrations = registrationsIn(octets, options);
	if (registrations === undefined) return undefined;
	const [registration] = registrations;
	const target = octets.slice(at + TARGET, at + TARGET + ADDRESS_SIZE);
	return {solicited: (octets[at] & SOLICITED) !== 0, target, registration};
}

/** Writes the body at `at`; returns its end. */
export function writeNeighborAdvertisement(
	{solicited, target, registration}: NeighborAdvertisement,
	octets: Uint8Array,
	at: number,
): number {
	octets.fill(0, at, at + TARGET);
	octets[at] = solicited ? SOLICITED : 0;
	move(target, 0, octets, at + TARGET, ADDRESS_SIZE);
	const end = at + FIXED_SIZE;
	return registration === undefined ? end : writeAddressRegistration(registration, octets, end);
}
