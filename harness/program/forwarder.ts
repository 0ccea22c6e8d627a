/*
 * A forwarder between UDP clients and a gateway: MQTT-SN 1.2, 5.5.
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

export interface ForwarderOptions {
	/** Where clients reach it. */
	readonly listen: HostPort;
	/** Where ADVERTISE and GWINFO go on this side, and SEARCHGW comes from. */
	readonly group?: HostPort;
	/** The gateway; an IP address. */
	readonly gateway: HostPort;
}

export class Forwarder {
	readonly counters = {forwarded: 0, returned: 0, dropped: 0};
	readonly #cell: UdpTransport;
	readonly #uplink: UdpTransport;
	readonly #gateway: Address;
	readonly #gatewayId: Uint8Array;

	private constructor(cell: UdpTransport, uplink: UdpTransport, gateway: Address) {
		this.#cell = cell;
		this.#uplink = uplink;
		this.#gateway = gateway;
		this.#gatewayId = nodeIdOf(gateway);
		cell.onDatagram = (from, datagram) => this.#heard(from, datagram);
		uplink.onDatagram = (from, datagram) => this.#answered(from, datagram);
	}

	/** Listens; an EnvironmentError where the address or the group cannot be had. */
	static async open(options: ForwarderOptions): Promise<Forwarder> {
		const cell = await UdpTransport.open(options);
		const {host, port} = options.gateway;
		const any = host.includes(':') ? '::' : '0.0.0.0';
		try {
			const uplink = await UdpTransport.open({listen: {host: any, port: 0}});
			return new Forwarder(cell, uplink, addressOf(host, port));
		} catch (error) {
			await cell.close();
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
		const wirelessNodeId = nodeIdOf(from);
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
		const to = addressOfNode(message.wirelessNodeId);
		if (to === undefined) {
			this.counters.dropped += 1;
			return;
		}
		this.counters.returned += 1;
		this.#cell.send(to, message.inner);
	}
}
