/*
 * A device behind a serial port, for as long as somebody wants it: joins the sans-io link to a
 * port, to the clock and to timers.
 *
 *   closed  open attempt fails   -> closed    ENOENT: absent, else present; again in 250 ms
 *   closed  open attempt works   -> open      the link says HELLO
 *   open    port closes, fails   -> closed    whatever was to be written is forgotten
 *   any     close()              -> ended
 *
 * A port object serves one connection: one that was lost while it wrote never writes again, and
 * one that is closed keeps what it is given for the next time. So there is a new one each time,
 * and nothing is written but to an open one.
 */
import {randomBytes} from 'node:crypto';
import type {BindingInterface} from '@serialport/bindings-cpp';
import {SerialPortStream} from '@serialport/stream';
import {EnvironmentError} from '../errors.js';
import {isOk, type Outcome} from './calls.js';
import {nameIn, Op, Status} from './codes.js';
import type {Value} from './control.js';
import type {Device} from './device.js';
import {Link, type Reception} from './link.js';
import type {News} from './news.js';
import {Direction, type Recorder} from './recording.js';

export interface SerialLineOptions {
	readonly binding: BindingInterface;
	readonly path: string;
	readonly baudRate: number;
	/** Some adapters lose what is written in larger pieces. */
	readonly writeSizeMax?: number;
	readonly recorder?: Recorder;
	/** Told whatever the link has to tell. */
	readonly onNews?: (news: News) => void;
	/** 32 random bits; for tests that want the same ones again. */
	readonly entropy?: () => number;
}

interface Waiter {
	readonly met: () => boolean;
	readonly end: (held: boolean) => void;
}

const OPEN_AGAIN_MS = 250;
/** A port that takes nothing for so long is not worth more memory. */
const UNWRITTEN_MAX = 64 * 1024;
const US_PER_MS = 1000;
const NS_PER_US = 1000;

export class SerialLine {
	readonly link: Link;
	onNews: ((news: News) => void) | undefined;
	readonly #options: SerialLineOptions;
	readonly #startMs = performance.now();
	#stream: SerialPortStream | undefined;
	#unwritten: Buffer[] = [];
	#writing = false;
	#timer: NodeJS.Timeout | undefined;
	#openTimer: NodeJS.Timeout | undefined;
	#ended = false;
	#lastError: Error | undefined;
	#refusal: number | undefined;
	readonly #waiters = new Set<Waiter>();

	/** Begins to open the port, and goes on until it is closed. */
	constructor(options: SerialLineOptions) {
		this.#options = options;
		this.onNews = options.onNews;
		this.link = new Link({
			baudRate: options.baudRate,
			host: {
				write: (octets, secret) => this.#write(octets, secret),
				changeBaudRate: rate => this.#changeBaudRate(rate),
				entropy: options.entropy ?? (() => randomBytes(4).readUInt32LE()),
				tell: news => this.#told(news),
			},
		});
		this.#open();
	}

	/** The host's clock, in microseconds since the line was made. */
	get nowUs(): number {
		return Math.floor((performance.now() - this.#startMs) * US_PER_MS);
	}

	/** Resolves when the port is open; an EnvironmentError where it is not by then. */
	async opened(deadlineMs: number): Promise<void> {
		if (await this.#waitFor(() => this.#stream !== undefined, deadlineMs)) return;
		throw new EnvironmentError(`${this.#options.path}: ${this.#reason()}`, {
			cause: this.#lastError,
		});
	}

	/** The device, once it has answered; an EnvironmentError where it has not by then. */
	async ready(deadlineMs: number): Promise<Device> {
		const met = await this.#waitFor(() => this.link.state === 'ready', deadlineMs);
		if (met && this.link.device !== undefined) return this.link.device;
		throw new EnvironmentError(`no device at ${this.#options.path}: ${this.#reason()}`, {
			cause: this.#lastError,
		});
	}

	/** Resolves when the port is lost; an EnvironmentError where it is still there by then. */
	async gone(deadlineMs: number): Promise<void> {
		const away = () => this.link.state !== 'ready' && this.#stream === undefined;
		if (await this.#waitFor(away, deadlineMs)) return;
		throw new EnvironmentError(`${this.#options.path}: the port is still there`);
	}

	/** What the device answers, whatever it is. */
	ask(op: Op, args: readonly Value[] = [], secret = false): Promise<Outcome> {
		return new Promise(resolve => {
			this.link.call({op, args, secret, settle: resolve}, this.nowUs);
			this.#schedule();
		});
	}

	/** What `op` results in; an EnvironmentError where the device refuses, or the line is lost. */
	async call(op: Op, args: readonly Value[] = []): Promise<readonly Value[]> {
		const outcome = await this.ask(op, args);
		if (isOk(outcome) && outcome.kind === 'answered') return outcome.results;
		const why = outcome.kind === 'lost' ? outcome.reason : nameIn(Status, outcome.status);
		throw new EnvironmentError(`${this.#options.path}: ${nameIn(Op, op)} failed: ${why}`);
	}

	/** Starts the device anew, and resolves when it has. */
	async reset(deadlineMs: number): Promise<Device> {
		const before = this.link.device?.bootNonce;
		await this.ask(Op.RESET, [0]);
		const anew = () => this.link.state === 'ready' && this.link.device?.bootNonce !== before;
		if ((await this.#waitFor(anew, deadlineMs)) && this.link.device) return this.link.device;
		throw new EnvironmentError(`${this.#options.path}: the device did not start anew`);
	}

	/** Changes the rate of both ends; false where the device went back to the old one. */
	async changeBaudRate(rate: number, deadlineMs: number): Promise<boolean> {
		await this.call(Op.SET_BAUD, [rate]);
		await this.ready(deadlineMs);
		return this.link.baudRate === rate;
	}

	/** A datagram for the device; false where it is lost already. */
	sendDatagram(reception: Reception): boolean {
		const sent = this.link.sendDatagram(reception, this.nowUs);
		this.#schedule();
		return sent;
	}

	/** Lets go of the port. Nothing is told any more, and whoever waits waits in vain. */
	async close(): Promise<void> {
		this.#ended = true;
		clearTimeout(this.#timer);
		clearTimeout(this.#openTimer);
		const stream = this.#stream;
		this.onNews = undefined;
		this.#lost();
		clearTimeout(this.#openTimer);
		for (const waiter of [...this.#waiters]) waiter.end(false);
		if (stream?.isOpen) await new Promise<void>(resolve => stream.close(() => resolve()));
	}

	#open(): void {
		const {binding, path} = this.#options;
		this.link.opening();
		const stream = new SerialPortStream({
			binding,
			path,
			baudRate: this.link.baudRate,
			autoOpen: false,
		});
		// What a port fails with is told by its end too.
		stream.on('error', error => this.#failed(stream, error));
		stream.on('close', () => this.#failed(stream, new Error('the port went away')));
		stream.on('data', (octets: Buffer) => this.#received(stream, octets));
		stream.open(error => (error ? this.#notOpened(error) : this.#opened(stream)));
	}

	#opened(stream: SerialPortStream): void {
		if (this.#ended) {
			stream.close();
			return;
		}
		this.#stream = stream;
		this.link.opened(this.nowUs);
		this.#schedule();
	}

	#notOpened(error: Error): void {
		this.#lastError = error;
		if (isMissing(error)) this.link.absent();
		else this.link.present();
		this.#openLater();
	}

	#failed(stream: SerialPortStream, error: Error): void {
		// A port that fails while it writes says so three times.
		if (stream !== this.#stream) return;
		this.#lastError = error;
		this.#lost();
		if (stream.isOpen) stream.close(() => {});
	}

	#lost(): void {
		if (this.#stream === undefined) return;
		this.#stream = undefined;
		this.#unwritten = [];
		this.#writing = false;
		clearTimeout(this.#timer);
		this.link.closed();
		this.#openLater();
	}

	#openLater(): void {
		if (this.#ended) return;
		this.#openTimer = setTimeout(() => this.#open(), OPEN_AGAIN_MS);
	}

	#received(stream: SerialPortStream, octets: Buffer): void {
		if (stream !== this.#stream) return;
		const nowUs = this.nowUs;
		const copy = new Uint8Array(octets);
		const entry = {tNs: nowUs * NS_PER_US, direction: Direction.FROM_DEVICE, octets: copy};
		this.#options.recorder?.add(entry);
		this.link.received(copy, nowUs);
		this.#schedule();
	}

	#write(octets: Uint8Array, secret: boolean): void {
		const waiting = this.#unwritten.reduce((sum, {length}) => sum + length, 0);
		if (this.#stream === undefined || waiting + octets.length > UNWRITTEN_MAX) return;
		const entry = {tNs: this.nowUs * NS_PER_US, direction: Direction.TO_DEVICE, octets};
		this.#options.recorder?.add(entry, secret);
		const step = this.#options.writeSizeMax ?? octets.length;
		for (let at = 0; at < octets.length; at += step) {
			this.#unwritten.push(Buffer.from(octets.slice(at, at + step)));
		}
		this.#writeNext();
	}

	/** One piece at a time: the stream would join what waits. */
	#writeNext(): void {
		const stream = this.#stream;
		const piece = this.#unwritten[0];
		if (stream === undefined || piece === undefined || this.#writing) return;
		this.#unwritten.shift();
		this.#writing = true;
		stream.write(piece, error => {
			if (stream !== this.#stream) return;
			this.#writing = false;
			if (error) this.#failed(stream, error);
			else this.#writeNext();
		});
	}

	#changeBaudRate(baudRate: number): void {
		const stream = this.#stream;
		stream?.update({baudRate}, error => {
			if (error) this.#failed(stream, error);
		});
	}

	#schedule(): void {
		clearTimeout(this.#timer);
		const {pollAtUs} = this.link;
		if (this.#stream === undefined || pollAtUs === Infinity) return;
		const delayMs = Math.max(0, Math.ceil((pollAtUs - this.nowUs) / US_PER_MS));
		this.#timer = setTimeout(() => {
			this.link.poll(this.nowUs);
			this.#schedule();
		}, delayMs);
	}

	#told(news: News): void {
		if (news.kind === 'refused') this.#refusal = news.status;
		this.onNews?.(news);
		for (const waiter of [...this.#waiters]) if (waiter.met()) waiter.end(true);
	}

	/** True when `met` holds, false when it does not hold in time. */
	#waitFor(met: () => boolean, deadlineMs: number): Promise<boolean> {
		if (met()) return Promise.resolve(true);
		return new Promise(resolve => {
			const end = (held: boolean) => {
				clearTimeout(timer);
				this.#waiters.delete(waiter);
				resolve(held);
			};
			const waiter = {met, end};
			const timer = setTimeout(() => end(false), deadlineMs);
			this.#waiters.add(waiter);
		});
	}

	#reason(): string {
		if (this.#refusal !== undefined) return `HELLO is answered ${nameIn(Status, this.#refusal)}`;
		const {state} = this.link;
		if (state === 'hello' || state === 'stalled') return 'HELLO is not answered';
		if (this.#lastError === undefined) return `the port is ${state}`;
		return reasonIn(this.#lastError, this.#options.path);
	}
}

/** In the words of the native binding, which names the path again, and itself an error. */
function reasonIn({message}: Error, path: string): string {
	return message.replace(/^Error: /, '').replace(`, cannot open ${path}`, '');
}

/** The native binding says what went wrong in its text alone. */
function isMissing(error: Error): boolean {
	return /ENOENT|No such file|not found|no such port/i.test(error.message);
}
