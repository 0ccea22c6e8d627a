/*
 * What every handler of a gateway is handed: the time, the sessions, the ways out. Decides
 * nothing itself.
 */
import type {BrokerPort, LinkId} from '../broker/port.js';
import type {Address, Transport} from '../transport/transport.js';
import {encode, type Message} from '../wire/wire.js';
import {zeroCounters} from './counters.js';
import {Deadlines} from './deadlines.js';
import type {Options} from './options.js';
import type {Session} from './session.js';
import {Sessions} from './sessions.js';

export class Core {
	readonly counters = zeroCounters();
	readonly deadlines = new Deadlines<Session>();
	readonly sessions: Sessions;
	readonly options: Options;
	readonly port: BrokerPort;
	readonly #transport: Transport;
	nowMs = 0;
	/** When the next ADVERTISE is due; Infinity before start(). */
	advertiseAtMs = Number.POSITIVE_INFINITY;
	/** Taken for granted until an opened() or lost() tells otherwise. */
	brokerReachable = true;
	#links: LinkId = 0;

	constructor(options: Options, transport: Transport, port: BrokerPort) {
		this.options = options;
		this.port = port;
		this.sessions = new Sessions(options.clientsMax);
		this.#transport = transport;
	}

	/** Throws RangeError where time goes back. */
	advance(nowMs: number): void {
		if (!(nowMs >= this.nowMs)) throw new RangeError(`${nowMs} ms after ${this.nowMs} ms`);
		this.nowMs = nowMs;
	}

	/** A number that no link of this gateway ever had. */
	nextLink(): LinkId {
		this.#links += 1;
		return this.#links;
	}

	send(to: Address, message: Message): void {
		this.#transport.send(to, encode(message));
	}

	/** `radius` in hops; 0 is the whole network. */
	broadcast(message: Message, radius: number): void {
		this.#transport.broadcast(encode(message), radius);
	}
}
