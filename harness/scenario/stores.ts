/*
 * Where the gateways of a run keep sessions: a store by name, which those share that name it. It
 * outlives each of them, and loses what one had not been told of when it died.
 *
 * The broker in the run is told who shares a store, so that QoS 2 which one gateway has asked of it
 * is not taken for another message when the next one asks again.
 */
import type {MemoryBroker} from '../broker/memory-broker.js';
import type {Broker} from '../broker/port.js';
import {MemoryStore} from '../store/memory-store.js';
import type {Store} from '../store/port.js';

export class Stores {
	readonly #schedule: (run: () => void) => void;
	readonly #byName = new Map<string, MemoryStore>();

	/** `schedule` runs a commit later, in the order of the calls. */
	constructor(schedule: (run: () => void) => void) {
		this.#schedule = schedule;
	}

	/** What gateway `gwId` has of the store `name`; undefined for none. */
	storeOf(name: string | undefined, gwId: number): Store | undefined {
		return name === undefined ? undefined : this.#named(name).storeOf(gwId);
	}

	/** `memory` as a gateway sees it that remembers in the store `name` what it has published. */
	brokerOf(memory: MemoryBroker, name: string | undefined, gwId: number): Broker {
		if (name === undefined) return memory.broker;
		const store = this.#named(name);
		return memory.brokerWith({
			of: store,
			settled: (clientId, then) => store.settled(gwId, clientId, then),
		});
	}

	/** Gateway `gwId` is dead until it opens a store again. */
	died(gwId: number): void {
		for (const store of this.#byName.values()) store.died(gwId);
	}

	#named(name: string): MemoryStore {
		const store = this.#byName.get(name) ?? new MemoryStore({schedule: this.#schedule});
		this.#byName.set(name, store);
		return store;
	}
}
