/*
 * Many hops, mesh-under: what MeshLayer passes on frame by frame looks like one link from above.
 *
 *   UDP, DAO, DAO-ACK --> IPHC between originator and final address --> MeshLayer --.
 *   DIS, DIO          --> IPHC between neighbours -----------------------------------> MAC
 *
 * The tree is that of RPL, made and healed by the same DIO; instead of source routes there are ways
 * that routers learn from frames that pass. A DAO is such a frame, and its answer shows that the way
 * back is there. Fragments go from end to end, and nobody between puts them together.
 */
import type {MacIndication, SendStatus} from '../../mac/mac.js';
import type {Counters} from '../counters.js';
import {Inbound} from '../inbound.js';
import {DESTINATION, isPacket} from '../ipv6.js';
import {Outbound} from '../outbound.js';
import {isGlobal, shortIn} from './addresses.js';
import {ControlPlane} from './control-plane.js';
import type {Dao} from './dao.js';
import {Intake} from './intake.js';
import {LinkMonitor} from './link-monitor.js';
import {isMesh} from './mesh-header.js';
import {MeshLayer} from './mesh-layer.js';
import type {Network, NetworkParts, Outgoing, RoutingOptions} from './network.js';
import {Routers} from './routers.js';

/** A frame of 127 octets and its backoff, over the two hops within which it disturbs the next one. */
const GAP_US = 15_000;

export class MeshUnder implements Network {
	readonly #counters: Counters;
	readonly #monitor: LinkMonitor;
	/** To neighbours, and to anybody. */
	readonly #near: Outbound;
	readonly #far: Outbound;
	readonly #inbound: Inbound;
	readonly #mesh: MeshLayer;
	readonly #routers: Routers;
	readonly #intake: Intake;
	/** Of the frame that is being taken. */
	#hops = 1;

	constructor(options: RoutingOptions, parts: NetworkParts) {
		const {scheduler} = options;
		this.#counters = parts.counters;
		this.#monitor = new LinkMonitor(parts.mac);
		const control = this.#control();
		const speech = {
			sendDis: control.sendDis.bind(control),
			sendDio: control.sendDio.bind(control),
			// Frames have no ranks, so packets have none either.
			sendDao: (node: number, dao: Dao) => control.sendDao(node, dao),
		};
		this.#routers = new Routers(options, speech, (to, frame) => this.#mesh.outOfWire(to, frame));
		this.#mesh = new MeshLayer(
			{
				mac: this.#monitor,
				scheduler,
				counters: parts.counters,
				taker: (node, frame, hops) => this.#taken(node, frame, hops),
				wired: (node, handle) => this.#far.sent(node, handle, 'success'),
			},
			this.#routers,
		);
		const resumes = scheduler.register(node => this.#far.resume(node));
		const pause = (node: number) => scheduler.at(scheduler.now + GAP_US, resumes, node);
		this.#near = new Outbound({...parts, mac: this.#monitor});
		this.#far = new Outbound({...parts, mac: this.#mesh, relayed: {slackSize: 0, pause}});
		this.#intake = new Intake({...parts, control});
		this.#inbound = new Inbound({...parts, taker: this.#packetArrived.bind(this)});
	}

	start(node: number): void {
		this.#routers.start(node);
	}

	stop(node: number): void {
		this.#routers.stop(node);
		this.#mesh.forget(node);
	}

	rest(node: number, resting: boolean): void {
		this.#routers.rest(node, resting);
	}

	repair(): void {
		this.#routers.repair();
	}

	send(node: number, {destination, ports, octets, at, size}: Outgoing): boolean {
		return this.#far.send(node, destination, ports, octets, at, size);
	}

	sendNear(node: number, {destination, ports, octets, at, size}: Outgoing): boolean {
		return this.#near.send(node, destination, ports, octets, at, size);
	}

	macReceived(node: number, frame: MacIndication): void {
		if (frame.size > 0 && isMesh(frame.octets[frame.at])) this.#mesh.received(node, frame);
		else this.#taken(node, frame, 1);
	}

	macSent(node: number, handle: number, status: SendStatus, attempts: number): void {
		this.#near.sent(node, handle, status);
		this.#far.sent(node, handle, status);
		const neighbour = this.#monitor.done(node, handle);
		// A busy channel says nothing of the link.
		if (neighbour === undefined || status === 'channelAccessFailure') return;
		this.#routers.linkUsed(node, neighbour, {acknowledged: status === 'success', attempts});
	}

	#taken(node: number, frame: MacIndication, hops: number): void {
		this.#hops = hops;
		this.#inbound.received(node, frame);
	}

	#packetArrived(node: number, frame: MacIndication, packet: Uint8Array, size: number): void {
		const router = this.#routers.at(node);
		if (router === undefined) return;
		if (isPacket(packet, size)) this.#intake.take(router, frame, packet, size, this.#hops);
		else this.#counters.malformed++;
		this.#routers.schedule(node);
	}

	/** What is for somebody by his own address goes through the mesh. */
	#control(): ControlPlane {
		const control = new ControlPlane((node, hop, packet, size) => {
			if (!isGlobal(packet, DESTINATION)) this.#near.sendPacket(node, hop, packet, size);
			else this.#far.sendPacket(node, shortIn(packet, DESTINATION), packet, size);
		}, this.#counters);
		control.onDao = (router, dao) => {
			if (!dao.wantsAck) return;
			const {packet, size} = control.daoAck(router.address, dao.sequence, [dao.target]);
			this.#far.sendPacket(router.address - 1, dao.target, packet, size);
		};
		return control;
	}
}
