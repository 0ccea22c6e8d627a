/*
 * The ways to a gateway, opened in order and closed in reverse: a UDP socket, boards at serial
 * lines, or both. A line that breaks is opened again by itself, and the log says so.
 *
 *   UDP clients  --- one socket ---\
 *   board        --- a line    ----- one transport, each with an address of its own
 *   board        --- a line    ---/
 *
 * Knows neither the gateway nor what is carried.
 */
import type {Settings} from '../serial/config-key.js';
import {SerialTransport} from '../transport/serial.js';
import {SideBySide} from '../transport/side-by-side.js';
import type {Address, Transport} from '../transport/transport.js';
import {UdpTransport} from '../transport/udp.js';
import type {HostPort} from '../transport/udp-address.js';
import {boardAt, logNews} from './line-log.js';
import type {Log} from './log.js';

export interface GatewayWaysOptions {
	/** Where clients of UDP reach it. */
	readonly listen?: HostPort;
	readonly group?: HostPort;
	/** PORT, PORT:BAUD or unix:PATH, each once. */
	readonly serial?: readonly string[];
	/** What each board is configured with; none: it keeps what it has. */
	readonly settings?: Settings;
	readonly log: Log;
}

export class GatewayWays {
	readonly #log: Log;
	readonly #lines: SerialTransport[] = [];
	#udp: UdpTransport | undefined;
	#all = new SideBySide([]);

	private constructor(log: Log) {
		this.#log = log;
	}

	/** An EnvironmentError where one of them cannot be had; then none stays open. */
	static async open(options: GatewayWaysOptions): Promise<GatewayWays> {
		const ways = new GatewayWays(options.log);
		try {
			await ways.#open(options);
			return ways;
		} catch (error) {
			await ways.close();
			throw error;
		}
	}

	get transport(): Transport {
		return this.#all;
	}

	/** Where clients of UDP reach the gateway, or the first of the lines. */
	get address(): Address {
		return this.#udp?.address ?? this.#lines[0]!.address;
	}

	get hasUdp(): boolean {
		return this.#udp !== undefined;
	}

	/** Whether what has this address is at the end of a line. */
	isLine(address: Address): boolean {
		return this.#all.isLine(address);
	}

	/** What each kind has counted, by its name; a kind that there is none of is left out. */
	get counters(): Readonly<Record<string, Readonly<Record<string, number>>>> {
		const lines = {received: 0, sent: 0, notSent: 0};
		for (const {counters} of this.#lines) {
			lines.received += counters.received;
			lines.sent += counters.sent;
			lines.notSent += counters.notSent;
		}
		return {
			...(this.#udp !== undefined && {udp: {...this.#udp.counters}}),
			...(this.#lines.length > 0 && {serial: lines}),
		};
	}

	/** From now on each datagram goes to `take`, and what happens on the lines into the log. */
	listen(take: (from: Address, datagram: Uint8Array) => void): void {
		for (const way of [...this.#lines, ...(this.#udp ? [this.#udp] : [])]) way.onDatagram = take;
		for (const line of this.#lines) {
			this.#log.event('board', boardAt(line));
			line.onNews = news => logNews(news, this.#log, {serial: line.address});
		}
	}

	async close(): Promise<void> {
		for (let line = this.#lines.pop(); line; line = this.#lines.pop()) await line.close();
		await this.#udp?.close();
	}

	async #open({listen, group, serial = [], settings}: GatewayWaysOptions): Promise<void> {
		if (listen !== undefined) {
			this.#udp = await UdpTransport.open({listen, ...(group !== undefined && {group})});
		}
		for (const port of serial) {
			this.#lines.push(await SerialTransport.open({port, ...(settings && {settings})}));
		}
		this.#all = new SideBySide(this.#lines, this.#udp);
	}
}
