/*
 * What a case for gateways is handed: clients to play, and the far side of the broker to watch.
 */
import type {BrokerMessage, Qos} from '../broker/port.js';
import type {Connect} from '../wire/connection.js';
import type {Publish} from '../wire/publish.js';
import type {Message} from '../wire/wire.js';
import {Deviation, Unsupported} from './case.js';
import type {BrokerControl, GatewayFacts, GatewayTarget} from './gateway-target.js';
import {Transcript} from './line.js';
import {connect, octets, register, subscribe} from './messages.js';
import {Peer} from './peer.js';

export interface Published {
	readonly payload?: string;
	readonly qos?: Qos;
	readonly retain?: boolean;
}

/** A client that is connected. */
export interface Connected {
	readonly peer: Peer;
	readonly clientId: string;
}

export class GatewayBench {
	readonly transcript = new Transcript();
	readonly #target: GatewayTarget;
	readonly #name: string;
	#peers = 0;
	#clientIds = 0;

	/** `name` tells the topics and client ids of one case from those of all others. */
	constructor(target: GatewayTarget, name: string) {
		this.#target = target;
		this.#name = name;
	}

	/** What the target says of itself; Unsupported where it says nothing. */
	fact<Name extends keyof GatewayFacts>(name: Name): NonNullable<GatewayFacts[Name]> {
		const value = this.#target.facts[name];
		if (value === undefined || value === false) throw new Unsupported(`no ${name} is known`);
		return value as NonNullable<GatewayFacts[Name]>;
	}

	/** The broker's own failures; Unsupported where they are not in our hand. */
	get broker(): BrokerControl {
		const {broker} = this.#target;
		if (broker === undefined) throw new Unsupported('the broker cannot be made to fail');
		return broker;
	}

	/** A client that nobody has heard of. */
	async peer(): Promise<Peer> {
		const port = await this.#target.open();
		this.#peers += 1;
		return new Peer({
			name: `client ${this.#peers}`,
			port,
			clock: this.#target,
			transcript: this.transcript,
			ignored: ['ADVERTISE', 'GWINFO'],
		});
	}

	/** At most 23 characters that nobody else has. */
	clientId(): string {
		this.#clientIds += 1;
		return `${this.#target.tag}-${this.#name}-${this.#clientIds}`;
	}

	/** A topic of this case. */
	topic(words = 'topic'): string {
		return `${this.#target.tag}/${this.#name}/${words}`;
	}

	/** A client whose CONNECT was accepted. */
	async connected(fields: Partial<Connect> = {}): Promise<Connected> {
		const peer = await this.peer();
		const clientId = fields.clientId ?? this.clientId();
		await peer.ask(connect(clientId, fields), {type: 'CONNACK', returnCode: 0});
		return {peer, clientId};
	}

	/** The TopicId of `topicName`. */
	async registered(peer: Peer, topicName = this.topic()): Promise<number> {
		const answer = {type: 'REGACK', msgId: 1, returnCode: 0} as const;
		return (await peer.ask(register(topicName), answer)).topicId;
	}

	/** The TopicId that SUBACK gives for `filter`. */
	async subscribed(peer: Peer, filter = this.topic(), qos: 0 | 1 | 2 = 1): Promise<number> {
		const answer = {type: 'SUBACK', msgId: 2, returnCode: 0} as const;
		return (await peer.ask(subscribe(filter, {qos}), answer)).topicId;
	}

	/** Subscribes to a topic that has a retained message, which may come before SUBACK: MQTT 3.8.4. */
	async retained(
		peer: Peer,
		topicName = this.topic(),
	): Promise<{message: Publish; reading: 'after SUBACK' | 'before SUBACK'}> {
		peer.send(subscribe(topicName, {qos: 0}));
		const first = await this.#unregistered(peer);
		const [suback, message] =
			first.type === 'SUBACK'
				? [first, await this.#unregistered(peer)]
				: [await this.#unregistered(peer), first];
		if (suback.type !== 'SUBACK' || suback.returnCode !== 0) throw new Deviation('no SUBACK');
		if (message.type !== 'PUBLISH' || !message.retain) throw new Deviation('nothing retained');
		return {message, reading: first === suback ? 'after SUBACK' : 'before SUBACK'};
	}

	/** The next message that the broker has of `topicName`, which must be as given. */
	async published(topicName: string, as: Published = {}): Promise<BrokerMessage> {
		const message = await this.#heard(topicName, this.#target.patienceMs);
		if (message === undefined) throw new Deviation(`nothing is published to ${topicName}`);
		const payload = Buffer.from(message.payload).toString();
		const {qos, retain} = message;
		for (const [name, value] of Object.entries(as)) {
			const seen = {payload, qos, retain}[name as keyof Published];
			if (seen !== value) throw new Deviation(`published with ${name} ${seen}, not ${value}`);
		}
		return message;
	}

	/** A Deviation where the broker has a message of `topicName`. */
	async unpublished(topicName: string, ms = this.#target.quietMs): Promise<void> {
		const message = await this.#heard(topicName, ms);
		if (message === undefined) return;
		throw new Deviation(
			`"${Buffer.from(message.payload).toString()}" is published to ${topicName}`,
		);
	}

	/** Publishes at the broker. */
	publish(topicName: string, {payload = 'hi', qos = 1, retain = false}: Published = {}): void {
		this.#target.observer.publish({topicName, payload: octets(payload), qos, retain});
	}

	/** Unsupported where the gateway takes no message of `size` octets. */
	needsSize(size: number): void {
		if (size <= this.fact('messageSizeMax')) return;
		throw new Unsupported(`it takes no message of ${size} octets`);
	}

	/** Unsupported where the clock is too coarse to be `ms` before an event, or after it. */
	needsMargin(ms: number): void {
		if (ms >= this.#target.resolutionMs) return;
		throw new Unsupported(`${Math.round(ms)} ms cannot be told apart at this scale`);
	}

	/** Lets everything arrive that is on its way. */
	async settle(): Promise<void> {
		await this.elapse(this.#target.quietMs);
	}

	/** Lets `ms` of the target's time pass. */
	async elapse(ms: number): Promise<void> {
		await this.#target.wait(ms, () => false);
	}

	async close(): Promise<void> {
		await this.#target.close();
	}

	/** The next message that is not REGISTER, which is accepted. */
	async #unregistered(peer: Peer): Promise<Message> {
		for (;;) {
			const message = await peer.next();
			if (message === undefined) throw new Deviation('no SUBACK, or no retained message');
			if (message.type !== 'REGISTER') return message;
			const {topicId, msgId} = message;
			peer.send({type: 'REGACK', topicId, msgId, returnCode: 0});
		}
	}

	async #heard(topicName: string, withinMs: number): Promise<BrokerMessage | undefined> {
		const {heard} = this.#target.observer;
		const find = () => heard.findIndex(message => message.topicName === topicName);
		await this.#target.wait(withinMs, () => find() !== -1);
		const at = find();
		return at === -1 ? undefined : heard.splice(at, 1)[0];
	}
}
