/*
 * A forwarder between clients and a gateway that is reached by UDP: MQTT-SN 1.2, 5.5.
 *
 *   client   --any datagram-->        in an envelope with the client's node id   --> gateway
 *   client   <--what is within--      an envelope                                <-- gateway
 *   clients  <--the same, broadcast-- no envelope: ADVERTISE, GWINFO             <-- gateway
 *
 * Remembers nobody and reads nothing that is within. Only the gateway is listened to on its side.
 */
import type {Address} from '../transport/transport.js';
import {UdpTransport} from '../transport/udp.js';
import {addressOf, type HostPort} from '../transport/udp-address.js';
import {encodeForwarder} from '../wire/forwarder.js';
import {decode} from '../wire/wire.js';
import {addressOfNode, nodeIdOf} from './node-id.js';

/** A message has a Length and a MsgType. */
const MESSAGE_SIZE_MIN = 2;
/** What UDP carries, less the largest envelope. */
const MESSAGE_SIZE_MAX = 65_507 - 0xff;

/** The side of the clients, and how a client there is named to the gateway. */
export interface Cell {
	/** Where clients reach it. */
	readonly address: Address;
	onDatagram: ((from: Address, datagram: Uint8Array) => void) | undefined;
	send(to: Address, datagram: Uint8Array): void;
	broadcast(datagram: Uint8Array, radius: number): void;
	close(): Promise<void>;
}

export interface NodeIds {
	of(address: Address): Uint8Array;
	/** Undefined for octets that name nobody. */
	addressOf(nodeId: Uint8Array): Address | undefined;
}

const UDP_NODE_IDS: NodeIds = {of: nodeIdOf, addressOf: addressOfNode};

export interface ForwarderOptions {
	/** Where clients reach it. */
	readonly listen: HostPort;
	/** Where ADVERTISE and GWINFO go on this side, and SEARCHGW comes from. */
	readonly group?: HostPort;
	/** The gateway; an IP address. */
	readonly gateway: HostPort;
}

export interface CellOptions {
	readonly cell: Cell;
	readonly nodeIds: NodeIds;
}

export class Forwarder {
	readonly counters = {forwarded: 0, returned: 0, dropped: 0};
	readonly #cell: Cell;
	readonly #nodeIds: NodeIds;
	readonly #uplink: UdpTransport;
	readonly #gateway: Address;
	readonly #gatewayId: Uint8Array;

	private constructor({cell, nodeIds}: CellOptions, uplink: UdpTransport, gateway: Address) {
		this.#cell = cell;
		this.#nodeIds = nodeIds;
		this.#uplink = uplink;
		this.#gateway = gateway;
		this.#gatewayId = nodeIdOf(gateway);
		cell.onDatagram = (from, datagram) => this.#heard(from, datagram);
		uplink.onDatagram = (from, datagram) => this.#answered(from, datagram);
	}

	/** Listens; an EnvironmentError where the address or the group cannot be had. */
	static async open({gateway, ...udp}: ForwarderOptions): Promise<Forwarder> {
		const cell = await UdpTransport.open(udp);
		return await Forwarder.between({cell, nodeIds: UDP_NODE_IDS}, gateway);
	}

	/** Takes over a cell that is open already, and closes it if there is no way to the gateway. */
	static async between(side: CellOptions, {host, port}: HostPort): Promise<Forwarder> {
		const any = host.includes(':') ? '::' : '0.0.0.0';
		try {
			const uplink = await UdpTransport.open({listen: {host: any, port: 0}});
			return new Forwarder(side, uplink, addressOf(host, port));
		} catch (error) {
			await side.cell.close();
			throw error;
		}
	}

	/** Where clients reach it. */
	get address(): Address {
		return this.#cell.address;
	}

	async close(): Promise<void> {
		await this.#uplink.close();
		await this.#cell.close();
	}

	#heard(from: Address, inner: Uint8Array): void {
		if (inner.length < MESSAGE_SIZE_MIN || inner.length > MESSAGE_SIZE_MAX) {
			this.counters.dropped += 1;
			return;
		}
		this.counters.forwarded += 1;
		const wirelessNodeId = this.#nodeIds.of(from);
		this.#uplink.send(
			this.#gateway,
			encodeForwarder({type: 'FORWARDER', ctrl: 0, wirelessNodeId, inner}),
		);
	}

	#answered(from: Address, datagram: Uint8Array): void {
		const message = decode(datagram);
		if (message.type === 'MALFORMED' || !Buffer.from(nodeIdOf(from)).equals(this.#gatewayId)) {
			this.counters.dropped += 1;
			return;
		}
		if (message.type !== 'FORWARDER') {
			this.counters.returned += 1;
			this.#cell.broadcast(datagram, 0);
			return;
		}
		const to = this.#nodeIds.addressOf(message.wirelessNodeId);
		if (to === undefined) {
			this.counters.dropped += 1;
			return;
		}
		this.counters.returned += 1;
		this.#cell.send(to, message.inner);
	}
}
