/*
 * Messages on their way to one client: MQTT-SN 1.2, 6.5 and 6.10. One is in flight; the others
 * wait in the order in which they came.
 *
 *   State         Event                              Next          Action
 *   idle          message, CONNACK not yet sent      idle          -
 *   idle          message, client knows its topic    idle          PUBLISH at QoS 0, done
 *   idle          message, client knows its topic    publishing    PUBLISH at QoS 1
 *   idle          message of another topic           registering   REGISTER
 *   registering   REGACK accepted                    idle          the message again
 *   registering   REGACK congestion                  waiting       -
 *   registering   REGACK rejected                    idle          never offer it again; next
 *   publishing    PUBACK accepted                    idle          acknowledge; next message
 *   publishing    PUBACK invalid topic id, once      registering   REGISTER
 *   publishing    PUBACK congestion                  waiting       -
 *   publishing    PUBACK rejected                    idle          next message
 *   registering   Tretry, attempts left              registering   REGISTER
 *   publishing    Tretry, attempts left              publishing    PUBLISH with DUP
 *   either        Tretry, no attempts left           -             the client is lost
 *   waiting       TWAIT is over                      idle          the message again
 *   idle          PUBACK congestion (at QoS 0)       waiting       -
 *   any           the connection ends                idle          forget all
 *
 * A message that the client will not have, or that cannot be sent, is acknowledged to the broker:
 * otherwise it would block those behind it. One that the client did not answer is not, so that
 * the broker sends it again to the next connection. Answers are told apart by MsgId alone, since
 * some clients leave TopicId 0.
 */
import type {BrokerMessage} from '../broker/port.js';
import {TopicIdType} from '../wire/flags.js';
import {PUBLISH_BODY_SIZE, type Puback} from '../wire/publish.js';
import {type Regack, type Register, register} from '../wire/register.js';
import {ReturnCode} from '../wire/return-code.js';
import {shortTopicId} from '../wire/short-topic.js';
import {messageSize} from '../wire/wire.js';
import type {Core} from './core.js';
import type {Counters} from './counters.js';
import type {Session} from './session.js';

type DeliveryState = 'idle' | 'registering' | 'publishing' | 'waiting';

const NEVER_MS = Number.POSITIVE_INFINITY;

export class Delivery {
	readonly #core: Core;
	readonly #session: Session;
	/** While registering or publishing the first one is in flight. */
	#queue: BrokerMessage[] = [];
	#state: DeliveryState = 'idle';
	#dueAtMs = NEVER_MS;
	#topicIdType: TopicIdType = TopicIdType.Normal;
	#topicId = 0;
	#msgId = 0;
	#attemptsLeft = 0;
	#registeredAgain = false;

	constructor(core: Core, session: Session) {
		this.#core = core;
		this.#session = session;
	}

	/** When poll() has something to do; Infinity where it has not. */
	get dueAtMs(): number {
		return this.#dueAtMs;
	}

	/** Sends what came before the client was told that it is connected. */
	begin(): void {
		this.#proceed();
	}

	/** Queues `message`, and sends it where nothing else is in flight. */
	take(message: BrokerMessage): void {
		if (!this.#makeRoom()) return;
		this.#queue.push(message);
		// A broker may be quicker with the messages of an old session than with opened().
		if (this.#session.state === 'active') this.#proceed();
	}

	onRegack({msgId, returnCode}: Regack): void {
		if (this.#state !== 'registering' || msgId !== this.#msgId) {
			this.#core.counters.unexpected += 1;
			return;
		}
		if (returnCode === ReturnCode.Congestion) {
			this.#wait();
			return;
		}
		const entry = this.#session.topics.ofId(this.#topicId)!;
		if (returnCode === ReturnCode.Accepted) {
			entry.state = 'known';
			this.#rest();
		} else {
			entry.state = 'refused';
			this.#finish('deliveriesRefused');
		}
		this.#proceed();
	}

	onPuback(message: Puback): void {
		if (this.#state !== 'publishing' || message.msgId !== this.#msgId) {
			this.#onUnasked(message);
			return;
		}
		switch (message.returnCode) {
			case ReturnCode.Accepted:
				this.#finish('delivered');
				break;
			case ReturnCode.InvalidTopicId:
				this.#onUnknownTopic(this.#queue[0]!);
				break;
			case ReturnCode.Congestion:
				this.#wait();
				break;
			default:
				this.#finish('deliveriesRefused');
		}
		this.#proceed();
	}

	/** Does what is due. Returns false where the client is to be given up. */
	poll(): boolean {
		if (this.#core.nowMs < this.#dueAtMs) return true;
		if (this.#state === 'waiting') {
			this.#rest();
			this.#proceed();
			return true;
		}
		if (this.#attemptsLeft === 0) return false;
		this.#attemptsLeft -= 1;
		this.#core.counters.resent += 1;
		this.#arm(this.#core.options.tretryMs);
		const message = this.#queue[0]!;
		if (this.#state === 'publishing') this.#sendPublish(message, true);
		else this.#core.send(this.#session.address, this.#registerOf(message));
		return true;
	}

	reset(): void {
		this.#queue = [];
		this.#registeredAgain = false;
		this.#rest();
	}

	#proceed(): void {
		while (this.#state === 'idle' && this.#queue.length > 0) this.#offer(this.#queue[0]!);
	}

	#offer(message: BrokerMessage): void {
		const {topics, subscriptions} = this.#session;
		const entry = topics.ofName(message.topicName);
		if (entry?.state === 'known') {
			this.#publish(message, TopicIdType.Normal, entry.topicId);
			return;
		}
		const predefinedId = subscriptions.get(message.topicName)?.predefinedId;
		if (predefinedId !== undefined) {
			this.#publish(message, TopicIdType.Predefined, predefinedId);
			return;
		}
		const shortId = shortTopicId(message.topicName);
		if (shortId !== undefined) this.#publish(message, TopicIdType.Short, shortId);
		else this.#register(message);
	}

	#publish(message: BrokerMessage, topicIdType: TopicIdType, topicId: number): void {
		if (this.#isTooLong(PUBLISH_BODY_SIZE + message.payload.length)) {
			this.#finish('droppedTooLong');
			return;
		}
		this.#topicIdType = topicIdType;
		this.#topicId = topicId;
		if (message.qos !== 0) this.#request('publishing');
		this.#sendPublish(message, false);
		if (message.qos === 0) this.#finish('delivered');
	}

	#register(message: BrokerMessage): void {
		const entry = this.#session.topics.add(message.topicName);
		if (entry === undefined) {
			this.#finish('droppedTopicsFull');
			return;
		}
		if (entry.state === 'refused') {
			this.#finish('deliveriesRefused');
			return;
		}
		this.#topicId = entry.topicId;
		if (this.#isTooLong(register.size(this.#registerOf(message)))) {
			this.#finish('droppedTooLong');
			return;
		}
		this.#request('registering');
		this.#core.send(this.#session.address, this.#registerOf(message));
	}

	#onUnknownTopic(message: BrokerMessage): void {
		if (this.#topicIdType === TopicIdType.Normal) {
			this.#session.topics.ofId(this.#topicId)!.state = 'offered';
		}
		// A client that accepts a topic and then does not know it would go on for ever.
		if (this.#registeredAgain) {
			this.#finish('deliveriesRefused');
			return;
		}
		this.#registeredAgain = true;
		this.#register(message);
	}

	/** What a client says to a PUBLISH at QoS 0, or says twice. */
	#onUnasked({topicId, returnCode}: Puback): void {
		const entry = this.#session.topics.ofId(topicId);
		if (returnCode === ReturnCode.InvalidTopicId && entry?.state === 'known') {
			entry.state = 'offered';
			return;
		}
		if (returnCode === ReturnCode.Congestion && this.#state === 'idle') {
			this.#wait();
			return;
		}
		this.#core.counters.unexpected += 1;
	}

	#request(state: 'registering' | 'publishing'): void {
		this.#state = state;
		this.#msgId = this.#session.nextMsgId();
		this.#attemptsLeft = this.#core.options.nretry;
		this.#arm(this.#core.options.tretryMs);
	}

	#wait(): void {
		this.#state = 'waiting';
		this.#arm(this.#core.options.twaitMs);
	}

	#rest(): void {
		this.#state = 'idle';
		this.#dueAtMs = NEVER_MS;
	}

	#arm(afterMs: number): void {
		this.#dueAtMs = this.#core.nowMs + afterMs;
		this.#core.deadlines.arm(this.#session, this.#dueAtMs);
	}

	/** The first message is done with, for better or worse. */
	#finish(counter: keyof Counters): void {
		const {qos, delivery} = this.#queue.shift()!;
		this.#core.counters[counter] += 1;
		this.#registeredAgain = false;
		this.#rest();
		if (qos !== 0) this.#core.port.acknowledge(this.#session.link, delivery);
	}

	/** The oldest at QoS 0 makes room: it was promised to nobody. One in flight stays. */
	#makeRoom(): boolean {
		if (this.#queue.length < this.#core.options.queueMax) return true;
		this.#core.counters.droppedQueueFull += 1;
		const first = this.#state === 'registering' || this.#state === 'publishing' ? 1 : 0;
		const oldest = this.#queue.findIndex(({qos}, index) => qos === 0 && index >= first);
		if (oldest === -1) return false;
		this.#queue.splice(oldest, 1);
		if (oldest === 0) this.#registeredAgain = false;
		return true;
	}

	#isTooLong(bodySize: number): boolean {
		return messageSize(bodySize) > this.#core.options.messageSizeMax;
	}

	#registerOf({topicName}: BrokerMessage): Register {
		return {type: 'REGISTER', topicId: this.#topicId, msgId: this.#msgId, topicName};
	}

	#sendPublish({qos, retain, payload}: BrokerMessage, dup: boolean): void {
		this.#core.send(this.#session.address, {
			type: 'PUBLISH',
			dup,
			qos: qos === 0 ? 0 : 1,
			retain,
			topicIdType: this.#topicIdType,
			topicId: this.#topicId,
			msgId: qos === 0 ? 0 : this.#msgId,
			data: payload,
		});
	}
}
