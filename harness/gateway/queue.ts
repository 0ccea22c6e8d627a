/*
 * What the broker has for one client and the client has not answered yet, in the order in which
 * it came, and which messages of QoS 2 were done with lately.
 *
 *   item       event                            next
 *   -          the broker tells                 waiting    a repetition of one that is here: -
 *   waiting    sent at QoS 1, 2                 numbered   keeps its MsgId until it is answered
 *   numbered   PUBREC                           released   PUBLISH never goes out again
 *   any        done                             -          QoS 2: remembered among the last
 *
 * A broker repeats on another link what was not acknowledged on the last one, under the same
 * delivery number, so that is how a repetition is known; on one link a number that comes again
 * is another message. Knows no client and no time.
 */
import type {BrokerMessage, LinkId} from '../broker/port.js';

export interface Item {
	readonly message: BrokerMessage;
	/** The link on which it came last; 0 where the broker no longer knows of it. */
	link: LinkId;
	/** 0 before it is sent. */
	msgId: number;
	released: boolean;
}

interface Done {
	readonly delivery: number;
	readonly topicName: string;
	readonly size: number;
	readonly link: LinkId;
}

/** Brokers have 20 in flight unless they are told (mosquitto, max_inflight_messages). */
const DONE_MAX = 32;
/** Clients' links count from 1. */
const EARLIER_LINK: LinkId = -1;

export class Queue {
	#items: Item[] = [];
	#done: Done[] = [];

	get size(): number {
		return this.#items.length;
	}

	get first(): Item | undefined {
		return this.#items[0];
	}

	push(message: BrokerMessage, link: LinkId): void {
		this.#items.push({message, link, msgId: 0, released: false});
	}

	/** The first is done with. */
	shift(): Item {
		const item = this.#items.shift()!;
		const {qos, delivery, topicName, payload} = item.message;
		if (qos !== 2 || item.link === 0) return item;
		this.#done.push({delivery, topicName, size: payload.length, link: item.link});
		if (this.#done.length > DONE_MAX) this.#done.shift();
		return item;
	}

	/** Takes a message that came again for the one that is here. */
	isRepeated(message: BrokerMessage, link: LinkId): boolean {
		const {delivery, qos} = message;
		if (qos === 0 || this.#items.length === 0) return false;
		const item = this.#items.find(
			({message: other, ...known}) =>
				known.link !== link && known.link !== 0 && other.qos === qos && other.delivery === delivery,
		);
		if (item === undefined) return false;
		item.link = link;
		return true;
	}

	/** Whether the client has answered `message` already, and only the broker has not heard of it. */
	isDone({qos, delivery, topicName, payload}: BrokerMessage, link: LinkId): boolean {
		if (qos !== 2 || this.#done.length === 0) return false;
		return this.#done.some(
			done =>
				done.link !== link &&
				done.delivery === delivery &&
				done.topicName === topicName &&
				done.size === payload.length,
		);
	}

	/** Gives up the oldest at QoS 0 from `first` on: it was promised to nobody. */
	giveUpOne(first: number): boolean {
		const oldest = this.#items.findIndex(({message}, index) => message.qos === 0 && index >= first);
		if (oldest === -1) return false;
		this.#items.splice(oldest, 1);
		return true;
	}

	/** The connection is over: only what the client may know by its MsgId at QoS 2 stays. */
	reset(): void {
		this.#items = this.#items.filter(({message, msgId}) => message.qos === 2 && msgId !== 0);
	}

	/** The broker repeats nothing of what is here, and gives its numbers to others. */
	brokerForgot(): void {
		for (const item of this.#items) item.link = 0;
		this.#done = [];
	}

	/** All but what came on `link` belongs to a session that is over. */
	startOver(link: LinkId): void {
		this.#items = this.#items.filter(item => item.link === link);
		this.#done = [];
	}

	/** Plain, for a record: all but QoS 0 and 1 of a client that is not asleep. */
	save(asleep: boolean): {items: Item[]; done: Done[]} {
		const items = this.#items.filter(({message}) => asleep || message.qos === 2);
		return {
			items: items.map(item => ({...item, message: {...item.message}})),
			done: [...this.#done],
		};
	}

	/** Links of an earlier life of the gateway are no link of this one. */
	restore({items, done}: ReturnType<Queue['save']>): void {
		const link = (known: LinkId) => (known === 0 ? 0 : EARLIER_LINK);
		this.#items = items.map(item => ({...item, link: link(item.link)}));
		this.#done = done.map(one => ({...one, link: EARLIER_LINK}));
	}
}
