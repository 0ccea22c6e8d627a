/*
 * The WirelessNodeId that a UDP forwarder gives to a client: where the client is, in octets.
 *
 *   IPv4   0..3    4..5          IPv6   0..15    16..17   18..
 *          host    port                 host     port     zone, such as eth0, or nothing
 *
 * So a forwarder remembers nobody, and a client keeps its session when the forwarder restarts.
 */
import {isIPv4, isIPv6} from 'node:net';
import type {Address} from '../transport/transport.js';
import {addressOf, placeOf} from '../transport/udp-address.js';

const IPV4_SIZE = 4;
const IPV6_SIZE = 16;
const PORT_SIZE = 2;
const GROUPS = 8;

/** The octets of an Address of UDP: 6, or 18 and the zone. */
export function nodeIdOf(address: Address): Uint8Array {
	const {host, port} = placeOf(address);
	const [ip = '', zone = ''] = host.split('%');
	const octets = isIPv4(ip) ? ipv4Octets(ip) : ipv6Octets(ip);
	return Uint8Array.from([...octets, port >> 8, port & 0xff, ...Buffer.from(zone)]);
}

/** The Address that nodeIdOf() was given; undefined for octets it never makes. */
export function addressOfNode(nodeId: Uint8Array): Address | undefined {
	const size = nodeId.length === IPV4_SIZE + PORT_SIZE ? IPV4_SIZE : IPV6_SIZE;
	if (nodeId.length < size + PORT_SIZE) return undefined;
	const port = (nodeId[size]! << 8) | nodeId[size + 1]!;
	const zone = Buffer.from(nodeId.subarray(size + PORT_SIZE)).toString();
	const ip = nodeId.subarray(0, size);
	const host = size === IPV4_SIZE ? ip.join('.') : ipv6Text(ip) + (zone === '' ? '' : `%${zone}`);
	return port !== 0 && (isIPv4(host) || isIPv6(host)) ? addressOf(host, port) : undefined;
}

function ipv4Octets(ip: string): number[] {
	return ip.split('.').map(Number);
}

function ipv6Octets(ip: string): number[] {
	const [head = '', tail] = ip.split('::');
	const [before, after] = [groupOctets(head), groupOctets(tail ?? '')];
	return [...before, ...new Array(IPV6_SIZE - before.length - after.length).fill(0), ...after];
}

function groupOctets(text: string): number[] {
	if (text === '') return [];
	return text.split(':').flatMap(group => {
		if (group.includes('.')) return ipv4Octets(group);
		const value = Number.parseInt(group, 16);
		return [value >> 8, value & 0xff];
	});
}

/** RFC 5952 through the URL parser, so that equal places are equal text. */
function ipv6Text(octets: Uint8Array): string {
	const groups = Array.from({length: GROUPS}, (_, at) =>
		((octets[2 * at]! << 8) | octets[2 * at + 1]!).toString(16),
	);
	return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
