/*
 * A board at a serial line, as a place that datagrams come from and go to: its radio is the line.
 *
 *   gateway, forwarder  --send-->        DGRAM_DOWN from short address 1     --> board
 *                       <--onDatagram--  DGRAM_UP, to that address or to all <--
 *
 *   ready for the first time            RESET where there are settings, CONFIG, START
 *   ready again, after whatever it was  CONFIG, START
 *
 * Knows nothing of what is carried.
 */
import {EnvironmentError} from '../errors.js';
import {Carrier, Event, Op, Status} from '../serial/codes.js';
import type {Settings} from '../serial/config-key.js';
import type {Device} from '../serial/device.js';
import type {News} from '../serial/news.js';
import {bindingOf, portName} from '../serial/port-name.js';
import {SerialLine} from '../serial/serial-line.js';
import type {Address, Transport} from './transport.js';

/** What there is to hear of a board. */
export interface BoardListener {
	/** A datagram from the board to a link address; 0xffff is everybody. */
	onDatagram?(destination: number, octets: Uint8Array): void;
	/** Its application was handed a payload. */
	onDelivered?(octets: Uint8Array): void;
	onNews?(news: News): void;
}

export interface SerialOptions {
	/** PORT, PORT:BAUD or unix:PATH. */
	readonly port: string;
	/** How long the board may take to answer. */
	readonly deadlineMs?: number | undefined;
	/** Rejects where no board can come there any more. */
	readonly lost?: Promise<never> | undefined;
	/** Words of the board's configuration; none: it keeps what it has. */
	readonly settings?: Settings;
}

const DEADLINE_MS = 5000;
/** Two boards on one table hear each other so. */
const RSSI_DBM = -40;
/** The short address of whoever speaks through a SerialTransport. */
const GATEWAY = 1;

/** A board that is told what to do, and speaks with any number of neighbours. */
export class SerialBoard {
	readonly line: SerialLine;
	readonly #deadlineMs: number;
	listener: BoardListener = {};
	/** Told all news before the listener is, whoever that is: for who judges the board. */
	observer: ((news: News) => void) | undefined;

	private constructor(line: SerialLine, deadlineMs: number) {
		this.line = line;
		this.#deadlineMs = deadlineMs;
		line.onNews = news => this.#told(news);
	}

	/** Resolves when the board has answered; an EnvironmentError where none does. */
	static async open({port, deadlineMs = DEADLINE_MS, lost}: SerialOptions): Promise<SerialBoard> {
		const name = portName(port);
		const line = new SerialLine({...name, binding: await bindingOf(name)});
		return await SerialBoard.over(line, {deadlineMs, lost});
	}

	/** The same over a line that is there already; it is closed where no board answers. */
	static async over(
		line: SerialLine,
		{deadlineMs = DEADLINE_MS, lost}: Omit<SerialOptions, 'port'> = {},
	): Promise<SerialBoard> {
		const board = new SerialBoard(line, deadlineMs);
		try {
			const ready = line.ready(deadlineMs);
			await (lost === undefined ? ready : Promise.race([ready, lost]));
			return board;
		} catch (error) {
			await line.close();
			throw error;
		}
	}

	/** Who the board says it is; undefined before it has answered. */
	get device(): Device | undefined {
		return this.line.link.device;
	}

	/** Resolves when the board has answered, after its power was off. */
	async ready(): Promise<Device> {
		return await this.line.ready(this.#deadlineMs);
	}

	/** Resolves when its line is lost, after its power was cut. */
	async gone(): Promise<void> {
		await this.line.gone(this.#deadlineMs);
	}

	/** Starts the board anew with nothing configured. */
	async reset(): Promise<Device> {
		return await this.line.reset(this.#deadlineMs);
	}

	/** Lets the app run; one that runs already keeps its configuration. */
	async start(settings: Settings): Promise<void> {
		const pairs = Object.entries(settings).map(([key, value]) => [Number(key), value]);
		const outcome = await this.line.ask(Op.CONFIG, [pairs]);
		const runs = outcome.kind === 'answered' && outcome.status === Status.WRONG_STATE;
		if (!runs) await this.line.call(Op.CONFIG, [pairs]);
		await this.line.call(Op.START, [Carrier.LINE]);
	}

	/** A datagram from the short address `source`; false where it is lost already. */
	send(source: number, octets: Uint8Array): boolean {
		return this.line.sendDatagram({source, rssiDbm: RSSI_DBM, octets});
	}

	async close(): Promise<void> {
		this.listener = {};
		await this.line.close();
	}

	#told(news: News): void {
		this.observer?.(news);
		if (news.kind === 'datagram') {
			this.listener.onDatagram?.(news.datagram.destination, news.datagram.octets);
		}
		if (news.kind === 'event' && news.event.event === Event.COMMANDED) {
			this.listener.onDelivered?.(news.event.octets);
		}
		this.listener.onNews?.(news);
	}
}

/** A board as the one client of a gateway or a forwarder. */
export class SerialTransport implements Transport {
	readonly counters = {received: 0, sent: 0, notSent: 0};
	/** Where the board is. */
	readonly address: Address;
	/** Told each datagram; the octets are nobody else's. */
	onDatagram: ((from: Address, datagram: Uint8Array) => void) | undefined;
	/** Told what happens on the line. */
	onNews: ((news: News) => void) | undefined;
	readonly #board: SerialBoard;
	#settings: Settings;

	private constructor(board: SerialBoard, address: Address, settings: Settings) {
		this.address = address;
		this.#board = board;
		this.#settings = settings;
		board.listener = {
			onDatagram: (destination, octets) => this.#heard(destination, octets),
			onNews: news => this.#told(news),
		};
	}

	/** Resolves when the board runs; an EnvironmentError where it does not. */
	static async open(options: SerialOptions): Promise<SerialTransport> {
		const {port, settings = {}} = options;
		return await SerialTransport.over(await SerialBoard.open(options), port, settings);
	}

	/** The same with a board that is open already, as `address`; it is closed with the transport. */
	static async over(
		board: SerialBoard,
		address: Address,
		settings: Settings,
	): Promise<SerialTransport> {
		try {
			if (Object.keys(settings).length > 0) await board.reset();
			await board.start(settings);
			return new SerialTransport(board, address, settings);
		} catch (error) {
			await board.close();
			throw error;
		}
	}

	/** Who the board says it is. */
	get device(): Device | undefined {
		return this.#board.device;
	}

	/** Starts the board anew with other settings. */
	async restart(settings: Settings): Promise<void> {
		this.#settings = settings;
		await this.#board.reset();
		await this.#board.start(settings);
	}

	send(_to: Address, datagram: Uint8Array): void {
		if (this.#board.send(GATEWAY, datagram)) this.counters.sent += 1;
		else this.counters.notSent += 1;
	}

	broadcast(datagram: Uint8Array, _radius: number): void {
		this.send(this.address, datagram);
	}

	async close(): Promise<void> {
		this.onDatagram = undefined;
		this.onNews = undefined;
		await this.#board.close();
	}

	#heard(_destination: number, octets: Uint8Array): void {
		this.counters.received += 1;
		this.onDatagram?.(this.address, octets);
	}

	#told(news: News): void {
		if (news.kind === 'state' && news.state === 'ready') void this.#startAgain();
		this.onNews?.(news);
	}

	/** A board that is gone again meanwhile is started when it is back. */
	async #startAgain(): Promise<void> {
		try {
			await this.#board.start(this.#settings);
		} catch (error) {
			if (!(error instanceof EnvironmentError)) throw error;
		}
	}
}
