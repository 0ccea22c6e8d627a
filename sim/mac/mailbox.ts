/*
 * What a MAC keeps for those who rest, and hands out when they ask: IEEE 802.15.4, 5.1.5.
 *
 *   none        keep                            -> waiting     macTransactionPersistenceTime from now
 *   waiting     data request of the child       -> asked for   an ACK with "pending", then the frame
 *   asked for   the child's ACK                 -> none        taken
 *   asked for   no ACK                          -> waiting     the same DSN at the next request
 *   waiting     its time is over                -> none        expired
 *   asked for   its time is over, and no ACK    -> none        expired
 *
 * Knows no queue: it is told how to send, and tells what became of a frame.
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import type {Psdu, PsduPool} from '../phy/psdu-pool.js';
import {NO_SHORT, setPending} from './frame.js';
import {Indirect, NO_TRANSACTION} from './indirect.js';
import type {SendStatus} from './listener.js';
import {macTransactionPersistenceTimeUs} from './pib.js';
import {TxKind, type TxManner} from './tx-queue.js';

/** Frames that one radio keeps; one more is refused. */
const FRAMES_MAX = 32;

export interface MailboxWays {
	readonly scheduler: Scheduler;
	readonly pool: PsduPool;
	/** Sends a frame at once and once. */
	send(radio: number, psdu: Psdu, destination: number, dsn: number, manner: TxManner): void;
	/** The child has the frame that was kept as `handle`. */
	taken(radio: number, handle: number): void;
	/** Nobody came for it in time. */
	expired(radio: number, handle: number): void;
}

export class Mailbox {
	readonly #ways: MailboxWays;
	readonly #indirect = new Indirect();
	readonly #expired: Kind;

	constructor(ways: MailboxWays) {
		this.#ways = ways;
		this.#expired = ways.scheduler.register((radio, handle) => this.#overdue(radio, handle));
	}

	hasRoom(radio: number): boolean {
		return this.#indirect.count(radio) < FRAMES_MAX;
	}

	/** Keeps a frame for `child`, a key of indirect.ts. */
	keep(radio: number, child: number, frame: {psdu: Psdu; dsn: number; handle: number}): void {
		const {scheduler} = this.#ways;
		this.#indirect.add(radio, child, frame);
		const overUs = scheduler.now + macTransactionPersistenceTimeUs;
		scheduler.at(overUs, this.#expired, radio, frame.handle);
	}

	/** Whether there is a frame for `child`. */
	has(radio: number, child: number): boolean {
		return this.#indirect.oldest(radio, child) !== NO_TRANSACTION;
	}

	/** Sends the oldest frame for `child`, whose radio is `audience`. There is one. */
	handOut(radio: number, child: number, audience: number): void {
		const {pool} = this.#ways;
		const transaction = this.#indirect.oldest(radio, child);
		this.#indirect.ask(transaction, true);
		const psdu = this.#indirect.psdu(transaction);
		setPending(pool.octets(psdu), pool.size(psdu), this.has(radio, child));
		const handle = this.#indirect.handle(transaction);
		const manner = {kind: TxKind.indirect, audience, handle};
		this.#ways.send(radio, psdu, NO_SHORT, this.#indirect.dsn(transaction), manner);
	}

	/** The frame that was handed out last has been sent, with or without an ACK. */
	handedOut(radio: number, handle: number, status: SendStatus): void {
		const transaction = this.#indirect.find(radio, handle);
		const taken = status === 'success';
		if (taken || this.#indirect.isLate(transaction)) this.#conclude(radio, handle, taken);
		else this.#indirect.ask(transaction, false);
	}

	#overdue(radio: number, handle: number): void {
		const transaction = this.#indirect.find(radio, handle);
		if (transaction === NO_TRANSACTION) return;
		if (this.#indirect.isAsked(transaction)) this.#indirect.becomeLate(transaction);
		else this.#conclude(radio, handle, false);
	}

	#conclude(radio: number, handle: number, taken: boolean): void {
		const transaction = this.#indirect.find(radio, handle);
		this.#ways.pool.give(this.#indirect.psdu(transaction));
		this.#indirect.remove(radio, transaction);
		if (taken) this.#ways.taken(radio, handle);
		else this.#ways.expired(radio, handle);
	}
}
