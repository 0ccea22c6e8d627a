/*
 * The radio of an attacker: an endpoint of its own that hears whatever comes to its antenna and
 * sends whatever it likes.
 *
 *   air   --frame-->   onFrame                     each with a right FCS, whoever it is for
 *         --frame-->   6LoWPAN  -->  onOverheard   datagrams for others
 *                               -->  onDatagram    datagrams for this address, and for all
 *         <--------    sendFrame                   by CSMA-CA, with any source
 *         <--------    send                        from its own address
 *
 * Knows no protocol above UDP, and no key.
 */
import {
	AddressMode,
	BROADCAST,
	FCS_SIZE,
	FrameType,
	fcsHolds,
	Mhr,
	SHORT_MHR_SIZE,
	writeFcs,
} from './mac/frame.js';
import type {Reception} from './phy/medium.js';
import type {Radios} from './radios.js';
import type {Datagram, Ports} from './sixlowpan/datagram.js';
import type {SixLowpan} from './sixlowpan/sixlowpan.js';

/** Where a short data frame has its two addresses. */
const DESTINATION_AT = 5;
const SOURCE_AT = 7;

export interface IntruderWays {
	readonly radios: Radios;
	readonly lowpan: SixLowpan;
	/** Asks for onWake() at `us`. */
	readonly wakeAt: (us: number) => void;
}

export class Intruder {
	readonly radio: number;
	/** Its short address. */
	readonly address: number;
	/** Called with each frame that arrives. Octets are valid during the call. */
	onFrame: (frame: Uint8Array) => void = () => {};
	/** Called with each datagram of a frame for another radio, whose short address comes second. */
	onOverheard: (datagram: Datagram, destination: number) => void = () => {};
	onDatagram: (datagram: Datagram) => void = () => {};
	onWake: () => void = () => {};
	readonly #ways: IntruderWays;
	readonly #mhr = new Mhr();
	/** While a frame for another radio is unpacked. */
	#destination: number | undefined;

	constructor(radio: number, ways: IntruderWays) {
		this.radio = radio;
		this.address = radio + 1;
		this.#ways = ways;
		ways.radios.medium.eavesdrop(radio, frame => this.#heard(frame));
	}

	/** One datagram from its own address; 0xffff is everybody in range. */
	send(to: number, octets: Uint8Array, ports: Ports): void {
		this.#ways.lowpan.send(this.radio, to, ports, octets, 0, octets.length);
	}

	/** One frame as it is. What the queue has no room for is not sent. */
	sendFrame(frame: Uint8Array): void {
		this.#ways.radios.mac.sendPsdu(this.radio, frame);
	}

	wakeAt(us: number): void {
		this.#ways.wakeAt(us);
	}

	/** 6LoWPAN has unpacked a datagram here. */
	arrived(datagram: Datagram): void {
		if (this.#destination === undefined) this.onDatagram(datagram);
		else this.onOverheard(datagram, this.#destination);
	}

	/** The same data the other way round, from its destination; undefined for any other frame. */
	mirrored(frame: Uint8Array): Uint8Array | undefined {
		if (!this.#isShortData(frame, frame.length) || this.#mhr.dstShort === BROADCAST)
			return undefined;
		const copy = Uint8Array.from(frame);
		copy.set(frame.subarray(SOURCE_AT, SHORT_MHR_SIZE), DESTINATION_AT);
		copy.set(frame.subarray(DESTINATION_AT, SOURCE_AT), SOURCE_AT);
		writeFcs(copy, 0, copy.length - FCS_SIZE);
		return copy;
	}

	#heard(frame: Reception): void {
		const {octets, size} = frame;
		if (!fcsHolds(octets, 0, size)) return;
		this.onFrame(octets.subarray(0, size));
		if (this.#isShortData(octets, size)) this.#unpack(frame);
	}

	#unpack({octets, size, rssiCdbm}: Reception): void {
		const {srcShort: source, dstShort: destination, size: at} = this.#mhr;
		if (destination === BROADCAST || destination === this.address) return;
		this.#destination = destination;
		const payload = {octets, at, size: size - at - FCS_SIZE, rssiCdbm};
		this.#ways.lowpan.macReceived(this.radio, {source, destination, ...payload});
		this.#destination = undefined;
	}

	#isShortData(octets: Uint8Array, size: number): boolean {
		const mhr = this.#mhr;
		if (!mhr.read(octets, size - FCS_SIZE) || mhr.type !== FrameType.data) return false;
		if (mhr.size !== SHORT_MHR_SIZE) return false;
		return mhr.dstMode === AddressMode.short && mhr.srcMode === AddressMode.short;
	}
}
