/*
 * An MQTT-SN 1.2 gateway, transparent: each client has a link to the broker of its own.
 *
 *   transport --received()-->  decode, find the session, one handler a message  --> transport
 *                                   |                                    |
 *   broker    --listener----->  find the session by link, its handler    +--> broker port
 *
 *   runner    --poll()------->  ADVERTISE, keep-alive, Tretry, TWAIT
 *
 * Sans-io: reads no clock, opens no port, waits for nothing. What a broker tells carries no time,
 * so the time is that of the last entry: the runner calls poll(now) before it delivers an event of
 * the broker. A datagram must not come in from within Transport.send.
 *
 * Knows no will, no sleep, no QoS 2 or -1 and no forwarder: those messages are refused where the
 * specification has an answer, else counted.
 */
import type {Broker, BrokerListener} from '../broker/port.js';
import type {Address, Transport} from '../transport/transport.js';
import {decode, type Message} from '../wire/wire.js';
import {advertise, onSearchGw} from './advertise.js';
import {onConnect, onOpened} from './connect.js';
import {Core} from './core.js';
import type {Counters} from './counters.js';
import {onClientLost, onDisconnect, onLinkLost, onStranger} from './disconnect.js';
import {complete, type GatewayOptions} from './options.js';
import {onPingreq} from './ping.js';
import {onPublish, onPublished} from './publish.js';
import {onRegister} from './register.js';
import type {Session} from './session.js';
import {onSubscribe, onSubscribed, onUnsubscribe, onUnsubscribed} from './subscribe.js';

export class Gateway {
	readonly #core: Core;

	/** Throws RangeError for an option out of range. */
	constructor(options: GatewayOptions, transport: Transport, broker: Broker) {
		this.#core = new Core(complete(options), transport, broker(this.#listener()));
	}

	/** Counts upwards as it goes; the same object each time. */
	get counters(): Readonly<Counters> {
		return this.#core.counters;
	}

	/** Clients that are connected or about to be. */
	get connectedCount(): number {
		return this.#core.sessions.connectedCount;
	}

	/** Sends the first ADVERTISE. Before it the gateway answers, but does not advertise. */
	start(nowMs: number): void {
		this.#core.advance(nowMs);
		advertise(this.#core);
	}

	/** Takes one datagram of any content. Throws RangeError where `nowMs` goes back. */
	received(nowMs: number, from: Address, datagram: Uint8Array): void {
		this.#core.advance(nowMs);
		this.#core.counters.datagrams += 1;
		const message = decode(datagram);
		if (message.type === 'MALFORMED') {
			this.#core.counters.malformed += 1;
			return;
		}
		if (!this.#fromAnybody(from, message)) this.#fromClient(from, message);
	}

	/** Does what is due. Throws RangeError where `nowMs` goes back. */
	poll(nowMs: number): void {
		const core = this.#core;
		core.advance(nowMs);
		if (nowMs >= core.advertiseAtMs) advertise(core);
		for (let due = core.deadlines.due(nowMs); due; due = core.deadlines.due(nowMs)) {
			this.#look(due);
		}
	}

	/** When to poll: at the latest then, Infinity for never. There may turn out to be nothing due. */
	pollAt(): number {
		return Math.min(this.#core.advertiseAtMs, this.#core.deadlines.nextMs);
	}

	#look(session: Session): void {
		const core = this.#core;
		if (core.nowMs >= session.silentAtMs || !session.delivery.poll()) onClientLost(core, session);
		else core.deadlines.arm(session, session.dueAtMs);
	}

	/** Returns false for a message that takes a connection. */
	#fromAnybody(from: Address, message: Message): boolean {
		const {counters} = this.#core;
		switch (message.type) {
			case 'FORWARDER':
				counters.forwarded += 1;
				return true;
			case 'SEARCHGW':
				onSearchGw(this.#core, message);
				return true;
			case 'ADVERTISE':
			case 'GWINFO':
				return true;
			case 'CONNECT':
				onConnect(this.#core, from, message);
				return true;
			case 'PUBLISH':
				if (message.qos !== -1) return false;
				counters.withoutConnection += 1;
				return true;
			default:
				return false;
		}
	}

	#fromClient(from: Address, message: Message): void {
		const core = this.#core;
		const session = core.sessions.at(from);
		if (session === undefined) {
			onStranger(core, from);
			return;
		}
		session.heardMs = core.nowMs;
		// A client that was not yet told that it is connected can do no more than give up.
		if (session.state === 'active' || message.type === 'DISCONNECT') this.#handle(session, message);
		else core.counters.unexpected += 1;
	}

	#handle(session: Session, message: Message): void {
		switch (message.type) {
			case 'PUBLISH':
				onPublish(this.#core, session, message);
				break;
			case 'PUBACK':
				session.delivery.onPuback(message);
				break;
			case 'REGISTER':
				onRegister(this.#core, session, message);
				break;
			case 'REGACK':
				session.delivery.onRegack(message);
				break;
			case 'SUBSCRIBE':
				onSubscribe(this.#core, session, message);
				break;
			case 'UNSUBSCRIBE':
				onUnsubscribe(this.#core, session, message);
				break;
			case 'PINGREQ':
				onPingreq(this.#core, session);
				break;
			case 'DISCONNECT':
				onDisconnect(this.#core, session);
				break;
			default:
				this.#core.counters.unexpected += 1;
		}
	}

	/** An event of a link that was closed in the meantime concerns nobody. */
	#listener(): BrokerListener {
		const of = (link: number) => this.#core.sessions.ofLink(link);
		return {
			opened: (link, outcome) => {
				const session = of(link);
				if (session !== undefined) onOpened(this.#core, session, outcome);
			},
			published: (link, token, outcome) => {
				const session = of(link);
				if (session !== undefined) onPublished(this.#core, session, token, outcome);
			},
			subscribed: (link, token, granted) => {
				const session = of(link);
				if (session !== undefined) onSubscribed(this.#core, session, token, granted);
			},
			unsubscribed: (link, token) => {
				const session = of(link);
				if (session !== undefined) onUnsubscribed(this.#core, session, token);
			},
			message: (link, message) => of(link)?.delivery.take(message),
			lost: link => {
				const session = of(link);
				if (session !== undefined) onLinkLost(this.#core, session);
			},
		};
	}
}
