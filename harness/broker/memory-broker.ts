/*
 * The broker inside a run: MQTT 3.1.1 sessions, QoS and retained messages without a socket,
 * so that the same questions give the same answers in the same order, every time.
 *
 *   client id   unknown, or clean on either side   known and kept
 *   open        a new session                      the session goes on: kept messages follow
 *   close       a clean session is forgotten       the session stays, and keeps messages
 *
 * A question takes effect when it is asked; its answer is handed to `schedule`. Knows no time,
 * so it never misses a keep-alive, and no gateway.
 */
import {MemoryPort} from './memory-port.js';
import type {Broker, LinkOptions, Qos} from './port.js';
import {type Memory, type Publication, Session} from './session.js';
import {matches, Subscriptions} from './subscriptions.js';
import {isTopicName} from './topic.js';

/** A CONNACK return code of MQTT 3.1.1, 3.2.2.3. */
const SERVER_UNAVAILABLE = 3;

export interface MemoryBrokerOptions {
	/** Runs an answer later, in the order of the calls, never at once. */
	readonly schedule: (run: () => void) => void;
	/** Unacknowledged messages a session keeps; one more is dropped. 1,000, as in mosquitto. */
	readonly keptMax?: number;
	/** Sessions at one time; one more is refused with 3, server unavailable. */
	readonly sessionsMax?: number;
	/** Topics with a retained message; one more is delivered, but not retained. */
	readonly retainedMax?: number;
}

export interface MemoryBrokerCounters {
	published: number;
	/** Copies on their way to subscribers, or kept for them. */
	delivered: number;
	/** Copies for sessions that were away at QoS 0, or kept too many. */
	dropped: number;
	/** Retained messages that found no room. */
	notRetained: number;
}

/** A session to attach to, or a CONNACK return code. */
export type Connection =
	| {readonly session: Session; readonly present: boolean}
	| {readonly refusal: number};

export class MemoryBroker {
	readonly counters: MemoryBrokerCounters = {
		published: 0,
		delivered: 0,
		dropped: 0,
		notRetained: 0,
	};
	readonly schedule: (run: () => void) => void;
	readonly #keptMax: number;
	readonly #sessionsMax: number;
	readonly #retainedMax: number;
	readonly #sessions = new Map<string, Session>();
	readonly #subscriptions = new Subscriptions<Session>();
	readonly #retained = new Map<string, Publication>();
	#anonymous = 0;

	constructor(options: MemoryBrokerOptions) {
		this.schedule = options.schedule;
		this.#keptMax = options.keptMax ?? 1000;
		this.#sessionsMax = options.sessionsMax ?? 65_536;
		this.#retainedMax = options.retainedMax ?? 65_536;
	}

	/** A port of its own for each listener; link ids are unique within a port. */
	readonly broker: Broker = listener =>
		new MemoryPort(this, listener, {of: {}, settled: (_, then) => then()});

	/** Ports of those who share `memory`, and so ask again what another one of them has asked. */
	brokerWith(memory: Memory): Broker {
		return listener => new MemoryPort(this, listener, memory);
	}

	/** The session for a client id, new or resumed and without a link; or why there is none. */
	connect({clientId, cleanSession}: LinkOptions): Connection {
		const old = this.#sessions.get(clientId);
		// [MQTT-3.1.4-2]
		old?.link?.takenOver();
		if (old !== undefined && !cleanSession && !old.clean) return {session: old, present: true};
		if (old !== undefined) this.#discard(old);
		if (this.#sessions.size >= this.#sessionsMax) return {refusal: SERVER_UNAVAILABLE};
		return {session: this.#begin(clientId, cleanSession), present: false};
	}

	/** The link of `session` is closed. */
	disconnect(session: Session): void {
		session.link = undefined;
		if (session.clean) this.#discard(session);
	}

	/** Whether `topicName` may be published to: quick where it was before. */
	takes(topicName: string): boolean {
		return this.#subscriptions.remembers(topicName) || isTopicName(topicName);
	}

	/** Hands a message with a valid topic name to all who subscribed. */
	publish(message: Publication): void {
		this.counters.published += 1;
		// The caller may use its buffer again; subscribers share this one copy. Not slice(), which
		// copies nothing when the payload is a Buffer.
		const kept = {...message, payload: new Uint8Array(message.payload)};
		if (kept.retain) this.#retain(kept);
		const fresh = kept.retain ? {...kept, retain: false} : kept;
		for (const {subscriber, qos} of this.#subscriptions.of(kept.topicName)) {
			this.#deliver(subscriber, fresh, qos);
		}
	}

	/** Adds a valid filter; what is retained under it follows. */
	subscribe(session: Session, filter: string, qos: Qos): void {
		this.#subscriptions.add(session, filter, qos);
		for (const message of this.#retained.values()) {
			if (matches(filter, message.topicName)) this.#deliver(session, message, qos);
		}
	}

	unsubscribe(session: Session, filter: string): void {
		this.#subscriptions.delete(session, filter);
	}

	#begin(clientId: string, clean: boolean): Session {
		this.#anonymous += clientId === '' ? 1 : 0;
		// No client can choose an id with U+0000 in it: [MQTT-1.5.3-2].
		const name = clientId === '' ? `\0${this.#anonymous}` : clientId;
		const session = new Session({
			clientId: name,
			clean,
			keptMax: this.#keptMax,
			schedule: this.schedule,
		});
		this.#sessions.set(name, session);
		return session;
	}

	#discard(session: Session): void {
		this.#subscriptions.deleteAll(session);
		this.#sessions.delete(session.clientId);
	}

	#deliver(session: Session, message: Publication, granted: Qos): void {
		const taken = session.deliver(message, granted < message.qos ? granted : message.qos);
		this.counters[taken ? 'delivered' : 'dropped'] += 1;
	}

	#retain(message: Publication): void {
		const {topicName, payload} = message;
		// [MQTT-3.3.1-10]
		if (payload.length === 0) {
			this.#retained.delete(topicName);
			return;
		}

		if (!this.#retained.has(topicName) && this.#retained.size >= this.#retainedMax) {
			this.counters.notRetained += 1;
			return;
		}

		this.#retained.set(topicName, message);
	}
}
