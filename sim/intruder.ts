/*
 * The radio of an attacker: an endpoint of its own that hears whatever comes to its antenna and
 * sends whatever it likes.
 *
 *   air   --frame-->   onFrame                     each with a right FCS, whoever it is for
 *         --frame-->   the network  -->  onOverheard   datagrams for others
 *                                   -->  onDatagram    datagrams for this address, and for all
 *         <--------    sendFrame                       by CSMA-CA, with any source
 *         <--------    send                            from its own address
 *
 * What it can read and say in the network is its foothold's business. Knows no protocol above UDP.
 */
import type {Datagram, Ports} from './datagram.js';
import type {Foothold, Overheard} from './foothold.js';
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
import {letIn} from './mac/link-security.js';
import type {Reception} from './phy/medium.js';
import type {Radios} from './radios.js';

/** Where a short data frame has its two addresses. */
const DESTINATION_AT = 5;
const SOURCE_AT = 7;

export interface IntruderWays {
	readonly radios: Radios;
	/** Its place in the network, which tells of what it has overheard. */
	readonly foothold: (heard: Overheard) => Foothold;
	/** Asks for onWake() at `us`. */
	readonly wakeAt: (us: number) => void;
}

export class Intruder {
	readonly radio: number;
	/** Called with each frame that arrives. Octets are valid during the call. */
	onFrame: (frame: Uint8Array) => void = () => {};
	/** Called with each datagram of a frame for another radio, whose short address comes second. */
	onOverheard: (datagram: Datagram, destination: number) => void = () => {};
	onDatagram: (datagram: Datagram) => void = () => {};
	onWake: () => void = () => {};
	readonly #ways: IntruderWays;
	readonly #foothold: Foothold;
	readonly #mhr = new Mhr();

	constructor(radio: number, ways: IntruderWays) {
		this.radio = radio;
		this.#ways = ways;
		this.#foothold = ways.foothold((datagram, destination) => {
			if (destination === BROADCAST) this.onDatagram(datagram);
			else this.onOverheard(datagram, destination);
		});
		ways.radios.medium.eavesdrop(radio, frame => this.#heard(frame));
	}

	/** Its short address, as it is now. */
	get address(): number {
		return this.#foothold.address;
	}

	/** Takes part in the network from now on, as far as its keys let it. */
	join(): void {
		this.#foothold.join();
	}

	leave(): void {
		this.#foothold.leave();
	}

	/** One datagram from its own address; 0xffff is everybody in range. */
	send(to: number, octets: Uint8Array, ports: Ports): void {
		this.#foothold.send(to, ports, octets);
	}

	/** One frame as it is. What the queue has no room for is not sent. */
	sendFrame(frame: Uint8Array): void {
		this.#ways.radios.mac.sendPsdu(this.radio, frame);
	}

	wakeAt(us: number): void {
		this.#ways.wakeAt(us);
	}

	/** The network has a datagram for it. */
	arrived(datagram: Datagram): void {
		this.onDatagram(datagram);
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
		const mhr = this.#mhr;
		const {srcShort: source, dstShort: destination, size: at} = mhr;
		const {security} = this.#ways.radios;
		if (destination === BROADCAST) return;
		// Its own MAC opens what is for it, and no frame is opened twice.
		if (security !== undefined && destination === this.address) return;
		const payload = {octets, at, size: size - at - FCS_SIZE, rssiCdbm};
		const indication = {source, destination, ...payload};
		if (letIn(security, this.radio, {octets, mhr, indication}) !== 0) return;
		this.#foothold.overhear(indication);
	}

	#isShortData(octets: Uint8Array, size: number): boolean {
		const mhr = this.#mhr;
		if (!mhr.read(octets, size - FCS_SIZE) || mhr.type !== FrameType.data) return false;
		// Of a protected frame the control octet comes before the frame counter.
		const addressesEnd = mhr.secured ? mhr.frameCounterAt - 1 : mhr.size;
		if (addressesEnd !== SHORT_MHR_SIZE) return false;
		return mhr.dstMode === AddressMode.short && mhr.srcMode === AddressMode.short;
	}
}
