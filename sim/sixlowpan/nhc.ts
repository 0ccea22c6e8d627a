/*
 * Compressed next headers, RFC 6282 clause 4.
 *
 *   extension  1110 EID(3) NH   [next header if NH is 0]   length in octets   data
 *   UDP        11110 C P(2)     ports   [checksum if C is 0]
 *
 *   P  0 both in full, 4   1 source in full, 3   2 destination in full, 3   3 four bits each, 1
 *   EID  0 hop-by-hop   1 routing   2 fragment   3 destination options   4 mobility
 *
 * All of this is read. UDP, hop-by-hop options and routing headers are written, the latter without
 * leaving out padding. A whole IPv6 header inside (EID 7) is refused.
 */
import type {Cursor} from './cursor.js';
import {
	DESTINATION_OPTIONS,
	extensionSize,
	HOP_BY_HOP,
	IPV6_SIZE,
	MTU,
	NEXT_HEADER,
	ROUTING,
} from './ipv6.js';
import {move, readU16, writeU16} from './octets.js';
import {CHECKSUM, DESTINATION_PORT, isDatagram, LENGTH, UDP, UDP_SIZE} from './udp.js';

const EXTENSION_MASK = 0xf0;
const EXTENSION = 0xe0;
const EXTENSION_NH = 0x01;
const UDP_MASK = 0xf8;
const UDP_NHC = 0xf0;
const UDP_C = 0x04;

/** Protocol numbers by EID. */
const EXTENSION_PROTOCOLS = [HOP_BY_HOP, ROUTING, 44, DESTINATION_OPTIONS, 135];
/** Headers whose data are options, so that padding may have been elided. */
const OPTION_PROTOCOLS = [HOP_BY_HOP, DESTINATION_OPTIONS];
/** Headers that routers here put into packets. */
const WRITTEN_PROTOCOLS = [HOP_BY_HOP, ROUTING];

/** What a header, its two octets and one octet of length can make at most. */
const EXTENSION_SIZE_MAX = 264;

/** The sixteen ports that take four bits, and the 256 that take eight. */
const NIBBLE_PORTS = 0xf0b0;
const OCTET_PORTS = 0xf000;

/** Writes the headers after IPv6 that have a compressed form. */
export class NhcWriter {
	/** Octets of the packet that the headers written last stand for, IPv6 counted. */
	uncompressedSize = IPV6_SIZE;

	/** Says whether the header of `protocol` at `at` of the packet of `size` octets has one. */
	takes(packet: Uint8Array, size: number, protocol: number, at: number): boolean {
		if (protocol === UDP) return isDatagram(packet, at, size);
		return WRITTEN_PROTOCOLS.includes(protocol) && at + extensionSize(packet, at) <= size;
	}

	/** Writes all those of `packet` at `at` of `out`, from the first one on; returns their end. */
	write(packet: Uint8Array, size: number, out: Uint8Array, at: number): number {
		let from = IPV6_SIZE;
		let protocol = packet[NEXT_HEADER];
		let end = at;
		while (protocol !== UDP && this.takes(packet, size, protocol, from)) {
			end = this.#writeExtension(packet, size, {from, protocol}, out, end);
			protocol = packet[from];
			from += extensionSize(packet, from);
		}
		const hasUdp = protocol === UDP && isDatagram(packet, from, size);
		this.uncompressedSize = hasUdp ? from + UDP_SIZE : from;
		return hasUdp ? writeUdp(packet, from, out, end) : end;
	}

	#writeExtension(
		packet: Uint8Array,
		size: number,
		{from, protocol}: {readonly from: number; readonly protocol: number},
		out: Uint8Array,
		at: number,
	): number {
		const extent = extensionSize(packet, from);
		const follows = this.takes(packet, size, packet[from], from + extent);
		const eid = EXTENSION_PROTOCOLS.indexOf(protocol);
		let end = at;
		out[end++] = EXTENSION | (eid << 1) | (follows ? EXTENSION_NH : 0);
		if (!follows) out[end++] = packet[from];
		out[end++] = extent - 2;
		move(packet, from + 2, out, end, extent - 2);
		return end + extent - 2;
	}
}

/** Writes the UDP header at `from` of `packet`, with its checksum, and returns the end. */
function writeUdp(packet: Uint8Array, from: number, out: Uint8Array, at: number): number {
	const source = readU16(packet, from);
	const destination = readU16(packet, from + DESTINATION_PORT);
	const form = portForm(source, destination);
	out[at] = UDP_NHC | form;
	let end = at + 1;
	if (form === 3) out[end++] = ((source & 0x0f) << 4) | (destination & 0x0f);
	else {
		end = writePort(out, end, source, form === 2);
		end = writePort(out, end, destination, form === 1);
	}
	writeU16(out, end, readU16(packet, from + CHECKSUM));
	return end + 2;
}

/** Reads the headers after IPHC into a packet. */
export class NhcReader {
	/** Where the headers end in the packet. */
	end = IPV6_SIZE;
	/** Where the UDP header lies in the packet; 0 if there was none. */
	udpAt = 0;
	/** The checksum was left out: it has to be computed when the whole packet is there. */
	checksumElided = false;

	/** Reads at `cursor`; false where a header is reserved or the frame is cut short. */
	read(cursor: Cursor, nhcFollows: boolean, packet: Uint8Array): boolean {
		this.end = IPV6_SIZE;
		this.udpAt = 0;
		this.checksumElided = false;
		let nextHeaderAt = NEXT_HEADER;
		let follows = nhcFollows;
		while (follows) {
			const nhc = cursor.u8();
			if ((nhc & UDP_MASK) === UDP_NHC) {
				packet[nextHeaderAt] = UDP;
				this.#readUdp(cursor, nhc, packet);
				break;
			}
			if ((nhc & EXTENSION_MASK) !== EXTENSION) return false;
			const at = this.end;
			if (!this.#readExtension(cursor, nhc, packet)) return false;
			packet[nextHeaderAt] = EXTENSION_PROTOCOLS[(nhc >>> 1) & 7];
			nextHeaderAt = at;
			follows = (nhc & EXTENSION_NH) !== 0;
		}
		return !cursor.overrun;
	}

	#readUdp(cursor: Cursor, nhc: number, packet: Uint8Array): void {
		const at = this.end;
		const form = nhc & 3;
		if (form === 3) {
			const ports = cursor.u8();
			writeU16(packet, at, NIBBLE_PORTS | (ports >>> 4));
			writeU16(packet, at + DESTINATION_PORT, NIBBLE_PORTS | (ports & 0x0f));
		} else {
			writeU16(packet, at, readPort(cursor, form === 2));
			writeU16(packet, at + DESTINATION_PORT, readPort(cursor, form === 1));
		}
		writeU16(packet, at + LENGTH, 0);
		this.checksumElided = (nhc & UDP_C) !== 0;
		writeU16(packet, at + CHECKSUM, this.checksumElided ? 0 : cursor.u16());
		this.udpAt = at;
		this.end = at + UDP_SIZE;
	}

	#readExtension(cursor: Cursor, nhc: number, packet: Uint8Array): boolean {
		const protocol = EXTENSION_PROTOCOLS[(nhc >>> 1) & 7];
		if (protocol === undefined || this.end + EXTENSION_SIZE_MAX + UDP_SIZE > MTU) return false;
		const at = this.end;
		packet[at] = (nhc & EXTENSION_NH) === 0 ? cursor.u8() : 0;
		const size = 2 + cursor.u8();
		const whole = (size + 7) & ~7;
		// RFC 6282 clause 4.2: only the padding of options may be left out.
		if (size !== whole && !OPTION_PROTOCOLS.includes(protocol)) return false;
		packet[at + 1] = whole / 8 - 1;
		cursor.take(packet, at + 2, size - 2);
		pad(packet, at + size, whole - size);
		this.end = at + whole;
		return true;
	}
}

/** Pad1 or PadN, RFC 8200 clause 4.2. */
function pad(packet: Uint8Array, at: number, size: number): void {
	packet.fill(0, at, at + size);
	if (size < 2) return;
	packet[at] = 1;
	packet[at + 1] = size - 2;
}

function portForm(source: number, destination: number): number {
	if (source >>> 4 === NIBBLE_PORTS >>> 4 && destination >>> 4 === NIBBLE_PORTS >>> 4) return 3;
	if (destination >>> 8 === OCTET_PORTS >>> 8) return 1;
	return source >>> 8 === OCTET_PORTS >>> 8 ? 2 : 0;
}

function readPort(cursor: Cursor, isShort: boolean): number {
	return isShort ? OCTET_PORTS | cursor.u8() : cursor.u16();
}

function writePort(out: Uint8Array, at: number, port: number, isShort: boolean): number {
	if (!isShort) {
		writeU16(out, at, port);
		return at + 2;
	}
	out[at] = port;
	return at + 1;
}
