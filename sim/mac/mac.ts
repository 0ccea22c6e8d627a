/*
 * The MAC of every radio: beacon-less 802.15.4 with acknowledgement and retries.
 *
 *   Idle          frame queued                  -> Contending     CSMA-CA from macMinBE
 *   Contending    channel idle                  -> Sending        transmit
 *   Contending    busy at the last assessment   -> Idle           channelAccessFailure
 *   Sending       last octet out, no AR         -> Idle           success
 *   Sending       last octet out, AR            -> AwaitingAck    for macAckWaitDuration
 *   AwaitingAck   Imm-Ack with our DSN          -> Idle           success
 *   AwaitingAck   time is up, attempts left     -> Contending     the same DSN again
 *   AwaitingAck   time is up, none left         -> Idle           noAck
 *
 * The receiver of a radio that rests is off in Idle with nothing to send, and on otherwise, as
 * rest.ts has it; what waits for such a radio lies in mailbox.ts. Idle with frames in the queue
 * waits an interframe spacing first.
 */
import {below, draw, type StreamKey} from '../kernel/random.js';
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import {Event, type Trace} from '../kernel/trace.js';
import type {Medium, MediumListener, Reception} from '../phy/medium.js';
import {airtimeUs, aTurnaroundTimeUs, CCA_US} from '../phy/o-qpsk.js';
import type {Psdu, PsduPool} from '../phy/psdu-pool.js';
import {Addresses} from './addresses.js';
import {Duplicates} from './duplicates.js';
import {
	ACK_SIZE,
	AddressMode,
	BROADCAST,
	FCS_SIZE,
	FrameType,
	fcsHolds,
	Mhr,
	writeAck,
} from './frame.js';
import {FrameMaker} from './frame-maker.js';
import {childKey} from './indirect.js';
import {type LinkSecurity, letIn} from './link-security.js';
import type {MacIndication, MacListener, SendStatus} from './listener.js';
import {MacCommand} from './mac-command.js';
import type {MacOptions} from './mac-options.js';
import {Mailbox} from './mailbox.js';
import {
	aMaxSIFSFrameSize,
	aUnitBackoffPeriodUs,
	macAckWaitDurationUs,
	macMinLIFSPeriodUs,
	macMinSIFSPeriodUs,
	type Pib,
} from './pib.js';
import {Rest} from './rest.js';
import {TxKind, type TxManner, TxQueue} from './tx-queue.js';

export type {MacIndication, MacListener, SendStatus} from './listener.js';

/** From the end of a frame to the end of its ACK, and as long again until one is heard. */
const ACK_US = 2 * aTurnaroundTimeUs + airtimeUs(ACK_SIZE);

const Idle = 0;
const Contending = 1;
const Sending = 2;
const AwaitingAck = 3;

export class Mac implements MediumListener {
	listener: MacListener | undefined;
	readonly addresses: Addresses;
	readonly #scheduler: Scheduler;
	readonly #trace: Trace;
	readonly #pool: PsduPool;
	readonly #medium: Medium;
	readonly #pib: Pib;
	#luck: StreamKey;
	readonly #security: LinkSecurity | undefined;
	readonly #queue: TxQueue;
	readonly #assessed: Kind;
	readonly #ackMissing: Kind;
	readonly #mailbox: Mailbox;
	readonly #rest: Rest;
	readonly #duplicates: Duplicates;
	readonly #maker: FrameMaker;

	readonly #state: Uint8Array;
	/** NB and BE of the standard. */
	readonly #nb: Uint8Array;
	readonly #be: Uint8Array;
	readonly #retries: Uint8Array;
	/** Counts what a radio waited for, so that a late event is known as late. */
	readonly #stamp: Int32Array;
	/** Backoffs drawn so far. */
	readonly #draws: Float64Array;
	/** The end of the interframe spacing. */
	readonly #freeUs: Float64Array;
	readonly #mhr = new Mhr();
	readonly #indication: MacIndication = {
		source: 0,
		destination: 0,
		octets: new Uint8Array(0),
		at: 0,
		size: 0,
		rssiCdbm: 0,
		pending: false,
	};

	constructor(options: MacOptions) {
		const {radioCount: count, scheduler} = options;
		this.#scheduler = scheduler;
		this.#trace = options.trace;
		this.#pool = options.pool;
		this.#medium = options.medium;
		this.#pib = options.pib;
		this.#luck = options.luck;
		this.#security = options.security;
		this.#queue = new TxQueue(count, options.queueMax);
		this.#assessed = scheduler.register((radio, stamp) => this.#channelAssessed(radio, stamp));
		this.#ackMissing = scheduler.register((radio, stamp) => this.#ackTimedOut(radio, stamp));
		this.#mailbox = new Mailbox({
			scheduler,
			pool: options.pool,
			send: (...frame) => void this.#enqueue(...frame),
			taken: (radio, handle) => this.listener?.macSent(radio, handle, 'success', 1),
			expired: (radio, handle) => this.listener?.macExpired?.(radio, handle),
		});
		this.addresses = new Addresses(count);
		this.#duplicates = new Duplicates(count);
		const idle = (radio: number) => this.#state[radio] === Idle;
		this.#rest = new Rest({scheduler, medium: options.medium, radioCount: count, idle});
		const dsn = Uint8Array.from({length: count}, (_, radio) => draw(this.#luck, radio, -1, 0));
		this.#maker = new FrameMaker(options.pool, this.addresses, dsn, options.security);
		this.#state = new Uint8Array(count);
		this.#nb = new Uint8Array(count);
		this.#be = new Uint8Array(count);
		this.#retries = new Uint8Array(count);
		this.#stamp = new Int32Array(count);
		this.#draws = new Float64Array(count);
		this.#freeUs = new Float64Array(count);
		options.medium.listener = this;
	}

	/** Octets of payload that fit a data frame with short addresses: 116, or 106 protected. */
	get payloadMax(): number {
		return this.#maker.payloadMax;
	}

	/**
	 * Queues a data frame of `size` octets at `at` for `destination`, with AR unless broadcast.
	 * Returns the handle that macSent() names, -1 if the queue is full.
	 */
	send(radio: number, destination: number, payload: Uint8Array, at: number, size: number): number {
		if (!this.#hasRoom(radio, size)) return -1;
		const psdu = this.#maker.data(radio, destination, payload, at, size);
		return this.#enqueue(radio, psdu, destination, this.#maker.dsn(radio));
	}

	/**
	 * Queues a beacon, a command, or what has an address of eight octets: the first `size` octets
	 * of `payload` behind `mhr`, whose DSN is filled in. Returns as send() does.
	 */
	sendFrame(radio: number, mhr: Mhr, payload: Uint8Array, size: number): number {
		if (!this.#hasRoom(radio, size)) return -1;
		const psdu = this.#maker.frame(radio, mhr, payload, size);
		const polls = mhr.type === FrameType.command && payload[0] === MacCommand.dataRequest;
		const destination = mhr.acknowledge ? mhr.dstShort : BROADCAST;
		const audience = this.addresses.receiverOf(mhr);
		const manner = {kind: polls ? TxKind.poll : TxKind.addressed, audience};
		return this.#enqueue(radio, psdu, destination, mhr.dsn, manner);
	}

	/**
	 * Keeps a data frame for `destination` until that asks for it, for macTransactionPersistenceTime
	 * at most. Returns as send() does.
	 */
	sendIndirect(
		radio: number,
		destination: number,
		payload: Uint8Array,
		at: number,
		size: number,
	): number {
		if (!this.#mailbox.hasRoom(radio)) return -1;
		const psdu = this.#maker.data(radio, destination, payload, at, size);
		return this.#keep(radio, childKey(destination, 0, true), psdu);
	}

	/** The same for a frame to an address of eight octets, as of sendFrame(). */
	sendFrameIndirect(radio: number, mhr: Mhr, payload: Uint8Array, size: number): number {
		if (!this.#mailbox.hasRoom(radio)) return -1;
		const psdu = this.#maker.frame(radio, mhr, payload, size);
		return this.#keep(radio, childKey(0, mhr.dstLow, false), psdu);
	}

	#keep(radio: number, child: number, psdu: Psdu): number {
		const handle = this.#queue.newHandle(radio);
		this.#mailbox.keep(radio, child, {psdu, dsn: this.#maker.dsn(radio), handle});
		return handle;
	}

	/** macPANId of all radios. */
	setPanId(panId: number): void {
		this.#maker.panId = panId;
	}

	/**
	 * Queues a frame as it is, FCS included, 1 to 127 octets: by CSMA-CA, once, whatever its source
	 * and without waiting for an ACK. False if the queue is full.
	 */
	sendPsdu(radio: number, octets: Uint8Array): boolean {
		if (!this.#hasRoom(radio, octets.length)) return false;
		const psdu = this.#pool.take(octets.length);
		this.#pool.octets(psdu).set(octets);
		this.#enqueue(radio, psdu, BROADCAST, 0);
		return true;
	}

	/** From now on backoffs are drawn from other luck. */
	reseed(luck: StreamKey): void {
		this.#luck = luck;
	}

	/** macRxOnWhenIdle: whether it listens while it has nothing to send. */
	setRxOnWhenIdle(radio: number, on: boolean): void {
		this.#rest.setRxOnWhenIdle(radio, on);
	}

	/* What the medium says. */

	transmissionEnded(radio: number, psdu: Psdu): void {
		if (this.#state[radio] !== Sending || this.#queue.head(radio) !== psdu) {
			// An Imm-Ack of ours: nothing waits for it.
			this.#pool.give(psdu);
			return;
		}
		if (this.#queue.destination(radio) === BROADCAST) {
			this.#finish(radio, 'success');
			return;
		}
		this.#state[radio] = AwaitingAck;
		const deadline = this.#scheduler.now + macAckWaitDurationUs;
		this.#scheduler.at(deadline, this.#ackMissing, radio, ++this.#stamp[radio]);
	}

	received(radio: number, frame: Reception): void {
		const {octets, size} = frame;
		const mhr = this.#mhr;
		if (!fcsHolds(octets, 0, size)) {
			this.#trace.event(Event.fcsBad, radio, size, 0);
			return;
		}
		if (!mhr.read(octets, size - FCS_SIZE)) return;
		if (mhr.type === FrameType.ack) this.#acknowledged(radio, mhr.dsn, mhr.pending);
		else this.#arrived(radio, frame);
	}

	/* Sending. */

	#hasRoom(radio: number, size: number): boolean {
		if (this.#queue.hasRoom(radio)) return true;
		this.#trace.event(Event.queueFull, radio, size, 0);
		return false;
	}

	#enqueue(radio: number, psdu: Psdu, destination: number, dsn: number, manner?: TxManner): number {
		const handle = this.#queue.push(radio, psdu, destination, dsn, manner);
		if (manner?.kind === TxKind.indirect) this.#queue.hurry(radio);
		if (this.#state[radio] === Idle) {
			this.#medium.listen(radio, true);
			this.#beginAttempt(radio, 0);
		}
		return handle;
	}

	#beginAttempt(radio: number, retries: number): void {
		this.#state[radio] = Contending;
		this.#retries[radio] = retries;
		this.#nb[radio] = 0;
		this.#be[radio] = this.#pib.macMinBE;
		this.#backOff(radio);
	}

	/** Unslotted CSMA-CA: wait 0 to 2^BE - 1 backoff periods, then assess. */
	#backOff(radio: number): void {
		const luck = draw(this.#luck, radio, 0, this.#draws[radio]++);
		const periods = below(luck, 1 << this.#be[radio]);
		const startUs = Math.max(this.#scheduler.now, this.#freeUs[radio]);
		const assessedUs = startUs + periods * aUnitBackoffPeriodUs + CCA_US;
		this.#scheduler.at(assessedUs, this.#assessed, radio, ++this.#stamp[radio]);
	}

	#channelAssessed(radio: number, stamp: number): void {
		if (stamp !== this.#stamp[radio]) return;
		if (!this.#medium.busy(radio, this.#scheduler.now - CCA_US)) {
			this.#state[radio] = Sending;
			this.#medium.transmit(radio, this.#queue.head(radio), this.#headAudience(radio));
			return;
		}
		this.#be[radio] = Math.min(this.#be[radio] + 1, this.#pib.macMaxBE);
		if (this.#nb[radio]++ < this.#pib.macMaxCSMABackoffs) this.#backOff(radio);
		else this.#finish(radio, 'channelAccessFailure');
	}

	#headAudience(radio: number): number {
		if (this.#queue.kind(radio) !== TxKind.plain) return this.#queue.audience(radio);
		const destination = this.#queue.destination(radio);
		return destination === BROADCAST ? -1 : this.addresses.radioOf(destination);
	}

	#acknowledged(radio: number, dsn: number, pending: boolean): void {
		if (this.#state[radio] !== AwaitingAck || this.#queue.dsn(radio) !== dsn) return;
		this.#stamp[radio]++;
		if (pending && this.#queue.kind(radio) === TxKind.poll) this.#rest.promise(radio);
		this.#finish(radio, 'success');
	}

	#ackTimedOut(radio: number, stamp: number): void {
		if (stamp !== this.#stamp[radio]) return;
		const retries = this.#retries[radio] + 1;
		// IEEE 802.15.4, 5.1.6.4: what was asked for is sent again only if it is asked for again.
		if (this.#queue.kind(radio) === TxKind.indirect || retries > this.#pib.macMaxFrameRetries) {
			this.#finish(radio, 'noAck');
			return;
		}
		this.#trace.event(Event.retry, radio, this.#headSize(radio), retries);
		this.#beginAttempt(radio, retries);
	}

	/** The frame at the head is done with: tell, then turn to the next one. */
	#finish(radio: number, status: SendStatus): void {
		const size = this.#headSize(radio);
		if (status !== 'success') this.#trace.event(Event[status], radio, size, this.#retries[radio]);
		this.#freeUs[radio] =
			this.#scheduler.now + (size > aMaxSIFSFrameSize ? macMinLIFSPeriodUs : macMinSIFSPeriodUs);
		const handle = this.#queue.handle(radio);
		const kind = this.#queue.kind(radio);
		const attempts = this.#retries[radio] + 1;
		const psdu = this.#queue.pop(radio);
		this.#state[radio] = Idle;
		if (this.#queue.length(radio) > 0) this.#beginAttempt(radio, 0);
		else this.#rest.settle(radio);
		if (kind === TxKind.indirect) {
			this.#mailbox.handedOut(radio, handle, status);
			return;
		}
		this.#pool.give(psdu);
		if (kind === TxKind.poll) {
			this.listener?.macPolled?.(radio, status, this.#rest.promised(radio));
		} else this.listener?.macSent(radio, handle, status, attempts);
	}

	#headSize(radio: number): number {
		return this.#pool.size(this.#queue.head(radio));
	}

	/* Receiving. */

	#arrived(radio: number, frame: Reception): void {
		const mhr = this.#mhr;
		if (!this.addresses.isFor(radio, mhr)) return;
		const sender = this.addresses.senderOf(mhr);
		const source = childKey(mhr.srcShort, mhr.srcLow, mhr.srcMode === AddressMode.short);
		const asks =
			mhr.type === FrameType.command && frame.octets[mhr.size] === MacCommand.dataRequest;
		if (mhr.acknowledge && mhr.dstShort !== BROADCAST) {
			const promised = asks && this.#queue.hasRoom(radio) && this.#mailbox.has(radio, source);
			this.#acknowledge(radio, sender, mhr.dsn, promised);
			if (promised) this.#mailbox.handOut(radio, source, sender);
		}
		if (this.#duplicates.repeats(radio, source, mhr.dsn, this.#scheduler.now)) {
			this.#trace.event(Event.duplicate, radio, sender, mhr.dsn);
		} else if (asks) this.listener?.macAsked?.(radio, mhr.srcShort);
		else this.#handUp(radio, frame);
	}

	#handUp(radio: number, frame: Reception): void {
		const mhr = this.#mhr;
		const indication = this.#indication;
		indication.source = mhr.srcShort;
		indication.destination = mhr.dstShort;
		indication.octets = frame.octets;
		indication.at = mhr.size;
		indication.size = frame.size - mhr.size - FCS_SIZE;
		indication.rssiCdbm = frame.rssiCdbm;
		indication.pending = mhr.pending;
		if (mhr.dstShort !== BROADCAST && this.#rest.promised(radio)) this.#rest.kept(radio);
		if (mhr.type === FrameType.data) {
			const refusal = letIn(this.#security, radio, {octets: frame.octets, mhr, indication});
			if (refusal === 0) this.listener?.macReceived(radio, indication);
			else this.#trace.event(Event.insecure, radio, mhr.srcShort - 1, refusal);
		} else if (mhr.type === FrameType.beacon) this.listener?.macBeacon?.(radio, indication);
		else this.listener?.macCommand?.(radio, indication, mhr);
	}

	/**
	 * Imm-Ack: one turnaround after the frame, without CSMA. Whatever the radio sends next waits
	 * until it is out.
	 */
	#acknowledge(radio: number, audience: number, dsn: number, pending: boolean): void {
		const psdu = this.#pool.take(ACK_SIZE);
		writeAck(this.#pool.octets(psdu), 0, dsn, pending);
		this.#medium.transmit(radio, psdu, audience);
		if (pending) this.#freeUs[radio] = this.#scheduler.now + ACK_US;
	}
}
