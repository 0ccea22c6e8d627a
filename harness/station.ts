/*
 * One gateway of an encounter (bad-link.ts): the core with its time, its store, and its fate.
 *
 *   strike    death      no core any more, and its links are closed; heal: another core
 *             distance   nothing gets through between it and the node, until heal
 */
import type {Broker} from './broker/port.js';
import {Gateway} from './gateway/gateway.js';
import {BrokerGate} from './scenario/broker-gate.js';
import {brokerInTurn, storeInTurn} from './scenario/in-turn.js';
import type {Stores} from './scenario/stores.js';
import type {Store} from './store/port.js';
import type {StoreWitness} from './store/store-witness.js';

/** The name of the only one. */
export const STORE = 'store';

export interface StationOptions {
	readonly gwId: number;
	readonly broker: Broker;
	/** Undefined where nothing outlives the gateway. */
	readonly stores: Stores | undefined;
	readonly witness: StoreWitness;
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
		const watched = store && options.witness.watching(options.gwId, store);
		this.#store = watched && (listener => watched(storeInTurn(listener, this.#turn)));
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
			listener => this.#gate.broker(brokerInTurn(listener, this.#turn)),
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
		this.#options.witness.died(this.#options.gwId);
	}

	heal(kind: 'death' | 'distance'): void {
		if (kind === 'distance') this.near = true;
		else if (this.#gateway === undefined) this.start();
	}

	/** The core learns the time before each event. */
	readonly #turn = (tell: () => void): void => {
		this.poll();
		tell();
	};
}
