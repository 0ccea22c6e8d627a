/*
 * Places of an IP network as text, in the form that URLs have:
 *
 *   127.0.0.1:1884     [::1]:1884     [ff02::7%eth0]:1884     gateway.example:1884
 *
 * Equal strings are equal places, since every part is written the way the system writes it.
 */
import {isIPv6} from 'node:net';
import {UsageError} from '../errors.js';
import type {Address} from './transport.js';

const PORT_MAX = 0xffff;

export interface HostPort {
	/** A name, or an IP address without brackets. */
	readonly host: string;
	readonly port: number;
}

/** Reads what a user writes; a UsageError where it is not HOST:PORT. Port 0 is any free one. */
export function hostPort(text: string): HostPort {
	const [, bracketed, plain, digits] = /^(?:\[(.+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
	const port = Number(digits);
	const host = bracketed ?? plain;
	const valid = host !== undefined && port <= PORT_MAX;
	if (valid && (bracketed === undefined || isIPv6(bracketed))) return {host, port};
	throw new UsageError(`${text} is not HOST:PORT, such as 127.0.0.1:1884 or [::1]:1884`);
}

/** The Address of a place, whose host is an IP address. */
export function addressOf(host: string, port: number): Address {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The place of an Address that addressOf() made. */
export function placeOf(address: Address): HostPort {
	const colon = address.lastIndexOf(':');
	const bracketed = address.startsWith('[');
	const host = bracketed ? address.slice(1, colon - 1) : address.slice(0, colon);
	return {host, port: Number(address.slice(colon + 1))};
}
