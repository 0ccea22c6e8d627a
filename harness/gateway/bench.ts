/*
 * A gateway on the bench, for tests: a transport that lists what is sent, a broker that lists
 * what it is asked and answers when the test says so, and a clock that the test turns.
 *
 *   const on = new Bench();
 *   on.hears('a', {type: 'PINGREQ'});
 *   on.sent();     // [['a', {type: 'DISCONNECT'}]], and the list is empty again
 */
import type {BrokerListener, BrokerMessage, BrokerPort, LinkId, Qos} from '../broker/port.js';
import type {Store, StoreListener} from '../store/port.js';
import type {Address} from '../transport/transport.js';
import {TopicIdType} from '../wire/flags.js';
import type {Malformed} from '../wire/malformed.js';
import type {Publish} from '../wire/publish.js';
import {decode, encode, type Message} from '../wire/wire.js';
import {Gateway} from './gateway.js';
import type {GatewayOptions} from './options.js';

/** To whom, or with which radius to everybody. */
export type Sent = [Address | number, Message | Malformed];
export type Asked = {
	[Question in keyof BrokerPort]: [Question, ...Parameters<BrokerPort[Question]>];
}[keyof BrokerPort];

export class Bench {
	readonly gateway: Gateway;
	/** What the broker tells the gateway. */
	broker!: BrokerListener;
	nowMs = 0;
	#sent: Sent[] = [];
	#asked: Asked[] = [];

	constructor(options: GatewayOptions = {}) {
		const transport = {
			send: (to: Address, datagram: Uint8Array) => void this.#sent.push([to, decode(datagram)]),
			broadcast: (datagram: Uint8Array, radius: number) =>
				void this.#sent.push([radius, decode(datagram)]),
		};
		this.gateway = new Gateway(options, transport, listener => {
			this.broker = listener;
			return this.#port();
		});
	}

	hears(from: Address, message: Message): void {
		this.gateway.received(this.nowMs, from, encode(message));
	}

	/** Turns the clock to `nowMs`, stopping wherever the gateway wants to be polled. */
	runTo(nowMs: number): void {
		while (this.gateway.pollAt() <= nowMs) {
			this.nowMs = Math.max(this.nowMs, this.gateway.pollAt());
			this.gateway.poll(this.nowMs);
		}
		this.nowMs = nowMs;
		this.gateway.poll(nowMs);
	}

	/** What was sent since the last call. */
	sent(): Sent[] {
		return this.#sent.splice(0);
	}

	/** What the broker was asked since the last call. */
	asked(): Asked[] {
		return this.#asked.splice(0);
	}

	/** The token of the last question, which stays unread. */
	lastToken(): number {
		return this.#asked.at(-1)![2] as number;
	}

	/** Connects a client at `from` and returns its link; both lists are empty afterwards. */
	connect(from: Address, clientId: string, fields: Connecting = {}): LinkId {
		this.hears(from, connect(clientId, fields));
		const link = this.#asked.at(-1)![1];
		this.broker.opened(link, {kind: 'accepted', sessionPresent: fields.sessionPresent ?? false});
		this.sent();
		this.asked();
		return link;
	}

	/** Subscribes the client at `from` to `topicName`; both lists are empty afterwards. */
	subscribe(from: Address, link: LinkId, topicName: string, qos: 0 | 1 | 2 = 1): void {
		const topic = {topicIdType: TopicIdType.Normal, topicName};
		this.hears(from, {type: 'SUBSCRIBE', dup: false, qos, msgId: 0x5b5b, topic});
		this.broker.subscribed(link, this.lastToken(), qos);
		this.sent();
		this.asked();
	}

	#port(): BrokerPort {
		return {
			open: (...of) => void this.#asked.push(['open', ...of]),
			publish: (...of) => void this.#asked.push(['publish', ...of]),
			subscribe: (...of) => void this.#asked.push(['subscribe', ...of]),
			unsubscribe: (...of) => void this.#asked.push(['unsubscribe', ...of]),
			acknowledge: (...of) => void this.#asked.push(['acknowledge', ...of]),
			close: (...of) => void this.#asked.push(['close', ...of]),
		};
	}
}

/** A store of one gateway, which says that a put is durable when the test has it commit. */
export class Shelf {
	readonly durable = new Map<string, unknown>();
	#puts: [key: string, value: unknown, token: number][] = [];
	#listener!: StoreListener;

	readonly store: Store = listener => {
		this.#listener = listener;
		this.#puts = [];
		return {
			entries: () => [...this.durable],
			get: key => this.durable.get(key),
			holderOf: () => 'us',
			take: (key, token) => void this.#puts.push([key, this.durable.get(key), token]),
			put: (...put) => void this.#puts.push(structuredClone(put)),
		};
	};

	/** How many puts wait. */
	get waiting(): number {
		return this.#puts.length;
	}

	commit(): void {
		for (const [key, value, token] of this.#puts.splice(0)) {
			if (value === undefined) this.durable.delete(key);
			else this.durable.set(key, value);
			this.#listener.stored(token);
		}
	}
}

export interface Connecting {
	readonly cleanSession?: boolean;
	readonly durationS?: number;
	readonly sessionPresent?: boolean;
	readonly will?: boolean;
}

export function connect(clientId: string, fields: Connecting = {}): Message {
	const {cleanSession = true, durationS = 0, will = false} = fields;
	return {type: 'CONNECT', will, cleanSession, protocolId: 1, durationS, clientId};
}

/** "hi" at QoS 1 with TopicId 1 and MsgId 7, but for `fields`. */
export function publish(fields: Partial<Publish> = {}): Publish {
	return {
		type: 'PUBLISH',
		dup: false,
		qos: 1,
		retain: false,
		topicIdType: TopicIdType.Normal,
		topicId: 1,
		msgId: 7,
		data: hi,
		...fields,
	};
}

/** "hi" as a broker sends it. */
export function fromBroker(topicName: string, qos: Qos, delivery: number = qos): BrokerMessage {
	return {topicName, qos, delivery, payload: hi, retain: false};
}

export const hi = Uint8Array.of(0x68, 0x69);
