/*
 * Many hops, route-over: a router on each radio, a border router beside each gateway, one wire
 * between border routers.
 *
 *   send()                -> up to the root, or down by source route, or over the wire
 *   a packet from the air -> DataPlane: here, on to a neighbour, over the wire, to all, or dropped
 *   a fragment            -> FragmentRelay: on to a neighbour before its packet is whole
 *   what became of frames -> the router
 *
 * Datagrams for everybody: a node's go to the border routers' group and come out at the root of its
 * tree; a border router's go down its tree to all. A node outside the tree asks its neighbours.
 */
import {BROADCAST} from '../../mac/frame.js';
import type {MacIndication, SendStatus} from '../../mac/mac.js';
import type {Contexts} from '../contexts.js';
import type {Counters} from '../counters.js';
import {Inbound} from '../inbound.js';
import {DESTINATION, HOP_LIMIT, IPV6_SIZE, isPacket, MTU} from '../ipv6.js';
import {DiscoveryPlane} from '../nd/discovery-plane.js';
import {move} from '../octets.js';
import {Outbound, type Relayed} from '../outbound.js';
import {UDP, UDP_SIZE, writeUdp} from '../udp.js';
import {shortIn} from './addresses.js';
import {ControlPlane, HOP_LIMIT_FAR, type PacketSender} from './control-plane.js';
import type {Dao} from './dao.js';
import {ALL, DataPlane, DROPPED, HERE, WIRE} from './data-plane.js';
import {Delayed} from './delayed.js';
import {FragmentRelay} from './fragment-relay.js';
import {type Arrival, Intake} from './intake.js';
import {aim, extensionsSize, layOut} from './layout.js';
import {LinkMonitor} from './link-monitor.js';
import type {Network, NetworkParts, Outgoing, RoutingOptions} from './network.js';
import {Planner} from './planner.js';
import type {Router} from './router.js';
import {Routers} from './routers.js';

/**
 * What compressed headers can gain on the way: the hop limit and two short addresses, five octets,
 * and three to the next offset that can be said.
 */
const SLACK_SIZE = 8;
/** A frame of 127 octets and its backoff, over the two hops within which it disturbs the next one. */
const GAP_US = 15_000;
/** A packet for all is sent on within this, so that neighbours do not speak at once. */
const SPREAD_US = 100_000;

export class RouteOver implements Network {
	readonly #options: RoutingOptions;
	readonly #counters: Counters;
	readonly #monitor: LinkMonitor;
	readonly #outbound: Outbound;
	readonly #inbound: Inbound;
	readonly #relay: FragmentRelay | undefined;
	readonly #routers: Routers;
	readonly #control: ControlPlane;
	readonly #data: DataPlane;
	readonly #planner: Planner;
	readonly #intake: Intake;
	readonly #packet = new Uint8Array(MTU);
	readonly #delayed: Delayed;

	constructor(options: RoutingOptions, parts: NetworkParts) {
		const {counters, now} = parts;
		this.#options = options;
		this.#delayed = new Delayed(options.scheduler);
		this.#counters = counters;
		this.#monitor = new LinkMonitor(parts.mac);
		const contextsOf =
			options.discovery === 'none' ? parts.contextsOf : this.#contextsOf.bind(this);
		const relayed = this.#relayed();
		this.#outbound = new Outbound({...parts, contextsOf, mac: this.#monitor, relayed});
		const send: PacketSender = (node, hop, packet, size) =>
			void this.#outbound.sendPacket(node, hop, packet, size);
		this.#control = new ControlPlane(send, counters);
		this.#control.onDao = (router, dao) => this.#daoArrived(router, dao);
		const discovery =
			options.discovery === 'none' ? {} : {discovery: new DiscoveryPlane(send, counters)};
		const control = this.#control;
		const speech = {
			sendDis: control.sendDis.bind(control),
			sendDio: control.sendDio.bind(control),
			sendDao: control.sendDao.bind(control),
			...discovery,
		};
		this.#routers = new Routers(options, speech, (to, packet) => this.#outOfWire(to, packet));
		const {topology} = this.#routers.backbone;
		this.#planner = new Planner(topology, now);
		this.#data = new DataPlane(counters, now, address => topology.isRoot(address));
		this.#intake = new Intake({...parts, control: this.#control, ...discovery});
		this.#relay = this.#relayOf(parts);
		const taker = this.#packetArrived.bind(this);
		this.#inbound = new Inbound({...parts, contextsOf, taker, relay: this.#relay});
	}

	start(node: number): void {
		this.#routers.start(node);
	}

	stop(node: number): void {
		this.#routers.stop(node);
	}

	rest(node: number, resting: boolean): void {
		this.#routers.rest(node, resting);
	}

	repair(): void {
		this.#routers.repair();
	}

	send(node: number, {destination, ports, octets, at, size, radius}: Outgoing): boolean {
		const router = this.#routers.at(node);
		const plan = router && this.#planner.plan(router, destination, radius);
		if (router === undefined || plan === undefined) {
			this.#counters.noRoute++;
			return false;
		}
		const outline = {...plan.outline, protocol: UDP, size: UDP_SIZE + size};
		if (IPV6_SIZE + extensionsSize(outline) + outline.size > MTU) {
			this.#counters.oversize++;
			return false;
		}
		const packet = this.#packet;
		const udpAt = layOut(packet, outline);
		plan.address(packet);
		move(octets, at, packet, udpAt + UDP_SIZE, size);
		writeUdp(packet, udpAt, ports, udpAt + UDP_SIZE + size);
		aim(packet, outline.hops ?? []);
		this.#sendTo(router, plan.next, packet, udpAt + UDP_SIZE + size);
		return true;
	}

	sendNear(node: number, {destination, ports, octets, at, size}: Outgoing): boolean {
		return this.#outbound.send(node, destination, ports, octets, at, size);
	}

	macReceived(node: number, frame: MacIndication): void {
		this.#inbound.received(node, frame);
	}

	macSent(node: number, handle: number, status: SendStatus, attempts: number): void {
		this.#outbound.sent(node, handle, status);
		if (status !== 'success') this.#relay?.failed(node, handle);
		const neighbour = this.#monitor.done(node, handle);
		// A busy channel says nothing of the link.
		if (neighbour === undefined || status === 'channelAccessFailure') return;
		this.#routers.linkUsed(node, neighbour, {acknowledged: status === 'success', attempts});
	}

	#contextsOf(node: number): Contexts {
		return this.#routers.contextsOf(node);
	}

	/* Packets on their way. */

	/** To a neighbour, or over the wire to a border router. */
	#sendTo({address, role}: Router, next: number, packet: Uint8Array, size: number): void {
		const {backbone} = this.#routers;
		const isWire = role === 'root' && backbone.topology.isRoot(next);
		if (isWire) backbone.carry(next, packet, size);
		else this.#outbound.sendPacket(address - 1, next, packet, size);
	}

	#packetArrived(node: number, frame: MacIndication, packet: Uint8Array, size: number): void {
		const router = this.#routers.at(node);
		if (router === undefined) return;
		if (!isPacket(packet, size)) this.#counters.malformed++;
		else this.#step(router, frame, packet, size);
		this.#routers.schedule(node);
	}

	/** Where a packet goes on to whose headers alone are there; HERE where all of it is needed. */
	#onward(node: number, from: number, packet: Uint8Array, size: number): number {
		const router = this.#routers.at(node);
		if (router === undefined) return DROPPED;
		const next = this.#data.next(router, from, packet, size);
		this.#routers.schedule(node);
		if (next === DROPPED) return DROPPED;
		if (next <= HERE) return HERE;
		this.#counters.forwarded++;
		return next;
	}

	#step(router: Router, frame: Arrival, packet: Uint8Array, size: number): void {
		const next = this.#data.next(router, frame.source, packet, size);
		const {backbone} = this.#routers;
		if (next === DROPPED) return;
		if (next === ALL) this.#keepForAll(router, packet, size);
		if (next === HERE || next === ALL) {
			const hops = Math.max(1, HOP_LIMIT_FAR - packet[HOP_LIMIT] + 1);
			this.#intake.take(router, frame, packet, size, hops);
		} else if (next === WIRE) backbone.carry(shortIn(packet, DESTINATION), packet, size);
		else {
			this.#counters.forwarded++;
			this.#sendTo(router, next, packet, size);
		}
	}

	#outOfWire(to: number, packet: Uint8Array): void {
		const router = this.#routers.at(to - 1);
		if (router === undefined) {
			this.#counters.noRoute++;
			return;
		}
		this.#step(router, {source: to, destination: to, rssiCdbm: 0}, packet, packet.length);
		this.#routers.schedule(to - 1);
	}

	/** To be sent on to all, if its hop limit allows and somebody may follow us. */
	#keepForAll({address, role}: Router, packet: Uint8Array, size: number): void {
		if (role !== 'router' || packet[HOP_LIMIT] <= 1) return;
		const node = address - 1;
		const copy = packet.slice(0, size);
		copy[HOP_LIMIT]--;
		this.#delayed.after(Math.floor(SPREAD_US * this.#routers.luckOf(node)), () => {
			if (this.#routers.at(node) === undefined) return;
			this.#counters.forwarded++;
			this.#outbound.sendPacket(node, BROADCAST, copy, size);
		});
	}

	#daoArrived(router: Router, dao: Dao): void {
		const {backbone, now} = this.#routers;
		const unitUs = router.dodag.config.lifetimeUnitS * 1_000_000;
		if (!backbone.topology.learn(dao, now, unitUs) || !dao.wantsAck) return;
		const hops = this.#planner.hopsTo(router, dao.target);
		if (hops === undefined) return;
		const {packet, size} = this.#control.daoAck(router.address, dao.sequence, hops);
		this.#sendTo(router, hops[0], packet, size);
	}

	/* Fragments. */

	#relayed(): Relayed {
		const {scheduler} = this.#options;
		const resumes = scheduler.register(node => this.#outbound.resume(node));
		const pause = (node: number) => scheduler.at(scheduler.now + GAP_US, resumes, node);
		return {slackSize: SLACK_SIZE, pause};
	}

	#relayOf(parts: NetworkParts): FragmentRelay | undefined {
		if (this.#options.fragments === 'reassembled') return undefined;
		const onward = this.#onward.bind(this);
		return new FragmentRelay({...parts, outbound: this.#outbound, onward});
	}
}
