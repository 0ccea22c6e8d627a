/*
 * One end of a conversation, played by the suite: a client before a gateway, or a gateway before
 * a client. Says messages and raw octets, and holds what comes back against a pattern.
 *
 * Knows no target and no time of its own: line.ts.
 */
import {decode, encode, type Message} from '../wire/wire.js';
import {Deviation} from './case.js';
import type {Clock, Port, Transcript} from './line.js';
import {type Matched, matches, type Pattern, textOf} from './pattern.js';

export interface PeerOptions {
	readonly name: string;
	readonly port: Port;
	readonly clock: Clock;
	readonly transcript: Transcript;
	/** Messages that may come at any time and answer nothing. */
	readonly ignored: readonly Message['type'][];
}

export class Peer {
	readonly #of: PeerOptions;

	constructor(options: PeerOptions) {
		this.#of = options;
	}

	/** Sends messages, or octets that are none: hexadecimal digits, spaces mean nothing. */
	send(...what: readonly (Message | string | Uint8Array)[]): void {
		for (const one of what) {
			const octets = octetsOf(one);
			this.#of.transcript.note(this.#of.name, '>', octets);
			this.#of.port.send(octets);
		}
	}

	/**
	 * The next message, which must match; a Deviation where it does not, or does not come, within
	 * the time given and what the clock cannot tell from it.
	 */
	async expect<Asked extends Pattern>(
		pattern: Asked,
		withinMs = this.#of.clock.patienceMs,
	): Promise<Matched<Asked>> {
		const {resolutionMs} = this.#of.clock;
		const message = await this.next(withinMs + resolutionMs, pattern.type);
		if (message === undefined) throw new Deviation(`no ${textOf(pattern)} within ${withinMs} ms`);
		if (matches(pattern, message)) return message;
		throw new Deviation(`${textOf(message)} instead of ${textOf(pattern)}`);
	}

	/** The next message of that type, which must match, whatever others come before it. */
	async seek<Asked extends Pattern>(pattern: Asked): Promise<Matched<Asked>> {
		const {patienceMs} = this.#of.clock;
		for (;;) {
			const message = await this.next(patienceMs, pattern.type);
			if (message === undefined) throw new Deviation(`no ${textOf(pattern)}`);
			if (matches(pattern, message)) return message;
			if (message.type !== pattern.type) continue;
			throw new Deviation(`${textOf(message)} instead of ${textOf(pattern)}`);
		}
	}

	/** Sends `question` and expects the answer. */
	async ask<Asked extends Pattern>(
		question: Message | string,
		answer: Asked,
	): Promise<Matched<Asked>> {
		this.send(question);
		return await this.expect(answer);
	}

	/** The next message of any kind, or undefined where none comes in time. */
	async next(
		withinMs = this.#of.clock.patienceMs,
		wanted?: Message['type'],
	): Promise<Message | undefined> {
		const {clock, port} = this.#of;
		this.#skip(wanted);
		await clock.wait(withinMs, () => {
			this.#skip(wanted);
			return port.inbox.length > 0;
		});
		const octets = port.inbox.shift();
		return octets === undefined ? undefined : this.#read(octets);
	}

	/** The same, where silence is as good an answer. */
	async soon(): Promise<Message | undefined> {
		return await this.next(this.#of.clock.quietMs);
	}

	/** A Deviation where anything comes. */
	async silence(ms = this.#of.clock.quietMs): Promise<void> {
		const message = await this.next(ms);
		if (message !== undefined) throw new Deviation(`${textOf(message)} instead of silence`);
	}

	/** Everything that comes within `ms`. */
	async all(ms = this.#of.clock.quietMs, wanted?: Message['type']): Promise<Message[]> {
		const heard: Message[] = [];
		await this.#of.clock.wait(ms, () => false);
		for (;;) {
			const message = await this.next(0, wanted);
			if (message === undefined) return heard;
			heard.push(message);
		}
	}

	#skip(wanted: string | undefined): void {
		const {inbox} = this.#of.port;
		for (let at = inbox.length - 1; at >= 0; at--) {
			const {type} = decode(inbox[at]!);
			const ignored = this.#of.ignored.some(one => one === type);
			if (ignored && type !== wanted) inbox.splice(at, 1);
		}
	}

	#read(octets: Uint8Array): Message {
		this.#of.transcript.note(this.#of.name, '<', octets);
		const message = decode(octets);
		if (message.type !== 'MALFORMED') return message;
		throw new Deviation(`octets that are no message: ${message.reason}`);
	}
}

function octetsOf(what: Message | string | Uint8Array): Uint8Array {
	if (typeof what === 'string') return Buffer.from(what.replaceAll(' ', ''), 'hex');
	return what instanceof Uint8Array ? what : encode(what);
}
