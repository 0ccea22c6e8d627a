/*
 * Control requests, one at a time, each sent again until it is answered.
 *
 *   Idle     call                          -> Waiting   CTRL_REQ
 *   Waiting  CTRL_RSP with the same id     -> Idle      answered; the next one
 *   Waiting  RETRY_US                      -> Waiting   CTRL_REQ with the same id
 *   Waiting  ATTEMPTS of these             -> Idle      lost; the next one
 *   any      the line is lost              -> Idle      all are lost
 *
 * A device answers a repeated id with what it answered before, so nothing is done twice.
 */
import {type Op, Status} from './codes.js';
import {packControl, type Value} from './control.js';

export type Outcome =
	| {readonly kind: 'answered'; readonly status: number; readonly results: readonly Value[]}
	| {readonly kind: 'lost'; readonly reason: string};

export interface Call {
	readonly op: Op;
	readonly args: readonly Value[];
	/** Its arguments are keys. */
	readonly secret?: boolean;
	readonly settle: (outcome: Outcome) => void;
}

export type SendRequest = (payload: Uint8Array, secret: boolean) => void;

const RETRY_US = 500_000;
const ATTEMPTS = 4;

/** True for an answer that says the request was met. */
export function isOk(outcome: Outcome): boolean {
	return outcome.kind === 'answered' && outcome.status === Status.OK;
}

export class Calls {
	readonly #send: SendRequest;
	#calls: Call[] = [];
	#id = 0;
	#attempts = 0;
	#dueUs = Infinity;

	constructor(send: SendRequest) {
		this.#send = send;
	}

	/** Ids count from `id`, modulo 256. */
	restart(id: number): void {
		this.#id = id & 0xff;
	}

	/** Takes the next id, for a request that is not kept here. */
	takeId(): number {
		const id = this.#id;
		this.#id = (id + 1) & 0xff;
		return id;
	}

	add(call: Call, nowUs: number): void {
		this.#calls.push(call);
		if (this.#calls.length === 1) this.#begin(nowUs);
	}

	/** Takes an answer; one that nobody waits for is passed over. */
	answered([id, status, ...results]: readonly Value[], nowUs: number): void {
		const call = this.#calls[0];
		if (call === undefined || id !== this.#id || typeof status !== 'number') return;
		this.#end(nowUs);
		call.settle({kind: 'answered', status, results});
	}

	poll(nowUs: number): void {
		const call = this.#calls[0];
		if (call === undefined || nowUs < this.#dueUs) return;
		if (this.#attempts < ATTEMPTS) {
			this.#transmit(call, nowUs);
			return;
		}
		this.#end(nowUs);
		call.settle({kind: 'lost', reason: 'the device does not answer'});
	}

	get pollAtUs(): number {
		return this.#calls.length > 0 ? this.#dueUs : Infinity;
	}

	/** Gives up all of them. */
	fail(reason: string): void {
		const calls = this.#calls;
		this.#calls = [];
		for (const {settle} of calls) settle({kind: 'lost', reason});
	}

	#begin(nowUs: number): void {
		this.#attempts = 0;
		const call = this.#calls[0];
		if (call !== undefined) this.#transmit(call, nowUs);
	}

	#end(nowUs: number): void {
		this.#calls.shift();
		this.takeId();
		this.#begin(nowUs);
	}

	#transmit({op, args, secret = false}: Call, nowUs: number): void {
		this.#attempts += 1;
		this.#dueUs = nowUs + RETRY_US;
		this.#send(packControl([this.#id, op, ...args]), secret);
	}
}
