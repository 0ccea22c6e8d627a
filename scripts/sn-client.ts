/*
 * An MQTT-SN client over UDP for load and endurance: it publishes numbered messages at QoS 1 and
 * 2, one at a time, repeats what is not answered and comes back after every loss, with
 * CleanSession=0 and the MsgIds it had. What it subscribes to it takes and answers: sn-inbox.ts.
 *
 *   connect -> register -> subscribe -> publish, publish, ...      DISCONNECT or silence -> connect
 *
 * Written for measuring: it keeps to the protocol, and knows nothing that a sensor would not.
 */
import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import {decode, encode, type Message} from '../harness/wire/wire.js';
import {SnInbox} from './sn-inbox.js';

export interface SnClientOptions {
	readonly port: number;
	readonly clientId: string;
	readonly topicName: string;
	/** Tretry. */
	readonly retryMs: number;
	/** Nretry. */
	readonly retries: number;
	/** What to subscribe to each time it connects, and who is told what comes. */
	readonly subscribe?: {
		readonly topicName: string;
		readonly qos: 0 | 1 | 2;
		readonly told: (data: Uint8Array) => void;
	};
}

/** Thrown inside when the connection has to be made anew. */
class Lost extends Error {}

type Answer = Message['type'];

export class SnClient {
	/** Connections that were asked for. */
	connects = 0;
	readonly #options: SnClientOptions;
	readonly #socket: Socket = createSocket('udp4');
	readonly #inbox: SnInbox;
	#port: number;
	#topicId = 0;
	#msgId = 0;
	#connected = false;
	#closed = false;
	#heard: ((message: Message) => void) | undefined;

	constructor(options: SnClientOptions) {
		this.#options = options;
		this.#port = options.port;
		this.#inbox = new SnInbox(options.subscribe?.told ?? (() => {}));
		this.#socket.on('message', (datagram, {port}) => {
			// A gateway that it has left has nothing more to say.
			if (port === this.#port) this.#received(datagram);
		});
		this.#socket.on('error', () => {});
	}

	async open(): Promise<void> {
		this.#socket.bind(0, '127.0.0.1');
		await once(this.#socket, 'listening');
	}

	close(): void {
		this.#closed = true;
		this.#socket.close();
	}

	/** Goes to another gateway, without a word to the one before. */
	moveTo(port: number): void {
		this.#port = port;
		this.#connected = false;
	}

	/** Resolves once it is connected, and has subscribed to what it is to have. */
	async connect(): Promise<void> {
		while (!this.#closed && !this.#connected) {
			await this.#ready().catch((error: unknown) => {
				if (!(error instanceof Lost)) throw error;
			});
		}
	}

	/** Publishes `data`; resolves when the gateway has acknowledged it, false if closed before. */
	async publish(data: Uint8Array, qos: 1 | 2): Promise<boolean> {
		const msgId = this.#nextMsgId();
		const progress = {received: false, sent: false};
		while (!this.#closed) {
			try {
				await this.#ready();
				if (qos === 1) await this.#atLeastOnce(data, msgId, progress);
				else await this.#exactlyOnce(data, msgId, progress);
				return true;
			} catch (error) {
				if (!(error instanceof Lost)) throw error;
				this.#connected = false;
			}
		}
		return false;
	}

	/** Publishes `data` at QoS 0; resolves when the datagram has left this process. */
	async publishAtMostOnce(data: Uint8Array): Promise<void> {
		await this.#ready();
		const message = encode(this.#message(data, 0, 0));
		await new Promise<void>(resolve => {
			this.#socket.send(message, this.#port, '127.0.0.1', () => resolve());
		});
	}

	/** Resolves when the gateway has answered PINGREQ. */
	async ping(): Promise<void> {
		await this.#ask({type: 'PINGREQ'}, ['PINGRESP']);
	}

	#received(datagram: Uint8Array): void {
		const message = decode(datagram);
		if (message.type === 'MALFORMED') return;
		const answer = this.#inbox.answerTo(message);
		if (answer !== undefined) this.#send(answer);
		else this.#heard?.(message);
	}

	async #atLeastOnce(data: Uint8Array, msgId: number, progress: {sent: boolean}): Promise<void> {
		const publish = this.#message(data, msgId, 1);
		const answer = await this.#ask({...publish, dup: progress.sent}, ['PUBACK'], msgId);
		progress.sent = true;
		if (answer.type === 'PUBACK' && answer.returnCode !== 0) throw new Lost();
	}

	/** PUBLISH until PUBREC, then PUBREL until PUBCOMP: a lost connection goes on where it was. */
	async #exactlyOnce(
		data: Uint8Array,
		msgId: number,
		progress: {received: boolean; sent: boolean},
	): Promise<void> {
		if (!progress.received) {
			const publish = this.#message(data, msgId, 2);
			const answers: Answer[] = ['PUBREC', 'PUBACK'];
			const answer = await this.#ask({...publish, dup: progress.sent}, answers, msgId);
			progress.sent = true;
			if (answer.type === 'PUBACK') throw new Lost();
			progress.received = true;
		}
		await this.#ask({type: 'PUBREL', msgId}, ['PUBCOMP'], msgId);
	}

	#message(data: Uint8Array, msgId: number, qos: 0 | 1 | 2) {
		return {
			type: 'PUBLISH',
			dup: false,
			qos,
			retain: false,
			topicIdType: 0,
			topicId: this.#topicId,
			msgId,
			data,
		} as const;
	}

	async #ready(): Promise<void> {
		if (this.#connected) return;
		this.connects++;
		const {clientId, topicName} = this.#options;
		const connack = await this.#ask(
			{
				type: 'CONNECT',
				will: false,
				cleanSession: false,
				protocolId: 1,
				durationS: 60,
				clientId,
			},
			['CONNACK'],
		);
		if (connack.type === 'CONNACK' && connack.returnCode !== 0) throw new Lost();
		const msgId = this.#nextMsgId();
		const regack = await this.#ask(
			{type: 'REGISTER', topicId: 0, msgId, topicName},
			['REGACK'],
			msgId,
		);
		if (regack.type !== 'REGACK' || regack.returnCode !== 0) throw new Lost();
		this.#topicId = regack.topicId;
		await this.#subscribe();
		this.#connected = true;
	}

	async #subscribe(): Promise<void> {
		if (this.#options.subscribe === undefined) return;
		const {topicName, qos} = this.#options.subscribe;
		const msgId = this.#nextMsgId();
		const topic = {topicIdType: 0, topicName} as const;
		const subscribe = {type: 'SUBSCRIBE', dup: false, qos, msgId, topic} as const;
		const suback = await this.#ask(subscribe, ['SUBACK'], msgId);
		if (suback.type !== 'SUBACK' || suback.returnCode !== 0) throw new Lost();
	}

	/** Sends `message` until one of `answers` comes; Lost after Nretry, and on DISCONNECT. */
	async #ask(message: Message, answers: readonly Answer[], msgId?: number): Promise<Message> {
		const {retries, retryMs} = this.#options;
		for (let attempt = 0; attempt <= retries && !this.#closed; attempt++) {
			const again = attempt > 0 && message.type === 'PUBLISH' ? {...message, dup: true} : message;
			this.#send(again);
			const answer = await this.#answer(answers, msgId, retryMs);
			if (answer !== undefined) return answer;
		}
		throw new Lost();
	}

	#answer(
		answers: readonly Answer[],
		msgId: number | undefined,
		withinMs: number,
	): Promise<Message | undefined> {
		return new Promise((resolve, reject) => {
			const deadline = setTimeout(() => resolve(undefined), withinMs);
			this.#heard = message => {
				if (message.type === 'DISCONNECT') {
					clearTimeout(deadline);
					reject(new Lost());
					return;
				}
				if (!answers.includes(message.type)) return;
				if (msgId !== undefined && 'msgId' in message && message.msgId !== msgId) return;
				clearTimeout(deadline);
				resolve(message);
			};
		});
	}

	#send(message: Message): void {
		if (!this.#closed) this.#socket.send(encode(message), this.#port, '127.0.0.1');
	}

	#nextMsgId(): number {
		this.#msgId = (this.#msgId % 0xffff) + 1;
		return this.#msgId;
	}
}
