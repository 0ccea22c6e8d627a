/*
 * A forwarder in a simulated world: MQTT-SN 1.2, 5.5. It stands where it hears a gateway and
 * clients that are too far away to do so themselves.
 *
 *   client   --any datagram-->       in an envelope with the client's node id   --> gateway
 *   client   <--what is within--     an envelope                                <-- gateway
 *   clients  <--GWINFO, to all--     an envelope                                <-- gateway
 *   clients  <--the same, to all--   no envelope: ADVERTISE, GWINFO             <-- gateway
 *
 *   WirelessNodeId   0..1 short address of the client
 *
 * Sans-io: it speaks when it is spoken to, and has no timer. Remembers nobody, so that losing power
 * costs it what is in the air. Which side a datagram is from, its ports and its sender say:
 * what was for all in the cell of another gateway, or of another forwarder, goes no further.
 */
import type {Datagram} from '../../sim/datagram.js';
import {AS_NODE, type Endpoint, GATEWAY_PORT} from '../../sim/world.js';
import {SimulatedTransport} from '../transport/simulated.js';
import {encodeForwarder, type Forwarder, radiusOf} from '../wire/forwarder.js';
import {decode} from '../wire/wire.js';

const NODE_ID_SIZE = 2;
/** A message has a Length and a MsgType. */
const MESSAGE_SIZE_MIN = 2;
const WHOLE_NETWORK = 0;
/** MQTT-SN 1.2, 6.1: what a gateway says to all who hear it. */
const FOR_ALL = new Set<string>(['ADVERTISE', 'GWINFO']);

export class ForwarderHost {
	/** Dropped is what was malformed, not of its gateway, or for itself. */
	readonly counters = {forwarded: 0, returned: 0, dropped: 0};
	readonly #endpoint: Endpoint;
	readonly #cell: SimulatedTransport;
	readonly #gateway: number;

	/** Takes over `endpoint`. The gateway is a short address, from where the endpoint hears it. */
	constructor(endpoint: Endpoint, gateway: number) {
		this.#endpoint = endpoint;
		this.#cell = new SimulatedTransport(endpoint);
		this.#gateway = gateway;
		endpoint.onDatagram = datagram => this.#heard(datagram);
	}

	#heard(datagram: Datagram): void {
		if (datagram.destinationPort === GATEWAY_PORT) this.#forward(datagram);
		else if (datagram.source === this.#gateway) this.#return(datagram.payload());
		else this.counters.dropped += 1;
	}

	/** In envelopes of their own, so that a client may be a forwarder in its turn. */
	#forward(datagram: Datagram): void {
		if (datagram.size < MESSAGE_SIZE_MIN) {
			this.counters.dropped += 1;
			return;
		}
		this.counters.forwarded += 1;
		const wirelessNodeId = Uint8Array.of(datagram.source >> 8, datagram.source & 0xff);
		const inner = datagram.payload();
		const envelope = encodeForwarder({type: 'FORWARDER', ctrl: 0, wirelessNodeId, inner});
		this.#endpoint.send(this.#gateway, envelope, AS_NODE);
	}

	#return(octets: Uint8Array): void {
		const message = decode(octets);
		if (message.type === 'FORWARDER') {
			this.#unwrap(message);
		} else if (FOR_ALL.has(message.type)) {
			this.#tellAll(octets, WHOLE_NETWORK);
		} else {
			this.counters.dropped += 1;
		}
	}

	#unwrap(envelope: Forwarder): void {
		const {wirelessNodeId: id, inner} = envelope;
		if (FOR_ALL.has(decode(inner).type)) {
			this.#tellAll(inner, radiusOf(envelope));
		} else if (id.length === NODE_ID_SIZE) {
			this.counters.returned += 1;
			this.#cell.send(this.#cell.addressOf((id[0] << 8) | id[1]), inner);
		} else {
			this.counters.dropped += 1;
		}
	}

	#tellAll(datagram: Uint8Array, radius: number): void {
		this.counters.returned += 1;
		this.#cell.broadcast(datagram, radius);
	}
}
