/*
 * A gateway's way to a key server in another process: mutual TLS, opened again whenever it ends.
 *
 *   closed    -> wait 0.1 s, x2 up to 10 s -> connect -> greet
 *   greeted   attached                     -> open
 *   open      questions go out, answers come in
 *             the oldest question is 10 s old, or the connection ends -> closed
 *
 * Nothing is queued: a question that cannot go out now, or that has no answer when the connection
 * ends, is refused. Knows no session.
 */
import {connect, type TLSSocket} from 'node:tls';
import type {KeyListener, KeyService, KeyToken} from '../security/key-service.js';
import {FrameStream, framed} from './frame-stream.js';
import type {Credentials} from './key-door.js';
import {type FromGateway, type FromKeyServer, fromKeyServer} from './link-message.js';

export interface RemoteKeyServiceOptions {
	readonly host: string;
	readonly port: number;
	/** The name in the key server's certificate, where it is not `host`. */
	readonly servername?: string;
	/** Of the gateway: the common name of its certificate. */
	readonly gwid: string;
	/** As it advertises; a fleet that knows it by another one says so. */
	readonly gwId?: number;
	readonly credentials: Credentials;
	/** The way is open; it has ended, and why; the key server does not want us, and why. */
	readonly onLink?: (state: 'open' | 'lost' | 'unwelcome', why: string) => void;
}

const ANSWER_MS = 10_000;
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 10_000;
const KEEP_ALIVE_MS = 15_000;
const QUESTIONS_MAX = 1024;
const UNREAD_MAX = 1 << 20;

export class RemoteKeyService {
	readonly #options: RemoteKeyServiceOptions;
	/** Questions under way with when they went out, the oldest first. */
	readonly #asked = new Map<KeyToken, number>();
	#listener: KeyListener | undefined;
	#socket: TLSSocket | undefined;
	#state: 'closed' | 'greeted' | 'open' | 'ended' = 'closed';
	#retryMs = RETRY_FIRST_MS;
	#why = '';
	#retry: NodeJS.Timeout | undefined;
	#watch: NodeJS.Timeout | undefined;

	constructor(options: RemoteKeyServiceOptions) {
		this.#options = options;
	}

	/** Opens the way, for one listener; a second takes its place. */
	readonly service: KeyService = listener => {
		this.#listener = listener;
		if (this.#socket === undefined && this.#retry === undefined) this.#connect();
		return {
			hello: question => this.#hello(question.token, {say: 'hello', question}),
			conf: proof => void this.#say({say: 'conf', proof}),
			activated: activation => void this.#say({say: 'activated', activation}),
		};
	};

	/** Ends the connection for good; questions under way are refused. */
	async close(): Promise<void> {
		if (this.#state === 'ended') return;
		this.#state = 'ended';
		clearTimeout(this.#retry);
		clearTimeout(this.#watch);
		this.#refuseAll();
		const socket = this.#socket;
		if (socket === undefined || socket.destroyed) return;
		await new Promise(resolve => {
			socket.once('close', resolve);
			socket.destroy();
		});
	}

	#connect(): void {
		const {host, port, credentials, servername, gwid, gwId} = this.#options;
		const stream = new FrameStream();
		const name = servername === undefined ? {} : {servername};
		const socket = connect({host, port, ...name, ...credentials, minVersion: 'TLSv1.2'});
		this.#retry = undefined;
		this.#socket = socket;
		this.#why = 'the connection has ended';
		socket.setKeepAlive(true, KEEP_ALIVE_MS);
		socket.setTimeout(ANSWER_MS, () => this.#cut('no answer to a greeting'));
		socket.once('secureConnect', () => {
			this.#state = 'greeted';
			const who = gwId === undefined ? {gwid} : {gwid, gwId};
			socket.write(framed({say: 'greet', version: 1, ...who}));
		});
		socket.on('data', octets => this.#received(stream, octets));
		socket.on('error', error => {
			this.#why = error.message;
		});
		socket.once('close', () => this.#closed());
	}

	#received(stream: FrameStream, octets: Uint8Array): void {
		const values = stream.received(octets);
		if (values === undefined) {
			this.#cut('what the key server says is no frame');
			return;
		}
		for (const value of values) {
			const {data} = fromKeyServer.safeParse(value);
			if (data === undefined) {
				this.#cut('what the key server says has no meaning here');
				return;
			}
			if (this.#state === 'ended') return;
			this.#heard(data);
		}
	}

	#heard(message: FromKeyServer): void {
		const listener = this.#listener!;
		switch (message.say) {
			case 'unwelcome':
				this.#retryMs = RETRY_MAX_MS;
				this.#options.onLink?.('unwelcome', message.why);
				this.#cut(message.why);
				return;
			case 'attached':
				this.#opened();
				listener.attached();
				return;
			case 'granted':
				if (this.#answered(message.token)) listener.granted(message.token, message.granted);
				return;
			case 'refused':
				if (this.#answered(message.token)) listener.refused(message.token);
				return;
			case 'confirmed':
				listener.confirmed(message.eui, message.generation);
				return;
			case 'drop':
				listener.drop(message.eui, message.generation);
				return;
			case 'rekey':
				listener.rekey(message.eui, message.reason, message.deadlineS);
				return;
			case 'groupKey':
				listener.groupKey(message.group);
		}
	}

	#opened(): void {
		this.#state = 'open';
		this.#retryMs = RETRY_FIRST_MS;
		this.#socket!.setTimeout(0);
		this.#options.onLink?.('open', '');
	}

	#hello(token: KeyToken, message: FromGateway): void {
		if (this.#asked.size >= QUESTIONS_MAX || !this.#say(message)) {
			setImmediate(() => this.#listener!.refused(token));
			return;
		}
		this.#asked.set(token, performance.now());
		this.#watch ??= setTimeout(() => this.#overdue(), ANSWER_MS);
	}

	#say(message: FromGateway): boolean {
		if (this.#state !== 'open' || this.#socket!.writableLength > UNREAD_MAX) return false;
		this.#socket!.write(framed(message));
		return true;
	}

	#answered(token: KeyToken): boolean {
		return this.#asked.delete(token);
	}

	/** A key server that takes questions and answers none is as good as gone. */
	#overdue(): void {
		this.#watch = undefined;
		const [oldest] = this.#asked.values();
		if (oldest === undefined) return;
		const leftMs = oldest + ANSWER_MS - performance.now();
		if (leftMs <= 0) {
			this.#cut('the key server does not answer');
			return;
		}
		this.#watch = setTimeout(() => this.#overdue(), leftMs);
	}

	#cut(why: string): void {
		this.#why = why;
		this.#socket?.destroy();
	}

	#closed(): void {
		this.#socket = undefined;
		if (this.#state === 'ended') return;
		this.#state = 'closed';
		this.#refuseAll();
		this.#options.onLink?.('lost', this.#why);
		this.#retry = setTimeout(() => this.#connect(), this.#retryMs);
		this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MAX_MS);
	}

	#refuseAll(): void {
		const tokens = [...this.#asked.keys()];
		this.#asked.clear();
		for (const token of tokens) this.#listener?.refused(token);
	}
}
