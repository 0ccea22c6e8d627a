/*
 * One gateway of an encounter (bad-link.ts): the core with its time, its store, and its fate.
 *
 *   strike    death      no core any more, and its links are closed; heal: another core
 *             distance   nothing gets through between it and the node, until heal
 */
import type {Broker, BrokerListener} from './broker/port.js';
import {Gateway} from './gateway/gateway.js';
import {BrokerGate} from './scenario/broker-gate.js';
import type {Stores} from './scenario/stores.js';
import type {Store, StoreListener} from './store/port.js';

/** The name of the only one. */
export const STORE = 'store';

export interface StationOptions {
	readonly gwId: number;
	readonly broker: Broker;
	/** Undefined where nothing outlives the gateway. */
	readonly stores: Stores | undefined;
	readonly later: (delayUs: number, run: () => void) => void;
	readonly nowMs: () => number;
	readonly send: (datagram: Uint8Array) => void;
}

const ANSWER_US = 2000;

export class Station {
	readonly #options: StationOptions;
	readonly #gate: BrokerGate;
	readonly #store: Store | undefined;
	#gateway: Gateway | undefined;
	/** Whether node and gateway reach each other. */
	near = true;

	constructor(options: StationOptions) {
		this.#options = options;
		this.#gate = new BrokerGate(options.broker, answer => options.later(ANSWER_US, answer));
		const store = options.stores?.storeOf(STORE, options.gwId);
		this.#store = store && (listener => store(this.#timedStore(listener)));
	}

	/** When poll() has something to do; Infinity for never. */
	get dueMs(): number {
		return this.#gateway?.pollAt() ?? Number.POSITIVE_INFINITY;
	}

	start(): void {
		const {gwId, send, nowMs} = this.#options;
		this.#gateway = new Gateway(
			{gwId, tadvS: 60, store: this.#store},
			{send: (_to, datagram) => send(datagram), broadcast: send},
			listener => this.#gate.broker(this.#timed(listener)),
		);
		this.#gateway.start(nowMs());
	}

	received(from: string, datagram: Uint8Array): void {
		if (this.near) this.#gateway?.received(this.#options.nowMs(), from, datagram);
	}

	poll(): void {
		this.#gateway?.poll(this.#options.nowMs());
	}

	strike(kind: 'death' | 'distance'): void {
		if (kind === 'distance') {
			this.near = false;
			return;
		}
		this.#gateway = undefined;
		this.#gate.abandon();
		this.#options.stores?.died(this.#options.gwId);
	}

	heal(kind: 'death' | 'distance'): void {
		if (kind === 'distance') this.near = true;
		else if (this.#gateway === undefined) this.start();
	}

	#timedStore(listener: StoreListener): StoreListener {
		return {
			stored: (...event) => this.#turn(() => listener.stored(...event)),
			taken: (...event) => this.#turn(() => listener.taken(...event)),
		};
	}

	#timed(listener: BrokerListener): BrokerListener {
		return {
			opened: (...event) => this.#turn(() => listener.opened(...event)),
			published: (...event) => this.#turn(() => listener.published(...event)),
			subscribed: (...event) => this.#turn(() => listener.subscribed(...event)),
			unsubscribed: (...event) => this.#turn(() => listener.unsubscribed(...event)),
			message: (...event) => this.#turn(() => listener.message(...event)),
			lost: (...event) => this.#turn(() => listener.lost(...event)),
		};
	}

	/** The core learns the time before each event. */
	#turn(tell: () => void): void {
		this.poll();
		tell();
	}
}
