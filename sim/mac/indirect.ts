/*
 * Transactions of mailbox.ts: frames that wait until their child asks for them, in columns.
 *
 * Knows a child by a key, which stands for its address of two octets or of eight. Those of one
 * radio are few, and are looked through in their order.
 */
import type {Psdu} from '../phy/psdu-pool.js';

/** Names a transaction. */
export type Transaction = number;

export const NO_TRANSACTION = -1;

/** Keys of addresses of eight octets begin here. */
const EXTENDED = 0x1_0000;

/** The key of a short address, or of the lower half of an EUI-64. */
export function childKey(short: number, euiLow: number, isShort: boolean): number {
	return isShort ? short : EXTENDED + euiLow;
}

export class Indirect {
	readonly #psdu: number[] = [];
	readonly #child: number[] = [];
	readonly #handle: number[] = [];
	readonly #dsn: number[] = [];
	readonly #asked: boolean[] = [];
	readonly #late: boolean[] = [];
	readonly #free: Transaction[] = [];
	/** By radio, the oldest first. */
	readonly #waiting = new Map<number, Transaction[]>();

	add(radio: number, child: number, frame: {psdu: Psdu; dsn: number; handle: number}): Transaction {
		const transaction = this.#free.pop() ?? this.#psdu.length;
		this.#psdu[transaction] = frame.psdu;
		this.#child[transaction] = child;
		this.#handle[transaction] = frame.handle;
		this.#dsn[transaction] = frame.dsn;
		this.#asked[transaction] = false;
		this.#late[transaction] = false;
		const waiting = this.#waiting.get(radio);
		if (waiting === undefined) this.#waiting.set(radio, [transaction]);
		else waiting.push(transaction);
		return transaction;
	}

	/** How many frames `radio` keeps. */
	count(radio: number): number {
		return this.#waiting.get(radio)?.length ?? 0;
	}

	/** The oldest frame that waits for `child`; NO_TRANSACTION if there is none. */
	oldest(radio: number, child: number): Transaction {
		for (const transaction of this.#waiting.get(radio) ?? []) {
			if (this.#child[transaction] === child && !this.#asked[transaction]) return transaction;
		}
		return NO_TRANSACTION;
	}

	/** It is handed out now, or waits again. */
	ask(transaction: Transaction, asked: boolean): void {
		this.#asked[transaction] = asked;
	}

	isAsked(transaction: Transaction): boolean {
		return this.#asked[transaction];
	}

	/** Its time is over, though it was asked for. */
	becomeLate(transaction: Transaction): void {
		this.#late[transaction] = true;
	}

	isLate(transaction: Transaction): boolean {
		return this.#late[transaction];
	}

	psdu(transaction: Transaction): Psdu {
		return this.#psdu[transaction];
	}

	dsn(transaction: Transaction): number {
		return this.#dsn[transaction];
	}

	handle(transaction: Transaction): number {
		return this.#handle[transaction];
	}

	/** The transaction of `handle`; NO_TRANSACTION if it is over. */
	find(radio: number, handle: number): Transaction {
		for (const transaction of this.#waiting.get(radio) ?? []) {
			if (this.#handle[transaction] === handle) return transaction;
		}
		return NO_TRANSACTION;
	}

	/** Ends it; its slot is the caller's to give back. */
	remove(radio: number, transaction: Transaction): void {
		const waiting = this.#waiting.get(radio)!;
		waiting.splice(waiting.indexOf(transaction), 1);
		this.#handle[transaction] = -1;
		this.#free.push(transaction);
	}
}
