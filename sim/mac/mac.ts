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
 * The receiver of a radio that rests is off in Idle with nothing to send, and on otherwise.
 * Idle with frames in the queue waits an interframe spacing first. All radios' states lie in
 * columns; a radio is an index, its short address is index + 1.
 */

import {below, draw, type StreamKey} from '../kernel/random.js';
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import {Event, type Trace} from '../kernel/trace.js';
import type {Medium, MediumListener, Reception} from '../phy/medium.js';
import {CCA_US} from '../phy/o-qpsk.js';
import type {Psdu, PsduPool} from '../phy/psdu-pool.js';
import {
	ACK_SIZE,
	AddressMode,
	BROADCAST,
	FCS_SIZE,
	FrameType,
	fcsHolds,
	Mhr,
	PSDU_SIZE_MAX,
	SHORT_MHR_SIZE,
	writeAck,
	writeFcs,
	writeShortData,
} from './frame.js';
import {type LinkSecurity, Refusal, SECURITY_OVERHEAD} from './link-security.js';
import {
	aMaxSIFSFrameSize,
	aUnitBackoffPeriodUs,
	macAckWaitDurationUs,
	macMinLIFSPeriodUs,
	macMinSIFSPeriodUs,
	macPANId,
	type Pib,
} from './pib.js';
import {TxQueue} from './tx-queue.js';

/** How sending a frame ended. */
export type SendStatus = 'success' | 'noAck' | 'channelAccessFailure';

/** What the layer above learns. */
export interface MacListener {
	/** A data frame for `node`: its payload is `size` octets at `at`. Valid during the call. */
	macReceived(node: number, frame: MacIndication): void;
	/** The frame that send() named `handle` is done with, after so many attempts. */
	macSent(node: number, handle: number, status: SendStatus, attempts: number): void;
}

export interface MacIndication {
	source: number;
	destination: number;
	octets: Uint8Array;
	at: number;
	size: number;
	rssiCdbm: number;
}

export interface MacOptions {
	readonly scheduler: Scheduler;
	readonly trace: Trace;
	readonly pool: PsduPool;
	readonly medium: Medium;
	readonly radioCount: number;
	readonly pib: Pib;
	/** Frames that wait or are being sent, per radio; one more is refused. */
	readonly queueMax: number;
	readonly luck: StreamKey;
	/** Protects data frames and lets no other in; none if not said. */
	readonly security?: LinkSecurity | undefined;
}

/** A DSN comes round after 256 frames; the same one within this time is a retransmission. */
const DUPLICATE_WINDOW_US = 1_000_000;

const Idle = 0;
const Contending = 1;
const Sending = 2;
const AwaitingAck = 3;

export class Mac implements MediumListener {
	listener: MacListener | undefined;
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

	readonly #state: Uint8Array;
	/** NB and BE of the standard. */
	readonly #nb: Uint8Array;
	readonly #be: Uint8Array;
	readonly #retries: Uint8Array;
	readonly #dsn: Uint8Array;
	/** Counts what a radio waited for, so that a late event is known as late. */
	readonly #stamp: Int32Array;
	/** Backoffs drawn so far. */
	readonly #draws: Float64Array;
	/** The end of the interframe spacing. */
	readonly #freeUs: Float64Array;
	readonly #heard: Map<number, number>[];
	readonly #rests: Uint8Array;
	readonly #mhr = new Mhr();
	readonly #indication: MacIndication = {
		source: 0,
		destination: 0,
		octets: new Uint8Array(0),
		at: 0,
		size: 0,
		rssiCdbm: 0,
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
		this.#state = new Uint8Array(count);
		this.#nb = new Uint8Array(count);
		this.#be = new Uint8Array(count);
		this.#retries = new Uint8Array(count);
		this.#dsn = Uint8Array.from({length: count}, (_, radio) => draw(this.#luck, radio, -1, 0));
		this.#stamp = new Int32Array(count);
		this.#draws = new Float64Array(count);
		this.#freeUs = new Float64Array(count);
		this.#heard = Array.from({length: count}, () => new Map());
		this.#rests = new Uint8Array(count);
		options.medium.listener = this;
	}

	/** Octets of payload that fit a data frame with short addresses: 116, or 106 protected. */
	get payloadMax(): number {
		return PSDU_SIZE_MAX - SHORT_MHR_SIZE - this.#overhead - FCS_SIZE;
	}

	get #overhead(): number {
		return this.#security === undefined ? 0 : SECURITY_OVERHEAD;
	}

	/**
	 * Queues a data frame of `size` octets at `at` for `destination`, with AR unless broadcast.
	 * Returns the handle that macSent() names, -1 if the queue is full.
	 */
	send(radio: number, destination: number, payload: Uint8Array, at: number, size: number): number {
		if (!this.#queue.hasRoom(radio)) {
			this.#trace.event(Event.queueFull, radio, size, 0);
			return -1;
		}
		const dsn = (this.#dsn[radio] + 1) & 0xff;
		this.#dsn[radio] = dsn;
		const psdu = this.#pool.take(SHORT_MHR_SIZE + this.#overhead + size + FCS_SIZE);
		const octets = this.#pool.octets(psdu);
		const ackRequest = destination !== BROADCAST;
		writeShortData(octets, 0, dsn, macPANId, destination, radio + 1, ackRequest);
		writeFcs(octets, 0, this.#writePayload(radio, octets, {payload, at, size}));
		return this.#enqueue(radio, psdu, {destination, dsn});
	}

	/**
	 * Queues a frame as it is, FCS included, 1 to 127 octets: by CSMA-CA, once, whatever its source
	 * and without waiting for an ACK. False if the queue is full.
	 */
	sendPsdu(radio: number, octets: Uint8Array): boolean {
		if (!this.#queue.hasRoom(radio)) {
			this.#trace.event(Event.queueFull, radio, octets.length, 0);
			return false;
		}
		const psdu = this.#pool.take(octets.length);
		this.#pool.octets(psdu).set(octets);
		this.#enqueue(radio, psdu, {destination: BROADCAST, dsn: 0});
		return true;
	}

	/** From now on backoffs are drawn from other luck. */
	reseed(luck: StreamKey): void {
		this.#luck = luck;
	}

	/** macRxOnWhenIdle: whether the receiver of `radio` is on while it has nothing to send. */
	setRxOnWhenIdle(radio: number, on: boolean): void {
		this.#rests[radio] = on ? 0 : 1;
		if (on || this.#state[radio] === Idle) this.#medium.listen(radio, on);
	}

	/** Frames that `radio` still has to send. */
	waiting(radio: number): number {
		return this.#queue.length(radio);
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
		if (!fcsHolds(octets, 0, size)) {
			this.#trace.event(Event.fcsBad, radio, size, 0);
			return;
		}
		const mhr = this.#mhr;
		if (!mhr.read(octets, size - FCS_SIZE)) return;
		if (mhr.type === FrameType.ack) this.#acknowledged(radio, mhr.dsn);
		else if (mhr.type === FrameType.data) this.#dataArrived(radio, frame);
	}

	/* Sending. */

	/** Behind the MHR, protected where frames are; returns where it ends. */
	#writePayload(
		radio: number,
		octets: Uint8Array,
		{payload, at, size}: {payload: Uint8Array; at: number; size: number},
	): number {
		if (this.#security !== undefined) {
			const frame = {octets, mhrSize: SHORT_MHR_SIZE, source: radio + 1};
			return this.#security.seal(radio, frame, payload.subarray(at, at + size));
		}
		for (let index = 0; index < size; index++) octets[SHORT_MHR_SIZE + index] = payload[at + index];
		return SHORT_MHR_SIZE + size;
	}

	#enqueue(radio: number, psdu: Psdu, to: {destination: number; dsn: number}): number {
		const handle = this.#queue.push(radio, psdu, to.destination, to.dsn);
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
			const destination = this.#queue.destination(radio);
			const audience = destination === BROADCAST ? -1 : destination - 1;
			this.#medium.transmit(radio, this.#queue.head(radio), audience);
			return;
		}
		this.#be[radio] = Math.min(this.#be[radio] + 1, this.#pib.macMaxBE);
		if (this.#nb[radio]++ < this.#pib.macMaxCSMABackoffs) this.#backOff(radio);
		else this.#finish(radio, 'channelAccessFailure');
	}

	#acknowledged(radio: number, dsn: number): void {
		if (this.#state[radio] !== AwaitingAck || this.#queue.dsn(radio) !== dsn) return;
		this.#stamp[radio]++;
		this.#finish(radio, 'success');
	}

	#ackTimedOut(radio: number, stamp: number): void {
		if (stamp !== this.#stamp[radio]) return;
		const retries = this.#retries[radio] + 1;
		if (retries > this.#pib.macMaxFrameRetries) {
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
		const attempts = this.#retries[radio] + 1;
		this.#pool.give(this.#queue.pop(radio));
		this.#state[radio] = Idle;
		if (this.#queue.length(radio) > 0) this.#beginAttempt(radio, 0);
		else if (this.#rests[radio] === 1) this.#medium.listen(radio, false);
		this.listener?.macSent(radio, handle, status, attempts);
	}

	#headSize(radio: number): number {
		return this.#pool.size(this.#queue.head(radio));
	}

	/* Receiving. */

	#dataArrived(radio: number, frame: Reception): void {
		const mhr = this.#mhr;
		const {dstShort, srcShort, dsn} = mhr;
		if (mhr.dstMode !== AddressMode.short || mhr.srcMode !== AddressMode.short) return;
		if (dstShort !== BROADCAST && dstShort !== radio + 1) return;
		if (mhr.acknowledge && dstShort !== BROADCAST) this.#acknowledge(radio, srcShort, dsn);
		if (this.#isDuplicate(radio, srcShort, dsn)) {
			this.#trace.event(Event.duplicate, radio, srcShort - 1, dsn);
			return;
		}
		const indication = this.#indication;
		indication.source = srcShort;
		indication.destination = dstShort;
		indication.octets = frame.octets;
		indication.at = mhr.size;
		indication.size = frame.size - mhr.size - FCS_SIZE;
		indication.rssiCdbm = frame.rssiCdbm;
		if (this.#letIn(radio, frame)) this.listener?.macReceived(radio, indication);
	}

	/** Takes the protection off, where there has to be one; false for a frame that is refused. */
	#letIn(radio: number, frame: Reception): boolean {
		const security = this.#security;
		const mhr = this.#mhr;
		if (security === undefined && !mhr.secured) return true;
		const size = security?.open(radio, frame.octets, mhr, frame.size) ?? -Refusal.level;
		if (security === undefined || size < 0) {
			this.#trace.event(Event.insecure, radio, mhr.srcShort - 1, -size);
			return false;
		}
		const indication = this.#indication;
		indication.octets = security.plain;
		indication.at = 0;
		indication.size = size;
		return true;
	}

	/** Imm-Ack: one turnaround after the frame, without CSMA. */
	#acknowledge(radio: number, source: number, dsn: number): void {
		const psdu = this.#pool.take(ACK_SIZE);
		writeAck(this.#pool.octets(psdu), 0, dsn, false);
		this.#medium.transmit(radio, psdu, source - 1);
	}

	#isDuplicate(radio: number, source: number, dsn: number): boolean {
		const heard = this.#heard[radio];
		const now = this.#scheduler.now;
		const before = heard.get(source);
		heard.set(source, now * 256 + dsn);
		if (before === undefined || before % 256 !== dsn) return false;
		return now - Math.floor(before / 256) < DUPLICATE_WINDOW_US;
	}
}
