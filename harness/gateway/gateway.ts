/*
 * An MQTT-SN 1.2 gateway. Transparent, each client has a link to the broker of its own;
 * aggregating, all have one (aggregate.ts), and nothing here knows.
 *
 *   transport --received()-->  decode, find the session, one handler a message  --> transport
 *                                   |                                    |
 *   broker    --listener----->  find the session by link, its handler    +--> broker port
 *                                   |
 *   store     --stored()----->  what waited for it                       +--> store port
 *
 *   runner    --poll()------->  ADVERTISE, keep-alive, sleep, Tretry, TWAIT
 *
 * Sans-io: reads no clock, opens no port, waits for nothing. What broker and store tell carries no
 * time, so the time is that of the last entry: the runner calls poll(now) before it delivers an
 * event of the broker. A datagram must not come in from within Transport.send.
 */
import type {Broker, BrokerListener, LinkId} from '../broker/port.js';
import type {StoreListener} from '../store/port.js';
import type {Address, Transport} from '../transport/transport.js';
import type {Malformed} from '../wire/malformed.js';
import {ReturnCode} from '../wire/return-code.js';
import {decode, type Message} from '../wire/wire.js';
import {Aggregate} from './aggregate.js';
import {onConnect, onOpened, onPrompted} from './connect.js';
import {Core} from './core.js';
import type {Counters} from './counters.js';
import {onClientLost, onDisconnect, onLinkLost, onSilence, onStranger} from './disconnect.js';
import {onTaken} from './ending.js';
import {onPubrel} from './exactly-once.js';
import {addressBehind, FORWARDERS_MAX} from './forwarding.js';
import {HOUSE_LINK} from './house-link.js';
import {complete, type GatewayOptions, type Options} from './options.js';
import {onPublish, onPublished, onPublishFromAnybody} from './publish.js';
import {onRegister} from './register.js';
import {reload} from './reload.js';
import type {Session} from './session.js';
import {dozeOff, onPingreq, onSleep, sleepAgain, whoPings} from './sleep.js';
import {onSubscribe, onSubscribed, onUnsubscribe, onUnsubscribed} from './subscribe.js';
import {onWillMsgUpd, onWillTopicUpd} from './will.js';

export class Gateway {
	readonly #core: Core;
	readonly #aggregate: Aggregate | undefined;

	/** Throws RangeError for an option out of range. */
	constructor(options: GatewayOptions, transport: Transport, broker: Broker) {
		const all = complete(options);
		if (all.mode === 'aggregating') this.#aggregate = this.#aggregated(all, broker);
		const port = this.#aggregate ?? broker(this.#listener());
		this.#core = new Core(all, {
			transport,
			port,
			store: all.store?.(this.#storeListener()),
			letGo: clientId => this.#aggregate?.letGo(clientId),
		});
	}

	/** Counts upwards as it goes; the same object each time. */
	get counters(): Readonly<Counters> {
		return this.#core.counters;
	}

	/** Clients that are connected or about to be. */
	get connectedCount(): number {
		return this.#core.sessions.connectedCount;
	}

	/** Clients that are asleep or awake. */
	get sleepingCount(): number {
		let count = 0;
		for (const session of this.#core.sessions.all()) count += session.sleeping ? 1 : 0;
		return count;
	}

	/** Whether the broker answered when it was asked last. */
	get brokerReachable(): boolean {
		return this.#core.brokerReachable;
	}

	/** Takes up what the store has, and sends the first ADVERTISE. Called once, before all else. */
	start(nowMs: number): void {
		this.#core.advance(nowMs);
		reload(this.#core);
		this.#core.discovery.start();
		this.#endTurn();
	}

	/**
	 * Closes every link. Without a store the clients are told, so that they go elsewhere at once;
	 * with one they are left as they are, for the next start.
	 */
	stop(nowMs: number): void {
		const core = this.#core;
		core.advance(nowMs);
		for (const session of core.sessions.all()) {
			if (!session.connected) continue;
			if (core.options.store === undefined) core.send(session.address, {type: 'DISCONNECT'});
			if (session.link !== 0) core.port.close(session.link);
		}
		core.house.close();
		this.#aggregate?.stop();
	}

	/** Takes one datagram of any content. Throws RangeError where `nowMs` goes back. */
	received(nowMs: number, from: Address, datagram: Uint8Array): void {
		const core = this.#core;
		core.advance(nowMs);
		core.counters.datagrams += 1;
		this.#open(from, decode(datagram), 0);
		this.#endTurn();
	}

	/** Does what is due. Throws RangeError where `nowMs` goes back. */
	poll(nowMs: number): void {
		const core = this.#core;
		core.advance(nowMs);
		core.discovery.poll();
		core.house.poll();
		for (let due = core.deadlines.due(nowMs); due; due = core.deadlines.due(nowMs)) {
			this.#look(due);
		}
		this.#endTurn();
	}

	/** When to poll: at the latest then, Infinity for never. There may turn out to be nothing due. */
	pollAt(): number {
		const {discovery, house, deadlines} = this.#core;
		return Math.min(discovery.dueAtMs, house.dueAtMs, deadlines.nextMs);
	}

	#look(session: Session): void {
		const core = this.#core;
		if (core.nowMs >= session.silentAtMs) onSilence(core, session);
		else if (session.delivery.poll()) core.deadlines.arm(session, session.dueAtMs);
		else if (session.state === 'awake') dozeOff(core, session);
		else onClientLost(core, session);
		this.#endWake(session);
	}

	#endWake(session: Session): void {
		if (session.state === 'awake' && session.delivery.rests) sleepAgain(this.#core, session);
	}

	/** An envelope holds another, or a message of the node that it names. */
	#open(from: Address, message: Message | Malformed, depth: number): void {
		const {counters} = this.#core;
		if (message.type === 'MALFORMED' || depth > FORWARDERS_MAX) {
			counters.malformed += 1;
		} else if (message.type === 'FORWARDER') {
			counters.forwarded += 1;
			this.#open(addressBehind(from, message), decode(message.inner), depth + 1);
		} else if (!this.#fromAnybody(from, message)) {
			this.#fromClient(from, message);
		}
	}

	/** Returns false for a message that takes a connection. */
	#fromAnybody(from: Address, message: Message): boolean {
		const core = this.#core;
		switch (message.type) {
			case 'SEARCHGW':
				core.discovery.onSearchGw(from, message);
				return true;
			case 'ADVERTISE':
				core.discovery.onAdvertise(message);
				return true;
			case 'GWINFO':
				core.discovery.onGwInfo();
				return true;
			case 'CONNECT':
				onConnect(core, from, message);
				return true;
			case 'PUBLISH':
				if (message.qos !== -1) return false;
				onPublishFromAnybody(core, from, message);
				return true;
			default:
				return false;
		}
	}

	#fromClient(from: Address, message: Message): void {
		const core = this.#core;
		const session =
			message.type === 'PINGREQ' ? whoPings(core, from, message) : core.sessions.at(from);
		if (session === undefined) {
			onStranger(core, from);
			return;
		}
		session.heardMs = core.nowMs;
		if (session.state === 'active') this.#handle(session, message);
		else if (session.sleeping) this.#fromSleeper(session, message);
		else this.#fromNewcomer(session, message);
	}

	/** A client that was not yet told that it is connected can tell its will, or give up. */
	#fromNewcomer(session: Session, message: Message): void {
		const {type} = message;
		const isWill = type === 'WILLTOPIC' || type === 'WILLMSG';
		if (type === 'DISCONNECT') onDisconnect(this.#core, session);
		else if (isWill && session.state === 'prompting') onPrompted(this.#core, session, message);
		else this.#core.counters.unexpected += 1;
	}

	/** What a sleeper says in answer, or to change its state. */
	#fromSleeper(session: Session, message: Message): void {
		if (sleepersSay.has(message.type)) {
			this.#handle(session, message);
			this.#endWake(session);
			return;
		}
		this.#core.counters.unexpected += 1;
		session.send({type: 'DISCONNECT'});
	}

	#handle(session: Session, message: Message): void {
		switch (message.type) {
			case 'PUBLISH':
				if (this.#hasLink(session)) onPublish(this.#core, session, message);
				break;
			case 'PUBREL':
				onPubrel(this.#core, session, message);
				break;
			case 'PUBREC':
				session.delivery.onPubrec(message);
				break;
			case 'PUBCOMP':
				session.delivery.onPubcomp(message);
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
				if (this.#hasLink(session)) onSubscribe(this.#core, session, message);
				break;
			case 'UNSUBSCRIBE':
				if (this.#hasLink(session)) onUnsubscribe(this.#core, session, message);
				break;
			case 'PINGREQ':
				onPingreq(this.#core, session);
				break;
			case 'DISCONNECT':
				if (message.durationS) onSleep(this.#core, session, message.durationS);
				else onDisconnect(this.#core, session);
				break;
			case 'WILLTOPICUPD':
				onWillTopicUpd(this.#core, session, message);
				break;
			case 'WILLMSGUPD':
				onWillMsgUpd(this.#core, session, message);
				break;
			case 'WILLMSG':
				this.#onWillMsgAgain(session);
				break;
			default:
				this.#core.counters.unexpected += 1;
		}
	}

	/** While its link is being opened again a client gets no answer, and asks again after Tretry. */
	#hasLink(session: Session): boolean {
		if (!session.linkOpen) this.#core.counters.unexpected += 1;
		return session.linkOpen;
	}

	/** The CONNACK that followed its will was lost. */
	#onWillMsgAgain(session: Session): void {
		const {counters} = this.#core;
		if (session.will === undefined) {
			counters.unexpected += 1;
			return;
		}
		counters.duplicates += 1;
		session.send({type: 'CONNACK', returnCode: ReturnCode.Accepted});
	}

	/** An event of a link that was closed in the meantime concerns nobody. */
	#listener(): BrokerListener {
		const to = (link: LinkId, tell: (session: Session) => void) => {
			const session = this.#core.sessions.ofLink(link);
			if (session !== undefined) tell(session);
			this.#endTurn();
		};
		return {
			opened: (link, outcome) => {
				if (link === HOUSE_LINK) this.#core.house.opened(outcome);
				to(link, session => onOpened(this.#core, session, outcome));
			},
			published: (link, token, outcome) => {
				if (link === HOUSE_LINK) this.#core.house.published(token, outcome);
				to(link, session => onPublished(this.#core, session, token, outcome));
			},
			subscribed: (link, token, granted) =>
				to(link, session => onSubscribed(this.#core, session, token, granted)),
			unsubscribed: (link, token) =>
				to(link, session => onUnsubscribed(this.#core, session, token)),
			message: (link, message) => to(link, session => session.delivery.take(message)),
			lost: link => {
				if (link === HOUSE_LINK) this.#core.house.lost();
				to(link, session => onLinkLost(this.#core, session));
			},
		};
	}

	#aggregated({gwId, store, linkKeepAliveS, queueMax}: Options, broker: Broker): Aggregate {
		return new Aggregate(broker, this.#listener(), {
			clientId: `motebench-trunk-${gwId}`,
			kept: store !== undefined,
			keepAliveS: linkKeepAliveS,
			keptMax: queueMax,
			dropped: () => {
				this.#core.counters.droppedQueueFull += 1;
			},
		});
	}

	/** All that the broker and the store are to know of this turn. */
	#endTurn(): void {
		this.#aggregate?.settle();
		this.#core.journal.flush();
	}

	#storeListener(): StoreListener {
		const core = () => this.#core;
		return {
			stored: token => {
				core().journal.stored(token);
				this.#endTurn();
			},
			taken: (clientId, token) => {
				onTaken(core(), clientId, token);
				this.#endTurn();
			},
		};
	}
}

/** What may come from a client that is asleep or awake; the rest takes a CONNECT first. */
const sleepersSay = new Set<Message['type']>([
	'PINGREQ',
	'DISCONNECT',
	'REGACK',
	'PUBACK',
	'PUBREC',
	'PUBCOMP',
	'PUBREL',
]);
