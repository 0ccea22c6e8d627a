/*
 * Telling the root how a node can be reached: RFC 6550 clause 9.
 *
 *   State     Event                        Next      Action
 *   Idle      the parent has changed       Due       after up to DelayDAO, by luck
 *   Due       deadline                     Waiting   Send
 *   Waiting   DAO-ACK of that number       Idle      refresh at half of the lifetime
 *   Waiting   deadline, attempts left      Waiting   Send, and wait twice as long
 *   Waiting   deadline, none left          Due       after a rest
 *   Idle      half of the lifetime is over Waiting   Send
 *   any       cancel                       Idle      never
 *
 * Counters outlive cancel(): the root would take a lower one for an old one. Time and luck are
 * handed in.
 */
import {LOLLIPOP_START, nextOf} from './lollipop.js';

/** DelayDAO, RFC 6550 clause 17: 1 s. */
const DELAY_US = 1_000_000;
const ACK_WAIT_US = 4_000_000;
const ATTEMPTS = 4;
const REST_US = 60_000_000;

export class Registration {
	/** Of the DAO sent last. */
	sequence = LOLLIPOP_START;
	pathSequence = LOLLIPOP_START;
	/** When poll() wants to be called. */
	pollAtUs = Infinity;
	#waiting = false;
	#attempts = 0;
	#lifetimeUs = Infinity;
	readonly #luck: () => number;

	constructor(luck: () => number) {
		this.#luck = luck;
	}

	/** The path is another one, or may be; routes live for `lifetimeUs`. */
	begin(nowUs: number, lifetimeUs: number): void {
		this.#lifetimeUs = lifetimeUs;
		this.#waiting = false;
		this.#attempts = 0;
		this.pathSequence = nextOf(this.pathSequence);
		this.pollAtUs = nowUs + Math.floor(DELAY_US * this.#luck());
	}

	cancel(): void {
		this.#waiting = false;
		this.pollAtUs = Infinity;
	}

	/** Returns true when a DAO is to be sent, with `sequence` and `pathSequence`. */
	poll(nowUs: number): boolean {
		if (nowUs < this.pollAtUs) return false;
		if (this.#waiting && this.#attempts === ATTEMPTS) {
			this.#waiting = false;
			this.#attempts = 0;
			this.pollAtUs = nowUs + REST_US;
			return false;
		}
		if (!this.#waiting && this.#attempts > 0) this.#attempts = 0;
		this.#waiting = true;
		this.sequence = nextOf(this.sequence);
		this.pollAtUs = nowUs + Math.floor(ACK_WAIT_US * 2 ** this.#attempts * (1 + this.#luck() / 4));
		this.#attempts++;
		return true;
	}

	/** The root has taken the DAO `sequence`; any other answer is late. */
	acknowledged(sequence: number, nowUs: number): void {
		if (!this.#waiting || sequence !== this.sequence) return;
		this.#waiting = false;
		this.#attempts = 0;
		this.pathSequence = nextOf(this.pathSequence);
		this.pollAtUs = nowUs + Math.floor(this.#lifetimeUs * (1 + this.#luck() / 4) * 0.5);
	}
}
