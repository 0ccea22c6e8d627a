/*
 * What a case for clients is handed: a client that it starts with a task, and gateways to play.
 *
 *   start       booted, has heard nobody; only of a client that looks for gateways
 *   found       knows its gateway, by GWINFO or from its settings
 *   greeted     has sent CONNECT
 *   connected   has CONNACK
 *   publisher, subscriber    has been answered until it waits for what the case is about
 */
import type {Connect} from '../wire/connection.js';
import type {Publish} from '../wire/publish.js';
import type {Subscribe} from '../wire/subscribe.js';
import {Deviation, Unsupported} from './case.js';
import type {ClientFacts, ClientTarget, StartClient, Task} from './client-target.js';
import {Transcript} from './line.js';
import {Peer} from './peer.js';

export const GW_ID = 7;

const STANDARD: Task = {does: 'subscribe', topic: 'predefined', qos: 1};
const ACCEPTED = {type: 'CONNACK', returnCode: 0} as const;

export class ClientBench {
	readonly transcript = new Transcript();
	readonly #start: StartClient;
	#target: ClientTarget | undefined;
	#gateways = 0;

	constructor(start: StartClient) {
		this.#start = start;
	}

	get facts(): ClientFacts {
		return this.#started.facts;
	}

	/** A client that has heard nobody, before a gateway that has said nothing. */
	async start(task: Partial<Task> = {}): Promise<Peer> {
		const gateway = await this.#booted(task);
		if (this.facts.searches) return gateway;
		throw new Unsupported('it is told its gateway, and looks for none');
	}

	/** A client that knows its gateway. */
	async found(task: Partial<Task> = {}): Promise<Peer> {
		const gateway = await this.#booted(task);
		if (!this.facts.searches) return gateway;
		await gateway.expect({type: 'SEARCHGW'}, this.facts.tsearchgwMs);
		gateway.send({type: 'GWINFO', gwId: GW_ID});
		return gateway;
	}

	/** A further gateway. */
	gateway(): Peer {
		this.#gateways += 1;
		return new Peer({
			name: `gateway ${this.#gateways}`,
			port: this.#started.open(),
			clock: this.#started,
			transcript: this.transcript,
			ignored: ['SEARCHGW'],
		});
	}

	/** A client that has sent CONNECT, and its gateway. */
	async greeted(task: Partial<Task> = {}): Promise<{gateway: Peer; connect: Connect}> {
		const gateway = await this.found(task);
		return {gateway, connect: await gateway.expect({type: 'CONNECT'})};
	}

	/** A client that is connected. What it sends next is not read. */
	async connected(task: Partial<Task> = {}): Promise<Peer> {
		const {gateway} = await this.greeted(task);
		gateway.send(ACCEPTED);
		return gateway;
	}

	/** A client that has published its message, which waits for its answer. */
	async publisher(task: Partial<Task> = {}): Promise<{gateway: Peer; message: Publish}> {
		const gateway = await this.connected({does: 'publish', ...task});
		if (task.topic === 'normal') {
			const {msgId} = await gateway.expect({type: 'REGISTER'});
			gateway.send({type: 'REGACK', topicId: 5, msgId, returnCode: 0});
		}
		return {gateway, message: await gateway.expect({type: 'PUBLISH'})};
	}

	/** A client that has nothing to do but to wait for messages of `topicId`. */
	async subscriber(
		task: Partial<Task> = {},
	): Promise<{gateway: Peer; asked: Subscribe; topicId: number}> {
		const gateway = await this.connected(task);
		const {asked, topicId} = await this.subscribed(gateway);
		return {gateway, asked, topicId};
	}

	/** Answers REGISTER, if there is one, and SUBSCRIBE, and so the client is at rest. */
	async subscribed(gateway: Peer): Promise<{asked: Subscribe; topicId: number}> {
		let message = await gateway.next(this.#started.patienceMs);
		if (message?.type === 'REGISTER') {
			const {msgId} = message;
			gateway.send({type: 'REGACK', topicId: 5, msgId, returnCode: 0});
			message = await gateway.next(this.#started.patienceMs);
		}
		if (message?.type !== 'SUBSCRIBE') throw new Deviation(`no SUBSCRIBE`);
		const {msgId, qos, topic} = message;
		const topicId = topic.topicIdType === 0 ? 6 : topic.topicId;
		gateway.send({type: 'SUBACK', qos, topicId, msgId, returnCode: 0});
		return {asked: message, topicId};
	}

	/** A Deviation where the application is not handed `payload` next. */
	async delivered(payload: string): Promise<void> {
		const {delivered, patienceMs} = this.#started;
		await this.#started.wait(patienceMs, () => delivered.length > 0);
		const seen = delivered.shift();
		if (seen === payload) return;
		throw new Deviation(`the application is handed ${seen ?? 'nothing'}, not ${payload}`);
	}

	/** A Deviation where the application is handed anything. */
	async undelivered(): Promise<void> {
		const {delivered, quietMs} = this.#started;
		await this.#started.wait(quietMs, () => delivered.length > 0);
		if (delivered.length > 0) throw new Deviation(`the application is handed ${delivered[0]}`);
	}

	/** Lets `ms` of the client's time pass. */
	async elapse(ms: number): Promise<void> {
		await this.#started.wait(ms, () => false);
	}

	async close(): Promise<void> {
		await this.#target?.close();
	}

	async #booted(task: Partial<Task>): Promise<Peer> {
		const whole = {...STANDARD, ...task};
		this.#target = await this.#start(whole);
		if (this.#target === undefined) throw new Unsupported(`no task to ${whole.does}`);
		return this.gateway();
	}

	get #started(): ClientTarget {
		if (this.#target === undefined) throw new RangeError('a case that starts no client');
		return this.#target;
	}
}
