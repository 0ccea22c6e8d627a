/*
 * RPL control messages as packets: what routers say is written here, and what comes is read and
 * handed to them. Code says which message; all else is in dis, dio, dao.
 *
 *   DIS, DIO   link-local, hop limit 255, to ff02::1a or to one neighbour
 *   DAO        up to the virtual root        DAO-ACK   down by source route
 */
import {BROADCAST} from '../../mac/frame.js';
import type {Counters} from '../counters.js';
import {DESTINATION, HOP_LIMIT, MTU, SOURCE, writeLinkLocal} from '../ipv6.js';
import {setShort} from '../link-addresses.js';
import {VIRTUAL_ROOT, writeAllRplNodes, writeGlobal} from './addresses.js';
import {DAO, DAO_ACK, type Dao, readDao, readDaoAck, writeDao, writeDaoAck} from './dao.js';
import {DIO, type Dio, INSTANCE, readDio, writeDio} from './dio.js';
import {ICMPV6, ICMPV6_SIZE, isIcmpv6, RPL_CONTROL, writeIcmpv6} from './icmpv6.js';
import {aim, layOut} from './layout.js';
import type {Router} from './router.js';

export const HOP_LIMIT_FAR = 64;
/** RFC 6550 clause 6: nobody can have forwarded it. */
const HOP_LIMIT_LINK = 255;
const DIS = 0;
const DIS_SIZE = 2;
/** What bodies take at most. */
const BODY_SIZE_MAX = 160;

/** Sends a packet to a neighbour, or to all of them. */
export type PacketSender = (node: number, hop: number, packet: Uint8Array, size: number) => void;

/** A control message that was heard. */
export interface Heard {
	/** The neighbour's short address, and whether it spoke to all. */
	readonly from: number;
	readonly toAll: boolean;
	readonly rssiCdbm: number;
	readonly nowUs: number;
}

type WriteBody = (octets: Uint8Array, at: number) => number;

export class ControlPlane {
	/** A DAO has come to a border router. */
	onDao: (router: Router, dao: Dao) => void = () => {};
	readonly #send: PacketSender;
	readonly #counters: Counters;
	readonly #packet = new Uint8Array(MTU);
	readonly #body = new Uint8Array(BODY_SIZE_MAX);
	readonly #iid = new Uint8Array(8);

	constructor(send: PacketSender, counters: Counters) {
		this.#send = send;
		this.#counters = counters;
	}

	sendDis(node: number, from: number, to: number): void {
		this.#sendToLink(node, {from, to, code: DIS}, (octets, at) => {
			octets.fill(0, at, at + DIS_SIZE);
			return at + DIS_SIZE;
		});
	}

	sendDio(node: number, from: number, to: number, dio: Dio): void {
		this.#sendToLink(node, {from, to, code: DIO}, (octets, at) => writeDio(dio, octets, at));
	}

	/** Up, through the parent that it names; with an RPL option where the sender says its rank. */
	sendDao(node: number, dao: Dao, rank?: number): void {
		const end = writeDao(dao, this.#body, 0);
		const outline = {protocol: ICMPV6, size: ICMPV6_SIZE + end, hopLimit: HOP_LIMIT_FAR};
		const up = rank === undefined ? outline : {...outline, rank};
		const at = layOut(this.#packet, up);
		writeGlobal(this.#packet, SOURCE, dao.target);
		writeGlobal(this.#packet, DESTINATION, VIRTUAL_ROOT);
		const size = this.#finish(at, end, DAO);
		this.#send(node, dao.parent, this.#packet, size);
	}

	/** A DAO-ACK as a packet of `size` octets over `hops`; it is overwritten by the next message. */
	daoAck(
		from: number,
		sequence: number,
		hops: readonly number[],
	): {packet: Uint8Array; size: number} {
		const end = writeDaoAck({instance: INSTANCE, sequence, status: 0}, this.#body, 0);
		const outline = {protocol: ICMPV6, size: ICMPV6_SIZE + end, hopLimit: HOP_LIMIT_FAR, hops};
		const at = layOut(this.#packet, outline);
		writeGlobal(this.#packet, SOURCE, from);
		writeGlobal(this.#packet, DESTINATION, hops[hops.length - 1]);
		const size = this.#finish(at, end, DAO_ACK);
		aim(this.#packet, hops);
		return {packet: this.#packet, size};
	}

	/** The message at `at` of a packet of `size` octets has come to `router`. */
	arrived(router: Router, packet: Uint8Array, at: number, size: number, heard: Heard): void {
		if (!isIcmpv6(packet, at, size)) this.#counters.checksumBad++;
		else if (packet[at] !== RPL_CONTROL) this.#counters.unsupported++;
		else if (!this.#taken(router, packet, at, size, heard)) this.#counters.malformed++;
		else this.#counters.controlReceived++;
	}

	#taken(router: Router, packet: Uint8Array, at: number, size: number, heard: Heard): boolean {
		const body = at + ICMPV6_SIZE;
		switch (packet[at + 1]) {
			case DIS:
				if (packet[HOP_LIMIT] !== HOP_LIMIT_LINK || body + DIS_SIZE > size) return false;
				router.disArrived(heard.from, heard.toAll, heard.nowUs);
				return true;
			case DIO:
				return packet[HOP_LIMIT] === HOP_LIMIT_LINK && this.#dio(router, packet, body, size, heard);
			case DAO:
				return this.#dao(router, readDao(packet, body, size));
			case DAO_ACK: {
				const ack = readDaoAck(packet, body, size);
				if (ack !== undefined) router.daoAckArrived(ack, heard.nowUs);
				return ack !== undefined;
			}
			default:
				return false;
		}
	}

	#dio(router: Router, packet: Uint8Array, at: number, size: number, heard: Heard): boolean {
		const dio = readDio(packet, at, size);
		if (dio !== undefined) router.dioArrived(heard.from, dio, heard);
		return dio !== undefined;
	}

	#dao(router: Router, dao: Dao | undefined): boolean {
		if (dao === undefined || router.role !== 'root' || dao.instance !== INSTANCE) return false;
		this.onDao(router, dao);
		return true;
	}

	#sendToLink(
		node: number,
		{from, to, code}: {readonly from: number; readonly to: number; readonly code: number},
		writeBody: WriteBody,
	): void {
		const packet = this.#packet;
		const end = writeBody(this.#body, 0);
		const outline = {protocol: ICMPV6, size: ICMPV6_SIZE + end, hopLimit: HOP_LIMIT_LINK};
		const at = layOut(packet, outline);
		this.#writeLinkLocal(SOURCE, from);
		if (to === BROADCAST) writeAllRplNodes(packet, DESTINATION);
		else this.#writeLinkLocal(DESTINATION, to);
		this.#send(node, to, packet, this.#finish(at, end, code));
	}

	#writeLinkLocal(at: number, short: number): void {
		setShort(this.#iid, short);
		writeLinkLocal(this.#packet, at, this.#iid);
	}

	/** The body and its header, at `at`; returns the size of the packet. */
	#finish(at: number, bodySize: number, code: number): number {
		const size = at + ICMPV6_SIZE + bodySize;
		this.#packet.set(this.#body.subarray(0, bodySize), at + ICMPV6_SIZE);
		writeIcmpv6(this.#packet, at, size, {type: RPL_CONTROL, code});
		this.#counters.controlSent++;
		return size;
	}
}
