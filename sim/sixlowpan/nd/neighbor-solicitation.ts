/*
 * Neighbor Solicitation, ICMPv6 type 135: RFC 4861 clause 4.3, as a registration of RFC 6775.
 *
 *   0..3   4..19                         20..
 *   0      target: the router asked      options: the sender's link-layer address, ARO
 *
 * The address that is registered is the packet's source. Nobody here resolves addresses by it.
 */
import {ADDRESS_SIZE, isMulticast} from '../ipv6.js';
import {move} from '../octets.js';
import {
	type AddressRegistration,
	RegistrationStatus,
	registrationsIn,
	writeAddressRegistration,
} from './address-registration-option.js';
import {type LinkLayerAddress, readLinkLayer, writeLinkLayer} from './link-layer-option.js';
import {allOf, NdOption, readNdOptions} from './options.js';

export const NEIGHBOR_SOLICITATION = 135;

export interface NeighborSolicitation {
	/** 16 octets. */
	readonly target: Uint8Array;
	/** Without one there is no registration either. */
	readonly source?: LinkLayerAddress | undefined;
	readonly registration?: AddressRegistration | undefined;
}

const TARGET = 4;
const FIXED_SIZE = 20;

/** Reads the body from `at` to `end`; undefined where it is malformed: RFC 6775 clause 6.5. */
export function readNeighborSolicitation(
	octets: Uint8Array,
	at: number,
	end: number,
): NeighborSolicitation | undefined {
	const options = readNdOptions(octets, at + FIXED_SIZE, end);
	if (at + FIXED_SIZE > end || options === undefined) return undefined;
	if (isMulticast(octets, at + TARGET)) return undefined;
	const sources = allOf(octets, options, NdOption.sourceLinkLayer, readLinkLayer);
	const registrations = registrationsIn(octets, options);
	if (sources === undefined || registrations === undefined) return undefined;
	const [source] = sources;
	const [registration] = registrations;
	const isAsked = registration?.status === RegistrationStatus.success && source !== undefined;
	if (registration !== undefined && !isAsked) return undefined;
	return {target: octets.slice(at + TARGET, at + TARGET + ADDRESS_SIZE), source, registration};
}

/** Writes the body at `at`; returns its end. */
export function writeNeighborSolicitation(
	{target, source, registration}: NeighborSolicitation,
	octets: Uint8Array,
	at: number,
): number {
	octets.fill(0, at, at + TARGET);
	move(target, 0, octets, at + TARGET, ADDRESS_SIZE);
	let end = at + FIXED_SIZE;
	if (source !== undefined) end = writeLinkLayer(source, octets, end);
	return registration === undefined ? end : writeAddressRegistration(registration, octets, end);
}
