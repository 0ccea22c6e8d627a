/*
 * A device at the end of a serial line, as long as the line holds: who it is, whether it lives,
 * what it is asked and what it tells.
 *
 *   absent     present()               -> present
 *   any        opening()               -> opening
 *   opening    opened()                -> hello      HELLO, again and again
 *   hello      answered                -> ready      PING once a second
 *   ready      three PINGs unanswered  -> stalled    HELLO once a second
 *   stalled    answered                -> ready
 *   ready      PONG without a session  -> hello      the device has started anew
 *   ready      RESET, SET_BAUD is met  -> hello
 *   any        closed()                -> unplugged  -> absent()
 *
 * Whatever leaves ready fails the calls under way and forgets what waits to be sent. Sans-io: it
 * is handed octets and times in microseconds, and hands out octets and News. Knows no port.
 */
import {BaudRates} from './baud-rates.js';
import {type Call, Calls, isOk, type Outcome} from './calls.js';
import {ClockEstimate} from './clock-estimate.js';
import {FrameType, Op, PongFlag, Status} from './codes.js';
import {packControl, unpackControl, type Value} from './control.js';
import {LineDecoder} from './decoder.js';
import {type Device, deviceIn} from './device.js';
import {type Frame, frameSize, PAYLOAD_MAX} from './frame.js';
import {Heartbeat} from './heartbeat.js';
import type {LinkState, News} from './news.js';
import {
	datagramUp,
	encodeDatagramDown,
	encodePing,
	faultIn,
	logLine,
	type Pong,
	panicIn,
	pongIn,
} from './payloads.js';
import {Transmitter} from './transmitter.js';

export interface LinkHost {
	/** Sends octets; those that are secret are not to be written down anywhere. */
	write(octets: Uint8Array, secret: boolean): void;
	changeBaudRate(rate: number): void;
	/** 32 random bits. */
	entropy(): number;
	tell(news: News): void;
}

export interface LinkOptions {
	readonly host: LinkHost;
	readonly baudRate: number;
}

export interface Reception {
	readonly source: number;
	readonly rssiDbm: number;
	readonly octets: Uint8Array;
}

const PROTO = 1;
const HELLO_US = 200_000;
const TRIAL_HELLO_US = 100_000;
const STALLED_HELLO_US = 1_000_000;
/** What ends a frame that the device may have begun, and flushes what it has collected. */
const ZEROS = 3;
const PING_PAYLOAD_SIZE = 12;
/** Ours to send; what the device sends is numbered by the seq of its frames. */
const HEADER_OF_DATAGRAM = 7;

export class Link {
	readonly counters = {badFrames: 0, linkLost: 0, unknownTypes: 0, malformed: 0, restarts: 0};
	readonly clock = new ClockEstimate();
	readonly #host: LinkHost;
	readonly #transmitter: Transmitter;
	readonly #calls: Calls;
	readonly #heartbeat = new Heartbeat();
	readonly #rates: BaudRates;
	#decoder = this.#freshDecoder();
	#state: LinkState = 'absent';
	#nowUs = 0;
	#device: Device | undefined;
	#resetCommanded = false;
	#sessionNonce = 0;
	#helloDueUs = Infinity;
	/** How many octets were written when each HELLO had been. */
	readonly #hellos = new Map<number, number>();
	#rxSeq: number | undefined;

	constructor({host, baudRate}: LinkOptions) {
		this.#host = host;
		this.#rates = new BaudRates(baudRate);
		this.#transmitter = new Transmitter((octets, secret) => host.write(octets, secret));
		this.#calls = new Calls((payload, secret) =>
			this.#transmitter.send({type: FrameType.CTRL_REQ, payload, secret}),
		);
	}

	get state(): LinkState {
		return this.#state;
	}

	/** Who answered the last HELLO. */
	get device(): Device | undefined {
		return this.#device;
	}

	get baudRate(): number {
		return this.#rates.rate;
	}

	/** What was sent, what was lost on the way to the device, and what was dropped before. */
	get sent(): {frames: number; octets: number; dropped: number; lost: number} {
		return {...this.#transmitter.counters, lost: this.#transmitter.window.lost};
	}

	/** There is a port, and it cannot be opened. */
	present(): void {
		this.#enter('present');
	}

	absent(): void {
		this.#enter('absent');
	}

	opening(): void {
		this.#enter('opening');
	}

	opened(nowUs: number): void {
		this.#nowUs = nowUs;
		this.#decoder = this.#freshDecoder();
		this.#greet();
	}

	/** The port is closed, for whatever reason. */
	closed(): void {
		this.#decoder.flush();
		this.#helloDueUs = Infinity;
		this.#enter('unplugged');
	}

	received(octets: Uint8Array, nowUs: number): void {
		this.#nowUs = nowUs;
		this.#decoder.push(octets);
	}

	/** Does what is due; too early does no harm. */
	poll(nowUs: number): void {
		this.#nowUs = nowUs;
		const rate = this.#rates.poll(nowUs);
		if (rate !== undefined) this.#host.changeBaudRate(rate);
		if (nowUs >= this.#helloDueUs) this.#hello();
		this.#calls.poll(nowUs);
		const due = this.#heartbeat.poll(nowUs);
		if (due === 'beat') this.#ping();
		if (due === 'stall') this.#stall();
	}

	/** When poll() is to be called next, in microseconds; Infinity if never. */
	get pollAtUs(): number {
		const {pollAtUs} = this.#calls;
		const rest = [this.#helloDueUs, this.#heartbeat.pollAtUs, this.#rates.pollAtUs];
		return Math.min(pollAtUs, ...rest);
	}

	/** Asks the device; the outcome comes to `settle`. Without a device that is ready it is lost. */
	call(call: Call, nowUs: number): void {
		this.#nowUs = nowUs;
		if (this.#state !== 'ready') {
			call.settle({kind: 'lost', reason: `the line is ${this.#state}`});
			return;
		}
		// The answer may be lost, the reset not.
		if (call.op === Op.RESET) this.#resetCommanded = true;
		this.#calls.add({...call, settle: outcome => this.#settled(call, outcome)}, nowUs);
	}

	/** A datagram for the device, as if it had come by radio. False where it is lost already. */
	sendDatagram({source, rssiDbm, octets}: Reception, nowUs: number): boolean {
		this.#nowUs = nowUs;
		const sizeMax = Math.min(this.#device?.payloadMax ?? 0, PAYLOAD_MAX) - HEADER_OF_DATAGRAM;
		if (this.#state !== 'ready' || octets.length > sizeMax) return false;
		const payload = encodeDatagramDown({tUs: nowUs, rssiDbm, source, octets});
		return this.#transmitter.send({type: FrameType.DGRAM_DOWN, payload});
	}

	#enter(state: LinkState): void {
		const before = this.#state;
		if (state === before) return;
		this.#state = state;
		if (before === 'ready') this.#abandon(`the line is ${state}`);
		this.#host.tell({kind: 'state', state, before});
	}

	#abandon(reason: string): void {
		this.#heartbeat.stop();
		this.#transmitter.clear();
		this.#calls.fail(reason);
	}

	/** What a call has changed is seen to before whoever called hears of it. */
	#settled({op, args, settle}: Call, outcome: Outcome): void {
		if (isOk(outcome)) {
			if (op === Op.SET_TIME) this.clock.reset();
			if (op === Op.SET_BAUD) this.#changeBaudRate(Number(args[0]));
			if (op === Op.RESET && this.#rates.restart()) this.#host.changeBaudRate(this.#rates.rate);
			if (op === Op.RESET || op === Op.SET_BAUD) this.#greet();
		} else if (op === Op.RESET && outcome.kind === 'answered') {
			this.#resetCommanded = false;
		}
		settle(outcome);
	}

	#changeBaudRate(rate: number): void {
		this.#rates.begin(rate, this.#nowUs);
		this.#host.changeBaudRate(rate);
	}

	#greet(): void {
		this.#enter('hello');
		this.#rates.doubt(this.#nowUs);
		this.#sessionNonce = this.#host.entropy() >>> 0;
		this.#calls.restart(this.#host.entropy());
		this.#hellos.clear();
		this.#rxSeq = undefined;
		this.#hello();
	}

	#hello(): void {
		const settledUs = this.#state === 'stalled' ? STALLED_HELLO_US : HELLO_US;
		this.#helloDueUs = this.#nowUs + (this.#rates.unsettled ? TRIAL_HELLO_US : settledUs);
		const id = this.#calls.takeId();
		const payload = packControl([id, Op.HELLO, PROTO, PROTO, this.#sessionNonce]);
		this.#transmitter.sendZeros(ZEROS);
		this.#transmitter.sendNow({type: FrameType.CTRL_REQ, payload});
		this.#hellos.delete(id);
		this.#hellos.set(id, this.#transmitter.counters.octets);
	}

	#ping(): void {
		const sent = this.#transmitter.window.sent + frameSize(PING_PAYLOAD_SIZE);
		const payload = encodePing(this.#heartbeat.beat(this.#nowUs, sent >>> 0));
		this.#transmitter.sendNow({type: FrameType.PING, payload});
	}

	#stall(): void {
		this.#enter('stalled');
		this.#rates.doubt(this.#nowUs);
		this.#hello();
	}

	#freshDecoder(): LineDecoder {
		return new LineDecoder(PAYLOAD_MAX, {
			onFrame: frame => this.#onFrame(frame),
			onText: text => this.#host.tell({kind: 'text', text}),
			onGarbage: () => {
				if (this.#state === 'ready') this.counters.badFrames += 1;
			},
		});
	}

	#onFrame(frame: Frame): void {
		if (this.#rxSeq !== undefined) {
			this.counters.linkLost += (frame.seq - this.#rxSeq) & 0xff;
			this.#rxSeq = (frame.seq + 1) & 0xff;
		}
		if (!this.#take(frame)) this.counters.malformed += 1;
	}

	/** False for a payload that is none. */
	#take({type, seq, payload}: Frame): boolean {
		switch (type) {
			case FrameType.CTRL_RSP:
				return this.#onAnswer(unpackControl(payload), seq);
			case FrameType.EVENT:
				return this.#onEvent(unpackControl(payload));
			case FrameType.PONG:
				return this.#onPong(pongIn(payload));
			default:
				return this.#onReport(type, payload);
		}
	}

	#onReport(type: number, payload: Uint8Array): boolean {
		const news = reportIn(type, payload);
		if (news === 'unknown') this.counters.unknownTypes += 1;
		if (news === undefined || news === 'unknown') return news !== undefined;
		// A datagram of a session that has not begun belongs to nobody.
		if (news.kind !== 'datagram' || this.#state === 'ready') this.#host.tell(news);
		return true;
	}

	#onAnswer(values: readonly Value[] | undefined, seq: number): boolean {
		const [id, status, ...results] = values ?? [];
		if (typeof id !== 'number' || typeof status !== 'number') return false;
		if (this.#hellos.has(id)) return this.#onWelcome({id, status, results}, seq);
		if (this.#state === 'ready') this.#calls.answered([id, status, ...results], this.#nowUs);
		return true;
	}

	#onWelcome(
		answer: {id: number; status: number; results: readonly Value[]},
		seq: number,
	): boolean {
		const {id, status, results} = answer;
		if (status !== Status.OK) {
			this.#host.tell({kind: 'refused', status});
			return true;
		}
		const device = deviceIn(results);
		if (device === undefined) return false;
		// An answer of an earlier session, late.
		if (device.sessionNonce !== this.#sessionNonce) return true;
		const since = this.#transmitter.counters.octets - this.#hellos.get(id)!;
		this.#forgetHellos(id);
		this.#transmitter.window.restart(device.rxBuf, since);
		this.#rxSeq = (seq + 1) & 0xff;
		if (this.#state !== 'ready') this.#ready(device);
		return true;
	}

	/** Up to the answered one: answers come in order, and their ids are calls' ids from now on. */
	#forgetHellos(answered: number): void {
		for (const id of this.#hellos.keys()) {
			this.#hellos.delete(id);
			if (id === answered) return;
		}
	}

	#ready(device: Device): void {
		const restarted = this.#device !== undefined && this.#device.bootNonce !== device.bootNonce;
		const commanded = this.#resetCommanded;
		this.#device = device;
		this.#helloDueUs = Infinity;
		this.#rates.settle();
		this.#heartbeat.begin(this.#nowUs);
		if (restarted) {
			this.#resetCommanded = false;
			this.clock.reset();
			this.counters.restarts += 1;
			this.#host.tell({kind: 'restart', commanded, device});
		}
		this.#enter('ready');
	}

	#onEvent(values: readonly Value[] | undefined): boolean {
		const [event, tUs, value, octets] = values ?? [];
		const numbers = typeof event === 'number' && typeof tUs === 'number';
		if (!numbers || typeof value !== 'number' || !(octets instanceof Uint8Array)) return false;
		this.#host.tell({kind: 'event', event: {event, tUs, value: value | 0, octets}});
		return true;
	}

	#onPong(pong: Pong | undefined): boolean {
		if (pong === undefined) return false;
		if (this.#state !== 'ready') return true;
		if ((pong.flags & PongFlag.SESSION) === 0) {
			this.#greet();
			return true;
		}
		const {window} = this.#transmitter;
		const beat = pong.nonce === 0 ? undefined : this.#heartbeat.answered(pong.nonce);
		if (beat !== undefined) {
			window.accounted(beat.sent, pong.rxBytes);
			this.clock.add({t1: beat.t1, t2: pong.t2, t3: pong.t3, t4: this.#nowUs});
		}
		window.credited(pong.credit);
		this.#transmitter.pump();
		return true;
	}
}

/** What a frame that nobody asked for tells; undefined where its payload is none. */
function reportIn(type: number, payload: Uint8Array): News | 'unknown' | undefined {
	switch (type) {
		case FrameType.DGRAM_UP: {
			const datagram = datagramUp(payload);
			return datagram && {kind: 'datagram', datagram};
		}
		case FrameType.LOG: {
			const log = logLine(payload);
			return log && {kind: 'log', log};
		}
		case FrameType.PANIC: {
			const panic = panicIn(payload);
			return panic && {kind: 'panic', panic};
		}
		case FrameType.FAULT: {
			const fault = faultIn(payload);
			return fault && {kind: 'fault', fault};
		}
		default:
			return 'unknown';
	}
}
