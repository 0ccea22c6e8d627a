/*
 * What every handler of a gateway is handed: the time, the sessions, the ways out. Decides
 * nothing itself.
 */
import type {BrokerPort, LinkId} from '../broker/port.js';
import type {StorePort} from '../store/port.js';
import type {Address, Transport} from '../transport/transport.js';
import {encode, type Message} from '../wire/wire.js';
import {zeroCounters} from './counters.js';
import {Deadlines} from './deadlines.js';
import {Discovery} from './discovery.js';
import {enveloped, isForwarded} from './forwarding.js';
import {HouseLink} from './house-link.js';
import {Journal} from './journal.js';
import type {Options} from './options.js';
import type {Session} from './session.js';
import {Sessions} from './sessions.js';

export interface Ways {
	readonly transport: Transport;
	readonly port: BrokerPort;
	readonly store: StorePort | undefined;
	/** Forgets what is kept for a client that another gateway has. */
	readonly letGo: (clientId: string) => void;
}

export class Core {
	readonly counters = zeroCounters();
	readonly deadlines = new Deadlines<Session>();
	readonly sessions: Sessions;
	readonly options: Options;
	readonly port: BrokerPort;
	readonly journal: Journal;
	readonly house: HouseLink;
	readonly discovery: Discovery;
	/** Sleepers whose link is lost, until the broker is back. */
	readonly stranded = new Set<Session>();
	/** What goes on when the session of a ClientId is fetched from another gateway. */
	readonly fetching = new Map<string, () => void>();
	readonly letGo: (clientId: string) => void;
	readonly #transport: Transport;
	nowMs = 0;
	/** Taken for granted until an opened() or lost() tells otherwise. */
	brokerReachable = true;
	/** When it was found out of reach last. */
	brokerGoneMs = Number.NEGATIVE_INFINITY;
	#links: LinkId = 0;

	constructor(options: Options, {transport, port, store, letGo}: Ways) {
		this.options = options;
		this.port = port;
		this.sessions = new Sessions(options.clientsMax);
		this.journal = new Journal(store, this.sessions);
		this.house = new HouseLink(this);
		this.discovery = new Discovery(this);
		this.#transport = transport;
		this.letGo = letGo;
	}

	/** Throws RangeError where time goes back. */
	advance(nowMs: number): void {
		if (!(nowMs >= this.nowMs)) throw new RangeError(`${nowMs} ms after ${this.nowMs} ms`);
		this.nowMs = nowMs;
	}

	/** Connected clients of those that there is room for, 0 to 1. */
	get load(): number {
		return this.sessions.connectedCount / this.options.clientsMax;
	}

	/** A number that no link of this gateway ever had. */
	nextLink(): LinkId {
		this.#links += 1;
		return this.#links;
	}

	/** `radius` is how far a forwarder is to send it on, in hops; 0 is no matter. */
	send(address: Address, message: Message, radius = 0): void {
		const octets = encode(message);
		if (!isForwarded(address)) {
			this.#transport.send(address, octets);
			return;
		}
		const {to, datagram} = enveloped(address, octets, radius);
		this.#transport.send(to, datagram);
	}

	/** `radius` in hops; 0 is the whole network. */
	broadcast(message: Message, radius: number): void {
		this.#transport.broadcast(encode(message), radius);
	}
}
