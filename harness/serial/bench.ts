/*
 * A link and a board at the two ends of a line, in virtual time: what tests turn. The board is
 * handed in, and each direction may be a bad line.
 *
 *   link.write  --noise, 200 us-->  board.hear        board.say  --noise, 200 us-->  link.received
 */

import type {Outcome} from './calls.js';
import type {Op} from './codes.js';
import type {Value} from './control.js';
import {Link} from './link.js';
import type {News} from './news.js';
import type {Noise} from './noise.js';

/** What is at the other end, told the time. */
export interface BenchBoard {
	hear(octets: Uint8Array): void;
	/** When it wants to be woken, in microseconds. */
	readonly wakeAtUs: number;
	wake(): void;
}

interface Delivery {
	readonly atUs: number;
	readonly deliver: () => void;
}

const LATENCY_US = 200;
/** More turns than this without the time moving on is a bench that turns in circles. */
const TURNS_MAX = 10_000;

export class LineBench {
	nowUs = 0;
	readonly link: Link;
	readonly news: News[] = [];
	/** Everything that was written, with its secrecy. */
	readonly written: {readonly octets: Uint8Array; readonly secret: boolean}[] = [];
	readonly rates: number[] = [];
	toBoard: Noise = octets => [octets];
	fromBoard: Noise = octets => [octets];
	board: BenchBoard | undefined;
	#deliveries: Delivery[] = [];
	#luck = 1000;

	constructor(baudRate = 115_200) {
		this.link = new Link({
			baudRate,
			host: {
				write: (octets, secret) => this.#write(octets, secret),
				changeBaudRate: rate => void this.rates.push(rate),
				entropy: () => {
					this.#luck += 1;
					return this.#luck;
				},
				tell: news => void this.news.push(news),
			},
		});
	}

	/** To be called by the board. */
	say(octets: Uint8Array): void {
		for (const piece of this.fromBoard(octets)) {
			this.#later(() => this.link.received(piece, this.nowUs));
		}
	}

	/** Lets `us` pass, or less where `until` holds before. */
	run(us: number, until: () => boolean = () => false): void {
		const endUs = this.nowUs + us;
		for (let turns = 0; !until(); turns++) {
			if (turns > TURNS_MAX) throw new RangeError(`in circles at ${this.nowUs} us`);
			const atUs = this.#nextUs;
			if (atUs > endUs) break;
			if (atUs > this.nowUs) turns = 0;
			this.nowUs = Math.max(this.nowUs, atUs);
			this.#turn();
		}
		if (!until()) this.nowUs = endUs;
	}

	/** Opens the port, and runs until the board has answered. */
	connect(): void {
		this.link.opening();
		this.link.opened(this.nowUs);
		this.run(5_000_000, () => this.link.state === 'ready');
	}

	/** What the board answers, if it does within ten seconds. */
	call(op: Op, args: readonly Value[] = [], secret = false): Outcome | undefined {
		let outcome: Outcome | undefined;
		const settle = (settled: Outcome) => {
			outcome = settled;
		};
		this.link.call({op, args, secret, settle}, this.nowUs);
		this.run(10_000_000, () => outcome !== undefined);
		return outcome;
	}

	/** News of one kind so far. */
	told<Kind extends News['kind']>(kind: Kind): Extract<News, {kind: Kind}>[] {
		return this.news.filter((one): one is Extract<News, {kind: Kind}> => one.kind === kind);
	}

	get #nextUs(): number {
		const {pollAtUs} = this.link;
		const deliveryUs = this.#deliveries[0]?.atUs ?? Infinity;
		return Math.min(pollAtUs, deliveryUs, this.board?.wakeAtUs ?? Infinity);
	}

	#turn(): void {
		while ((this.#deliveries[0]?.atUs ?? Infinity) <= this.nowUs) {
			this.#deliveries.shift()!.deliver();
		}
		if (this.board !== undefined && this.board.wakeAtUs <= this.nowUs) this.board.wake();
		if (this.link.pollAtUs <= this.nowUs) this.link.poll(this.nowUs);
	}

	#write(octets: Uint8Array, secret: boolean): void {
		this.written.push({octets, secret});
		for (const piece of this.toBoard(octets)) this.#later(() => this.board?.hear(piece));
	}

	#later(deliver: () => void): void {
		this.#deliveries.push({atUs: this.nowUs + LATENCY_US, deliver});
	}
}
