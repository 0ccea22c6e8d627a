/*
 * The compressed IPv6 header IPHC, RFC 6282 clause 3.1.
 *
 *   0                        1                              [2]       ..
 *   0 1 1 TF(2) NH HLIM(2)   CID SAC SAM(2) M DAC DAM(2)    SCI DCI   TF, NH, HLIM, src, dst inline
 *
 *   TF    0 class and flow label, 4   1 ECN and flow label, 3   2 class, 1   3 nothing
 *   NH    0 next header inline        1 NHC follows
 *   HLIM  0 inline                    1 is 1, 2 is 64, 3 is 255
 *
 * Stands for the forty octets at the start of a packet, less the payload length, which the size
 * of the datagram tells. Knows neither what follows nor where the frame came from.
 */
import type {Contexts} from './contexts.js';
import type {Cursor} from './cursor.js';
import {contextOf, formOf, IphcAddress, modeOf, STATELESS} from './iphc-address.js';
import {
	DESTINATION,
	flowLabel,
	HOP_LIMIT,
	isMulticast,
	NEXT_HEADER,
	SOURCE,
	trafficClass,
	writeTraffic,
} from './ipv6.js';
import type {LinkAddresses} from './link-addresses.js';
import {writeU16} from './octets.js';

const DISPATCH = 0x60;
const NH = 0x04;
const CID = 0x80;
const SAC = 0x40;
const M = 0x08;
const DAC = 0x04;

const HOP_LIMITS = [0, 1, 64, 255];

/** Says whether a frame whose first octet is `dispatch` begins with IPHC. */
export function isIphc(dispatch: number): boolean {
	return dispatch >>> 5 === DISPATCH >>> 5;
}

export class Iphc {
	/** The header that was read last says that NHC follows. */
	nhcFollows = false;
	readonly #source: IphcAddress;
	readonly #destination: IphcAddress;

	constructor(contexts: Contexts, link: LinkAddresses) {
		this.#source = new IphcAddress(contexts, link.source, SOURCE);
		this.#destination = new IphcAddress(contexts, link.destination, DESTINATION);
	}

	/** The header that was read last wanted a context that is not there. */
	get contextMissing(): boolean {
		return this.#source.contextMissing || this.#destination.contextMissing;
	}

	/** Reads and writes with these from now on. */
	use(contexts: Contexts): void {
		this.#source.contexts = contexts;
		this.#destination.contexts = contexts;
	}

	/**
	 * Reads the header at `cursor` into the start of `packet`; the payload length is left alone,
	 * and so is the next header if NHC follows. False where a form is reserved, a context is not
	 * known or the frame is cut short.
	 */
	read(cursor: Cursor, packet: Uint8Array): boolean {
		this.#source.contextMissing = false;
		this.#destination.contextMissing = false;
		const first = cursor.u8();
		const second = cursor.u8();
		const contexts = (second & CID) !== 0 ? cursor.u8() : 0;
		readTraffic(cursor, (first >>> 3) & 3, packet);
		this.nhcFollows = (first & NH) !== 0;
		if (!this.nhcFollows) packet[NEXT_HEADER] = cursor.u8();
		packet[HOP_LIMIT] = (first & 3) === 0 ? cursor.u8() : HOP_LIMITS[first & 3];
		const from = modeOf((second & SAC) !== 0 ? contexts >>> 4 : STATELESS, (second >>> 4) & 3);
		const to = modeOf((second & DAC) !== 0 ? contexts & 0x0f : STATELESS, second & 3);
		if (!this.#source.read(cursor, from, false, packet)) return false;
		if (!this.#destination.read(cursor, to, (second & M) !== 0, packet)) return false;
		return !cursor.overrun;
	}

	/** Writes the shortest header that stands for the one in `packet`; returns its end. */
	write(packet: Uint8Array, nhcFollows: boolean, out: Uint8Array, at: number): number {
		const multicast = isMulticast(packet, DESTINATION);
		const [source, destination] = [this.#source, this.#destination];
		source.choose(packet, false);
		destination.choose(packet, multicast);
		const rich = 1 + source.richSize + destination.richSize;
		const wide = rich < source.plainSize + destination.plainSize;
		const from = wide ? source.rich : source.plain;
		const to = wide ? destination.rich : destination.plain;

		const hopForm = Math.max(HOP_LIMITS.indexOf(packet[HOP_LIMIT], 1), 0);
		const trafficForm = trafficFormOf(packet);
		out[at] = DISPATCH | (trafficForm << 3) | (nhcFollows ? NH : 0) | hopForm;
		out[at + 1] = (wide ? CID : 0) | sourceBits(from) | (multicast ? M : 0) | destinationBits(to);
		let end = at + 2;
		if (wide) out[end++] = (contextBits(from) << 4) | contextBits(to);
		end = writeInlineTraffic(packet, trafficForm, out, end);
		if (!nhcFollows) out[end++] = packet[NEXT_HEADER];
		if (hopForm === 0) out[end++] = packet[HOP_LIMIT];
		end = source.write(packet, from, false, out, end);
		return destination.write(packet, to, multicast, out, end);
	}
}

function sourceBits(mode: number): number {
	return (contextOf(mode) === STATELESS ? 0 : SAC) | (formOf(mode) << 4);
}

function destinationBits(mode: number): number {
	return (contextOf(mode) === STATELESS ? 0 : DAC) | formOf(mode);
}

function contextBits(mode: number): number {
	return contextOf(mode) === STATELESS ? 0 : contextOf(mode);
}

/** ECN comes first inline, and last in the traffic class. */
function readTraffic(cursor: Cursor, form: number, packet: Uint8Array): void {
	const first = form === 3 ? 0 : cursor.u8();
	const ecn = first >>> 6;
	if (form === 1) {
		writeTraffic(packet, ecn, ((first & 0x0f) << 16) | cursor.u16());
		return;
	}
	const label = form === 0 ? ((cursor.u8() & 0x0f) << 16) | cursor.u16() : 0;
	writeTraffic(packet, ((first & 0x3f) << 2) | ecn, label);
}

function trafficFormOf(packet: Uint8Array): number {
	const hasDscp = trafficClass(packet) >>> 2 !== 0;
	if (flowLabel(packet) !== 0) return hasDscp ? 0 : 1;
	return trafficClass(packet) === 0 ? 3 : 2;
}

function writeInlineTraffic(packet: Uint8Array, form: number, out: Uint8Array, at: number): number {
	if (form === 3) return at;
	const traffic = trafficClass(packet);
	const label = flowLabel(packet);
	const rotated = ((traffic & 3) << 6) | (traffic >>> 2);
	out[at] = form === 1 ? rotated | (label >>> 16) : rotated;
	if (form === 2) return at + 1;
	if (form === 0) out[at + 1] = label >>> 16;
	const end = form === 0 ? at + 2 : at + 1;
	writeU16(out, end, label & 0xffff);
	return end + 2;
}
