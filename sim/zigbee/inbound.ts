/*
 * Frames from the MAC on their way to whoever they are for.
 *
 *   header read, MIC holds, counter new    or dropped, and a counter says why
 *   a broadcast                            new: passed on; a command or a message as below
 *   for another device                     to the router
 *   a command                              to discovery, links, family, joining, or believed
 *   data                                   to APS
 *
 * Nothing is believed before its MIC holds, the neighbour that it came from not either.
 */
import {EUI_HIGH} from '../mac/addresses.js';
import type {MacIndication} from '../mac/mac.js';
import type {Aps} from './aps.js';
import type {Broadcasts} from './broadcasts.js';
import type {Counters} from './counters.js';
import type {Device} from './device.js';
import type {Discovery} from './discovery.js';
import type {Family} from './family.js';
import type {Joining} from './joining.js';
import {lqiOf} from './link-cost.js';
import type {Links} from './links.js';
import {NO_NEIGHBOR} from './neighbors.js';
import {AUX_SIZE, type NetworkSecurity} from './network-security.js';
import {NWK_RADIUS} from './nib.js';
import {appendRelay, Command, commandAt} from './nwk-command.js';
import {NwkHeader, NwkType, RADIUS_AT} from './nwk-header.js';
import {move, readU16} from './octets.js';
import type {Router} from './router.js';

export interface InboundWays {
	readonly security: NetworkSecurity;
	readonly counters: Counters;
	readonly router: Router;
	readonly discovery: Discovery;
	readonly broadcasts: Broadcasts;
	readonly links: Links;
	readonly family: Family;
	readonly joining: Joining;
	readonly aps: Aps;
}

export class Inbound {
	readonly #ways: InboundWays;
	readonly #header = new NwkHeader();
	readonly #npdu = new Uint8Array(256);
	/** Of the frame in hand. */
	#size = 0;
	#neighbor = NO_NEIGHBOR;
	readonly #from = {address: 0, linkCost: 0};

	constructor(ways: InboundWays) {
		this.#ways = ways;
	}

	received(device: Device, frame: MacIndication): void {
		if (!device.joined && !this.#ways.joining.rejoins(device)) return;
		if (!this.#open(device, frame)) return;
		this.#note(device, frame);
		const header = this.#header;
		if (header.broadcast) this.#broadcastArrived(device, frame);
		else if (header.destination === device.address) this.#arrived(device, frame);
		else this.#passOn(device);
	}

	/** Puts the frame, without its protection, into #npdu. */
	#open(device: Device, {octets, at, size}: MacIndication): boolean {
		const {security, counters} = this.#ways;
		const header = this.#header;
		const npdu = this.#npdu;
		move(octets, at, npdu, 0, size);
		if (!header.read(npdu, size)) {
			counters.malformed++;
			return false;
		}
		if (!header.secured) {
			counters.unsecured++;
			return false;
		}
		const payload = security.open(npdu, header.size, size);
		if (payload < 0) {
			counters.micBad++;
			return false;
		}
		const {euiHigh, euiLow, counter} = security;
		// Whatever it has sent itself has been there before, whoever throws it back.
		const isOwn = euiHigh === EUI_HIGH && euiLow === device.euiLow;
		if (isOwn || !device.replays.take(euiHigh, euiLow, counter)) {
			counters.replays++;
			return false;
		}
		move(npdu, header.size + AUX_SIZE, npdu, header.size, payload);
		this.#size = header.size + payload;
		return true;
	}

	/** The neighbour that it came from is heard so well. */
	#note(device: Device, {source, rssiCdbm}: MacIndication): void {
		const {neighbors} = device;
		const {euiLow} = this.#ways.security;
		this.#neighbor = neighbors.heard(source, euiLow, lqiOf(rssiCdbm));
		this.#from.address = source;
		this.#from.linkCost = neighbors.cost(this.#neighbor);
	}

	#broadcastArrived(device: Device, frame: MacIndication): void {
		const header = this.#header;
		const npdu = this.#npdu;
		if (header.type === NwkType.command) {
			this.#broadcastCommand(device);
			return;
		}
		if (!this.#ways.broadcasts.isNew(device, npdu, this.#size, frame.source)) return;
		const {source: hop, rssiCdbm} = frame;
		const from = {source: header.source, hop, broadcast: true, rssiCdbm, hops: 0};
		this.#ways.aps.received(device, from, npdu, header.size, this.#size);
	}

	#broadcastCommand(device: Device): void {
		const {discovery, links, counters} = this.#ways;
		const header = this.#header;
		const command = commandAt(this.#npdu, header.size, this.#size);
		if (command === Command.routeRequest) {
			discovery.requestHeard(device, header, this.#npdu, this.#from);
		} else if (command === Command.linkStatus) {
			links.heard(device, this.#neighbor, this.#npdu, header.size);
		} else counters.malformed++;
	}

	#arrived(device: Device, frame: MacIndication): void {
		const header = this.#header;
		if (header.type === NwkType.command) {
			this.#commandArrived(device);
			return;
		}
		const {source: hop, rssiCdbm} = frame;
		const hops = Math.max(1, NWK_RADIUS - header.radius + 1);
		const from = {source: header.source, hop, broadcast: false, rssiCdbm, hops};
		this.#ways.aps.received(device, from, this.#npdu, header.size, this.#size);
	}

	#commandArrived(device: Device): void {
		const {discovery, family, joining, router, counters, security} = this.#ways;
		const header = this.#header;
		const npdu = this.#npdu;
		const at = header.size;
		switch (commandAt(npdu, at, this.#size)) {
			case Command.routeReply:
				discovery.replyHeard(device, header, npdu, this.#from);
				return;
			case Command.networkStatus:
				router.statusHeard(device, npdu[at + 1], readU16(npdu, at + 2));
				return;
			case Command.routeRecord:
				device.records?.keep(header.source, npdu, at + 2, npdu[at + 1]);
				return;
			case Command.rejoinRequest:
				family.rejoinRequested(device, header, security.euiLow, npdu[at + 1]);
				return;
			case Command.rejoinResponse:
				joining.rejoinAnswered(device, readU16(npdu, at + 1), npdu[at + 3]);
				return;
			default:
				counters.malformed++;
		}
	}

	/** For another device: one hop less to go, and a route record learns of this one. */
	#passOn(device: Device): void {
		const {counters, router} = this.#ways;
		const header = this.#header;
		const npdu = this.#npdu;
		if (device.sleepy || header.radius <= 1) {
			counters.notPassedOn++;
			return;
		}
		npdu[RADIUS_AT] = header.radius - 1;
		const at = header.size;
		const isCommand = header.type === NwkType.command;
		const command = isCommand ? commandAt(npdu, at, this.#size) : 0;
		if (command === Command.routeRecord) this.#size = appendRelay(npdu, at, device.address);
		if (command === Command.networkStatus) {
			router.statusPasses(device, readU16(npdu, at + 2));
		}
		counters.relayed++;
		router.route(device, npdu, this.#size, 0, this.#from.address);
	}
}
