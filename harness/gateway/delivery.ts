/*
 * Messages on their way to one client: MQTT-SN 1.2, 6.5, 6.6 and 6.10. One is in flight; the
 * others wait in the order in which they came.
 *
 *   State         Event                              Next          Action
 *   idle          message, the client not listening  idle          -
 *   idle          message, client knows its topic    idle          PUBLISH at QoS 0, done
 *   idle          message, client knows its topic    publishing    PUBLISH at QoS 1 or 2
 *   idle          message, PUBREC came before        releasing     PUBREL
 *   idle          message of another topic           registering   REGISTER
 *   registering   REGACK accepted                    idle          the message again
 *   registering   REGACK congestion                  waiting       -
 *   registering   REGACK rejected                    idle          never offer it again; next
 *   publishing    PUBACK accepted                    idle          acknowledge; next message
 *   any           PUBREC of the first, at QoS 2      releasing     PUBREL; asleep: idle, PUBREL
 *   publishing    PUBACK invalid topic id, once      registering   REGISTER
 *   publishing    PUBACK congestion                  waiting       -
 *   publishing    PUBACK rejected                    idle          next message
 *   releasing     PUBREC                             releasing     PUBREL
 *   releasing     PUBCOMP                            idle          acknowledge; next message
 *   registering   Tretry, attempts left              registering   REGISTER
 *   publishing    Tretry, attempts left              publishing    PUBLISH with DUP
 *   releasing     Tretry, attempts left              releasing     PUBREL
 *   any of them   Tretry, no attempts left           -             the client is lost, or asleep
 *   waiting       TWAIT is over                      idle          the message again
 *   idle          PUBACK congestion (at QoS 0)       waiting       -
 *   any           the client goes to sleep           idle          keep all
 *   any           the connection ends                idle          forget all but QoS 2 in flight
 *
 * A message that the client will not have, or that cannot be sent, is acknowledged to the broker:
 * otherwise it would block those behind it. One that the client did not answer is not, so that
 * the broker sends it again to the next connection. Answers are told apart by MsgId alone, since
 * some clients leave TopicId 0. What a sleeper is to have, and each step of QoS 2, is stored
 * before anybody hears of it.
 */
import type {BrokerMessage} from '../broker/port.js';
import {TopicIdType} from '../wire/flags.js';
import {PUBLISH_BODY_SIZE, type Puback, type Pubcomp, type Pubrec} from '../wire/publish.js';
import {type Regack, type Register, register} from '../wire/register.js';
import {ReturnCode} from '../wire/return-code.js';
import {shortTopicId} from '../wire/short-topic.js';
import type {Core} from './core.js';
import type {Counters} from './counters.js';
import {fits} from './forwarding.js';
import {type Item, Queue} from './queue.js';
import type {Session} from './session.js';

type DeliveryState = 'idle' | 'registering' | 'publishing' | 'releasing' | 'waiting';

const NEVER_MS = Number.POSITIVE_INFINITY;

export class Delivery {
	readonly #core: Core;
	readonly #session: Session;
	/** Unless idle or waiting the first one is in flight. */
	readonly queue = new Queue();
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

	/** Whether nothing is in flight, and nothing can be before somebody else does something. */
	get rests(): boolean {
		return this.#state === 'waiting' || (this.#state === 'idle' && this.queue.size === 0);
	}

	/** Sends what came before the client was told that it is connected, or while it slept. */
	begin(): void {
		this.#proceed();
	}

	/** Queues `message`, and sends it where nothing else is in flight. */
	take(message: BrokerMessage): void {
		const {link} = this.#session;
		if (this.queue.isDone(message, link)) {
			this.#session.ask(() => this.#core.port.acknowledge(link, message.delivery));
			return;
		}
		if (this.queue.isRepeated(message, link) || !this.#makeRoom()) return;
		this.queue.push(message, link);
		if (this.#isKept(message)) this.#core.journal.changed(this.#session);
		// A broker may be quicker with the messages of an old session than with opened().
		this.#proceed();
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
		this.#core.journal.changed(this.#session);
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
				this.#onUnknownTopic(this.queue.first!);
				break;
			case ReturnCode.Congestion:
				// The client is done with this MsgId, not with the message.
				this.queue.first!.msgId = 0;
				this.#wait();
				break;
			default:
				this.#finish('deliveriesRefused');
		}
		this.#proceed();
	}

	/** PUBREL is the answer to any PUBREC: a client that knows more than we do is to get on. */
	onPubrec({msgId}: Pubrec): void {
		const item = this.queue.first;
		// It may come late: to a gateway that began anew, or from a client that is asleep again.
		if (item?.message.qos === 2 && item.msgId === msgId && !item.released) {
			item.released = true;
			this.#core.journal.changed(this.#session);
			if (this.#session.listening) this.#request('releasing', msgId);
		} else {
			this.#core.counters.duplicates += 1;
		}
		this.#session.send({type: 'PUBREL', msgId});
	}

	onPubcomp({msgId}: Pubcomp): void {
		if (this.#state !== 'releasing' || msgId !== this.#msgId) {
			this.#core.counters.unexpected += 1;
			return;
		}
		this.#finish('delivered');
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
		this.#arm(this.#core.options.tretryMs);
		this.sendAgain();
		return true;
	}

	/** What is in flight goes out once more. */
	sendAgain(): void {
		const item = this.queue.first;
		if (item === undefined || this.#state === 'idle' || this.#state === 'waiting') return;
		this.#core.counters.resent += 1;
		if (this.#state === 'publishing') this.#sendPublish(item, true);
		else if (this.#state === 'releasing') this.#session.send({type: 'PUBREL', msgId: item.msgId});
		else this.#session.send(this.#registerOf(item.message));
	}

	/** The client does not listen any more, and all waits until it does. */
	pause(): void {
		this.#registeredAgain = false;
		this.#rest();
	}

	/** The connection is over. */
	reset(): void {
		this.queue.reset();
		this.pause();
	}

	/** The broker has begun a new session. */
	brokerForgot(): void {
		this.queue.brokerForgot();
	}

	/** The client has begun a new session. What came for that one already stays. */
	forget(): void {
		this.queue.startOver(this.#session.link);
		this.pause();
	}

	#proceed(): void {
		while (this.#state === 'idle' && this.queue.size > 0 && this.#session.listening) {
			this.#offer(this.queue.first!);
		}
	}

	#offer(item: Item): void {
		if (item.released) {
			this.#request('releasing', item.msgId);
			this.#session.send({type: 'PUBREL', msgId: item.msgId});
			return;
		}
		const {message} = item;
		const {topics, subscriptions} = this.#session;
		const entry = topics.ofName(message.topicName);
		if (entry?.state === 'known') {
			this.#publish(item, TopicIdType.Normal, entry.topicId);
			return;
		}
		const predefinedId = subscriptions.get(message.topicName)?.predefinedId;
		if (predefinedId !== undefined) {
			this.#publish(item, TopicIdType.Predefined, predefinedId);
			return;
		}
		const shortId = shortTopicId(message.topicName);
		if (shortId !== undefined) this.#publish(item, TopicIdType.Short, shortId);
		else this.#register(message);
	}

	#publish(item: Item, topicIdType: TopicIdType, topicId: number): void {
		const {qos, payload} = item.message;
		if (!this.#fits(PUBLISH_BODY_SIZE + payload.length)) {
			this.#finish('droppedTooLong');
			return;
		}
		this.#topicIdType = topicIdType;
		this.#topicId = topicId;
		if (qos === 0) {
			this.#sendPublish(item, false);
			this.#finish('delivered');
			return;
		}
		const again = item.msgId !== 0;
		if (!again) this.#number(item);
		this.#request('publishing', item.msgId);
		this.#sendPublish(item, again);
	}

	#number(item: Item): void {
		item.msgId = this.#session.nextMsgId();
		if (this.#isKept(item.message)) this.#core.journal.changed(this.#session);
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
		if (!this.#fits(register.size(this.#registerOf(message)))) {
			this.#finish('droppedTooLong');
			return;
		}
		this.#request('registering', this.#session.nextMsgId());
		this.#session.send(this.#registerOf(message));
	}

	#onUnknownTopic(item: Item): void {
		// The client is done with this MsgId.
		item.msgId = 0;
		if (this.#topicIdType === TopicIdType.Normal) {
			this.#session.topics.ofId(this.#topicId)!.state = 'offered';
		}
		// A client that accepts a topic and then does not know it would go on for ever.
		if (this.#registeredAgain) {
			this.#finish('deliveriesRefused');
			return;
		}
		this.#registeredAgain = true;
		this.#register(item.message);
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

	#request(state: 'registering' | 'publishing' | 'releasing', msgId: number): void {
		this.#state = state;
		this.#msgId = msgId;
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
		const {message, link} = this.queue.shift();
		const {qos, delivery} = message;
		this.#core.counters[counter] += 1;
		this.#registeredAgain = false;
		this.#rest();
		if (this.#isKept(message)) this.#core.journal.changed(this.#session);
		if (qos === 0 || link !== this.#session.link) return;
		this.#session.ask(() => this.#core.port.acknowledge(link, delivery));
	}

	/** Whether the record has `message`. */
	#isKept({qos}: BrokerMessage): boolean {
		return qos === 2 || this.#session.sleeping;
	}

	/** The oldest at QoS 0 makes room: it was promised to nobody. One in flight stays. */
	#makeRoom(): boolean {
		if (this.queue.size < this.#core.options.queueMax) return true;
		this.#core.counters.droppedQueueFull += 1;
		const inFlight = this.#state !== 'idle' && this.#state !== 'waiting';
		const {first} = this.queue;
		if (!this.queue.giveUpOne(inFlight ? 1 : 0)) return false;
		if (this.queue.first !== first) this.#registeredAgain = false;
		return true;
	}

	#fits(bodySize: number): boolean {
		return fits(bodySize, this.#core.options.messageSizeMax, this.#session.address);
	}

	#registerOf({topicName}: BrokerMessage): Register {
		return {type: 'REGISTER', topicId: this.#topicId, msgId: this.#msgId, topicName};
	}

	#sendPublish({message, msgId}: Item, dup: boolean): void {
		const {qos, retain, payload} = message;
		this.#session.send({
			type: 'PUBLISH',
			dup,
			qos,
			retain,
			topicIdType: this.#topicIdType,
			topicId: this.#topicId,
			msgId,
			data: payload,
		});
	}
}
