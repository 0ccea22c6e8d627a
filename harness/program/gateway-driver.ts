/*
 * The sans-io gateway in a real world, with the guard before it where the fleet has keys: the
 * only place that knows how they want to be driven.
 *
 *   transport, broker, store, keys   --what happened-->   turn: poll(now), tell, arm the timer
 *   timer                            --pollAt()------->   turn
 *
 * One timer, always for the next pollAt(). The time is monotonic, so no clock that is set can
 * turn it back. What goes wrong in a turn is a defect of ours: it ends the program through
 * `failed`, since nobody stands above a socket's event to catch it.
 */
import type {Broker} from '../broker/port.js';
import {Gateway} from '../gateway/gateway.js';
import type {GatewayOptions} from '../gateway/options.js';
import {keysInTurn, storeInTurn} from '../scenario/in-turn.js';
import {Guard} from '../security/guard.js';
import type {KeyService} from '../security/key-service.js';
import type {GuardOptions} from '../security/options.js';
import type {Store} from '../store/port.js';
import type {Address, Transport} from '../transport/transport.js';

/** The most that setTimeout takes. */
const TIMEOUT_MS_MAX = 0x7fff_ffff;

/** What stands before the core where the fleet has keys. */
export interface Protection {
	readonly guard: Omit<GuardOptions, 'store'>;
	readonly keys: KeyService;
	/** Entries of its own, apart from those of the core. */
	readonly store?: Store;
}

export interface GatewayDriverOptions {
	readonly gateway: Omit<GatewayOptions, 'store'>;
	readonly transport: Transport;
	/** Hands each event of its links to turn(). */
	readonly broker: Broker;
	readonly store?: Store;
	readonly protection?: Protection;
	/** Told after each turn. */
	readonly turned: () => void;
	/** Told what a turn threw. */
	readonly failed: (error: unknown) => void;
}

export class GatewayDriver {
	readonly gateway: Gateway;
	readonly guard: Guard | undefined;
	readonly #turned: () => void;
	readonly #failed: (error: unknown) => void;
	#timer: NodeJS.Timeout | undefined;
	#timerAtMs = Number.POSITIVE_INFINITY;
	/** A gateway in which something went wrong is not asked again, not even to stop. */
	#state: 'new' | 'running' | 'stopped' = 'new';

	/** Throws RangeError for an option of gateway or guard that is out of range. */
	constructor(options: GatewayDriverOptions) {
		const {gateway, transport, broker, store, protection} = options;
		this.guard = protection && this.#guardOf(protection, transport);
		this.gateway = new Gateway(
			{...gateway, ...(store !== undefined && {store: this.#inTurn(store)})},
			this.guard ?? transport,
			broker,
		);
		this.#turned = options.turned;
		this.#failed = options.failed;
	}

	start(): void {
		this.#state = 'running';
		this.#guarded(() => {
			this.guard?.start(nowMs());
			this.gateway.start(nowMs());
		});
	}

	received(from: Address, datagram: Uint8Array): void {
		if (this.#state !== 'running') return;
		const receiver = this.guard ?? this.gateway;
		this.#guarded(() => receiver.received(nowMs(), from, datagram));
	}

	/** Has the gateway take an event of broker, store or key server, at the time that it is now. */
	turn(event: () => void): void {
		if (this.#state !== 'running') return;
		this.#guarded(() => {
			this.guard?.poll(nowMs());
			this.gateway.poll(nowMs());
			event();
		});
	}

	/** Says good-bye to clients and broker. Nothing happens any more. */
	stop(): void {
		if (this.#state !== 'running') return;
		this.#state = 'stopped';
		clearTimeout(this.#timer);
		this.guard?.poll(nowMs());
		this.gateway.stop(nowMs());
	}

	#guarded(what: () => void): void {
		try {
			what();
			this.#arm();
			this.#turned();
		} catch (error) {
			this.#state = 'stopped';
			clearTimeout(this.#timer);
			this.#failed(error);
		}
	}

	#arm(): void {
		const atMs = Math.min(this.gateway.pollAt(), this.guard?.pollAt() ?? Infinity);
		if (atMs === this.#timerAtMs) return;
		clearTimeout(this.#timer);
		this.#timerAtMs = atMs;
		if (atMs === Number.POSITIVE_INFINITY) return;
		const delayMs = Math.min(Math.max(atMs - nowMs(), 0), TIMEOUT_MS_MAX);
		this.#timer = setTimeout(() => {
			this.#timerAtMs = Number.POSITIVE_INFINITY;
			this.turn(() => {});
		}, delayMs);
	}

	#guardOf({guard, keys, store}: Protection, transport: Transport): Guard {
		return new Guard(
			{...guard, ...(store !== undefined && {store: this.#inTurn(store)})},
			{
				transport,
				keys: listener => keys(keysInTurn(listener, tell => this.turn(tell))),
				deliver: (now, from, datagram) => this.gateway.received(now, from, datagram),
			},
		);
	}

	#inTurn(store: Store): Store {
		return listener => store(storeInTurn(listener, tell => this.turn(tell)));
	}
}

/** Milliseconds since this process began. */
function nowMs(): number {
	return Math.floor(performance.now());
}
