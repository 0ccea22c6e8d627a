/*
 * A gateway in a simulated world: the sans-io core between an endpoint on the air and a broker,
 * and a guard before it where the fleet has keys; told the time of the world whenever something
 * happens.
 *
 *   endpoint, --datagram-->  Guard  -->  Gateway  --question-->  BrokerGate, store
 *   lines     <--datagram--         <--           <---event----
 *                             |  ^
 *                           key server              wake at pollAt()
 *
 *   alive   die()      -> dead    the core is gone, with all that it knew; its links are closed
 *   dead    revive()   -> alive   a new core, which knows what a store has kept
 */
import type {Trace} from '../../sim/kernel/trace.js';
import type {Endpoint} from '../../sim/world.js';
import {Gateway} from '../gateway/gateway.js';
import type {GatewayOptions} from '../gateway/options.js';
import {type GuardCounters, zeroCounters} from '../security/counters.js';
import {Guard} from '../security/guard.js';
import type {KeyService} from '../security/key-service.js';
import type {GuardOptions} from '../security/options.js';
import {type Line, SideBySide} from '../transport/side-by-side.js';
import {SimulatedTransport} from '../transport/simulated.js';
import type {Address, Transport} from '../transport/transport.js';
import type {BrokerGate} from './broker-gate.js';
import {brokerInTurn, keysInTurn, storeInTurn} from './in-turn.js';

/** What stands before the core where the fleet has keys. */
export interface Protection {
	readonly options: GuardOptions;
	readonly keys: KeyService;
}

export interface GatewayHostWays {
	readonly trace: Trace;
	readonly endpoint: Endpoint;
	readonly gate: BrokerGate;
	readonly protection?: Protection | undefined;
	/** Boards that reach it by a line. */
	readonly lines?: readonly Line[] | undefined;
}

export class GatewayHost {
	readonly #options: GatewayOptions;
	readonly #ways: GatewayHostWays;
	readonly #transport: Transport;
	#gateway: Gateway | undefined;
	#guard: Guard | undefined;
	#wakeMs = Infinity;
	/** What cores that have died had published. */
	#publishedBefore = 0;
	readonly #guardedBefore = zeroCounters();

	constructor(options: GatewayOptions, ways: GatewayHostWays) {
		const {endpoint} = ways;
		this.#options = options;
		this.#ways = ways;
		const air = new SimulatedTransport(endpoint);
		this.#transport = new SideBySide(ways.lines ?? [], air);
		endpoint.onDatagram = datagram => {
			this.received(air.addressOf(datagram.source), datagram.payload());
		};
		endpoint.onWake = () => {
			this.#wakeMs = Infinity;
			this.#poll();
			this.#scheduleWake();
		};
	}

	/** The core, while it lives. */
	get gateway(): Gateway | undefined {
		return this.#gateway;
	}

	/** Messages that went to the broker, over all lives. */
	get published(): number {
		return this.#publishedBefore + (this.#gateway?.counters.published ?? 0);
	}

	/** What the guard has counted over all lives; nothing without one. */
	get guarded(): Readonly<GuardCounters> | undefined {
		if (this.#ways.protection === undefined) return undefined;
		return sumOf(this.#guardedBefore, this.#guard?.counters ?? zeroCounters());
	}

	/** A datagram from the air or from a line. */
	received(from: Address, datagram: Uint8Array): void {
		const receiver = this.#guard ?? this.#gateway;
		receiver?.received(this.#nowMs(), from, datagram);
		this.#scheduleWake();
	}

	start(): void {
		const {gate, protection} = this.#ways;
		const {store} = this.#options;
		const options: GatewayOptions = {
			...this.#options,
			store: store && (listener => store(storeInTurn(listener, this.#turn))),
		};
		this.#guard = protection && this.#guarded(protection);
		this.#gateway = new Gateway(options, this.#guard ?? this.#transport, listener =>
			gate.broker(brokerInTurn(listener, this.#turn)),
		);
		this.#guard?.start(this.#nowMs());
		this.#gateway.start(this.#nowMs());
		this.#scheduleWake();
	}

	die(): void {
		this.#publishedBefore = this.published;
		if (this.#guard !== undefined) {
			Object.assign(this.#guardedBefore, sumOf(this.#guardedBefore, this.#guard.counters));
		}
		this.#gateway = undefined;
		this.#guard = undefined;
		this.#ways.gate.abandon();
	}

	revive(): void {
		if (this.#gateway === undefined) this.start();
	}

	#nowMs(): number {
		return Math.floor(this.#ways.trace.now / 1000);
	}

	#poll(): void {
		this.#guard?.poll(this.#nowMs());
		this.#gateway?.poll(this.#nowMs());
	}

	/** The core learns the time before each event, and says afterwards when it wants to be woken. */
	readonly #turn = (tell: () => void): void => {
		this.#poll();
		tell();
		this.#scheduleWake();
	};

	/** A guard that has died hears no more of the key server. */
	#guarded({options, keys}: Protection): Guard {
		const whileAlive = (tell: () => void) => {
			if (this.#guard === guard) this.#turn(tell);
		};
		const {store} = options;
		const guard: Guard = new Guard(
			{...options, store: store && (listener => store(storeInTurn(listener, whileAlive)))},
			{
				transport: this.#transport,
				keys: listener => keys(keysInTurn(listener, whileAlive)),
				deliver: (nowMs, from, datagram) => this.#gateway?.received(nowMs, from, datagram),
			},
		);
		return guard;
	}

	/** An earlier wake that is still to come serves a later wish: the core is asked again then. */
	#scheduleWake(): void {
		if (this.#gateway === undefined) return;
		const pollAtMs = Math.min(this.#gateway.pollAt(), this.#guard?.pollAt() ?? Infinity);
		const wakeMs = Math.ceil(pollAtMs);
		if (wakeMs >= this.#wakeMs) return;
		this.#wakeMs = Math.max(wakeMs, this.#nowMs());
		this.#ways.endpoint.wakeAt(this.#wakeMs * 1000);
	}
}

function sumOf(before: GuardCounters, now: Readonly<GuardCounters>): GuardCounters {
	const names = Object.keys(before) as (keyof GuardCounters)[];
	return Object.fromEntries(names.map(name => [name, before[name] + now[name]])) as GuardCounters;
}
