/*
 * What somebody who has the network key reads in frames that are for others.
 *
 *   opened by the key -> APS data of our profile -> blocks put together -> told, once
 *
 * Whoever passes a message on says it again: a block is known by its source and its counter. Looks
 * at no frame counter, counts nothing of the network's, sends nothing.
 */
import type {Datagram} from '../datagram.js';
import type {MacIndication} from '../mac/mac.js';
import {ApsHeader, ApsType} from './aps-header.js';
import {Assembly} from './assembly.js';
import {Delivery} from './delivery.js';
import {CLUSTER, PROFILE} from './endpoints.js';
import {AUX_SIZE, NetworkSecurity} from './network-security.js';
import {NwkHeader, NwkType} from './nwk-header.js';
import {move} from './octets.js';

export interface EarWays {
	/** 16 octets. */
	readonly networkKey: Uint8Array;
	readonly now: () => number;
	/** Told of each message, and of the short address that it is for. */
	readonly heard: (datagram: Datagram, destination: number) => void;
}

export class Ear {
	readonly #now: () => number;
	readonly #security: NetworkSecurity;
	readonly #assembly = new Assembly();
	readonly #delivery: Delivery;
	readonly #nwk = new NwkHeader();
	readonly #aps = new ApsHeader();
	readonly #npdu = new Uint8Array(256);

	constructor({networkKey, now, heard}: EarWays) {
		this.#now = now;
		this.#security = new NetworkSecurity(networkKey);
		this.#delivery = new Delivery({
			datagram: (_, datagram) => heard(datagram, this.#nwk.destination),
		});
	}

	/** A frame that `node`, whose address is `own`, has overheard. */
	overhear(node: number, own: number, frame: MacIndication): void {
		const end = this.#open(frame);
		const {type, broadcast, destination, source, size: at} = this.#nwk;
		if (end < 0 || type !== NwkType.data || broadcast || destination === own) return;
		const aps = this.#aps;
		if (!aps.read(this.#npdu, at, end) || aps.type !== ApsType.data) return;
		if (aps.profile !== PROFILE || aps.cluster !== CLUSTER) return;
		const {counter, block, blockCount} = aps;
		const nowUs = this.#now();
		const assembly = this.#assembly;
		if (assembly.repeats(source, counter, block, nowUs)) return;
		const from = {source, rssiCdbm: frame.rssiCdbm, hops: 0};
		const [start, size] = [at + aps.size, end - at - aps.size];
		const part = {source, counter, block, blockCount, nowUs};
		if (block < 0) {
			this.#delivery.handUp(node, aps, from, {octets: this.#npdu, at: start, size});
		} else if (assembly.take(part, this.#npdu, start, size)) {
			const {octets, size: whole} = assembly;
			this.#delivery.handUp(node, aps, from, {octets, at: 0, size: whole});
		}
	}

	/** Puts the frame, without its protection, into #npdu; returns where it ends, -1 if it cannot. */
	#open({octets, at, size}: MacIndication): number {
		const nwk = this.#nwk;
		const npdu = this.#npdu;
		move(octets, at, npdu, 0, size);
		if (!nwk.read(npdu, size) || !nwk.secured) return -1;
		const payload = this.#security.open(npdu, nwk.size, size);
		if (payload < 0) return -1;
		return move(npdu, nwk.size + AUX_SIZE, npdu, nwk.size, payload);
	}
}
