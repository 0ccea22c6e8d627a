/*
 * For the tests of the programs: a client on UDP that speaks whole messages.
 */
import {UdpTransport} from '../transport/udp.js';
import {hostPort} from '../transport/udp-address.js';
import type {Connect} from '../wire/connection.js';
import {TopicIdType} from '../wire/flags.js';
import type {Malformed} from '../wire/malformed.js';
import type {Publish} from '../wire/publish.js';
import {decode, encode, type Message} from '../wire/wire.js';

const DEADLINE_MS = 10_000;

export class UdpClient {
	readonly #udp: UdpTransport;
	readonly #to: string;
	readonly #heard: (Message | Malformed)[] = [];
	#wake: (() => void) | undefined;

	private constructor(udp: UdpTransport, to: string) {
		this.#udp = udp;
		this.#to = to;
		udp.onDatagram = (_from, datagram) => {
			this.#heard.push(decode(new Uint8Array(datagram)));
			this.#wake?.();
		};
	}

	/** A client of the gateway or forwarder at `to`. */
	static async open(to: string): Promise<UdpClient> {
		const host = hostPort(to).host.includes(':') ? '::1' : '127.0.0.1';
		return new UdpClient(await UdpTransport.open({listen: {host, port: 0}}), to);
	}

	send(message: Message): void {
		this.#udp.send(this.#to, encode(message));
	}

	/** The next message, in order; fails after ten seconds. */
	async next(): Promise<Message | Malformed> {
		while (this.#heard.length === 0) await this.#more();
		return this.#heard.shift()!;
	}

	/** Sends `message` and returns what comes next. */
	async ask(message: Message): Promise<Message | Malformed> {
		this.send(message);
		return this.next();
	}

	close(): Promise<void> {
		return this.#udp.close();
	}

	#more(): Promise<void> {
		return new Promise((resolve, reject) => {
			const deadline = setTimeout(() => reject(new Error('no datagram')), DEADLINE_MS);
			this.#wake = () => {
				clearTimeout(deadline);
				resolve();
			};
		});
	}
}

export function connect(clientId: string, fields: Partial<Connect> = {}): Connect {
	const usual = {protocolId: 1, durationS: 60, cleanSession: true, will: false};
	return {type: 'CONNECT', ...usual, clientId, ...fields};
}

/** A PUBLISH on a short topic name. */
export function publish(shortName: string, text: string, fields: Partial<Publish> = {}): Publish {
	const topicId = Buffer.from(shortName).readUInt16BE();
	const usual = {dup: false, qos: 1, retain: false, topicIdType: TopicIdType.Short} as const;
	return {type: 'PUBLISH', ...usual, topicId, msgId: 1, data: Buffer.from(text), ...fields};
}
