/*
 * The sans-io gateway in a real world: the only place that knows how the core wants to be
 * driven.
 *
 *   transport, broker, store   --what happened-->   turn: poll(now), tell, arm the timer
 *   timer                      --pollAt()------->   turn
 *
 * One timer, always for the next pollAt(). The time is monotonic, so no clock that is set can
 * turn it back. What goes wrong in a turn is a defect of ours: it ends the program through
 * `failed`, since nobody stands above a socket's event to catch it.
 */
import type {Broker} from '../broker/port.js';
import {Gateway} from '../gateway/gateway.js';
import type {GatewayOptions} from '../gateway/options.js';
import {storeInTurn} from '../scenario/in-turn.js';
import type {Store} from '../store/port.js';
import type {Address, Transport} from '../transport/transport.js';

/** The most that setTimeout takes. */
const TIMEOUT_MS_MAX = 0x7fff_ffff;

export interface GatewayDriverOptions {
	readonly gateway: Omit<GatewayOptions, 'store'>;
	readonly transport: Transport;
	/** Hands each event of its links to turn(). */
	readonly broker: Broker;
	readonly store?: Store;
	/** Told after each turn. */
	readonly turned: () => void;
	/** Told what a turn threw. */
	readonly failed: (error: unknown) => void;
}

export class GatewayDriver {
	readonly gateway: Gateway;
	readonly #turned: () => void;
	readonly #failed: (error: unknown) => void;
	#timer: NodeJS.Timeout | undefined;
	#timerAtMs = Number.POSITIVE_INFINITY;
	/** A gateway in which something went wrong is not asked again, not even to stop. */
	#state: 'new' | 'running' | 'stopped' = 'new';

	/** Throws RangeError for an option of the gateway that is out of range. */
	constructor({gateway, transport, broker, store, turned, failed}: GatewayDriverOptions) {
		const options = {...gateway, ...(store !== undefined && {store: this.#inTurn(store)})};
		this.gateway = new Gateway(options, transport, broker);
		this.#turned = turned;
		this.#failed = failed;
	}

	start(): void {
		this.#state = 'running';
		this.#guarded(() => this.gateway.start(nowMs()));
	}

	received(from: Address, datagram: Uint8Array): void {
		if (this.#state === 'running') {
			this.#guarded(() => this.gateway.received(nowMs(), from, datagram));
		}
	}

	/** Has the gateway take an event of broker or store, at the time that it is now. */
	turn(event: () => void): void {
		if (this.#state !== 'running') return;
		this.#guarded(() => {
			this.gateway.poll(nowMs());
			event();
		});
	}

	/** Says good-bye to clients and broker. Nothing happens any more. */
	stop(): void {
		if (this.#state !== 'running') return;
		this.#state = 'stopped';
		clearTimeout(this.#timer);
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
		const atMs = this.gateway.pollAt();
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

	#inTurn(store: Store): Store {
		return listener => store(storeInTurn(listener, tell => this.turn(tell)));
	}
}

/** Milliseconds since this process began. */
function nowMs(): number {
	return Math.floor(performance.now());
}
