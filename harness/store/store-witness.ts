/*
 * Watches what a store tells the gateways that share it, and keeps its own account of who has what.
 *
 *   take, then stored               the key is this gateway's
 *   put, then stored                fine, and the key is this gateway's, if it was nobody's or its own
 *                                   an overwrite, if it was another's who lives
 *   put of undefined, then stored   the key is nobody's
 *   a gateway dies                  what it had is nobody's
 *
 * Reads, and changes nothing. Knows no session.
 */
import type {Store, StorePort} from './port.js';

interface Question {
	readonly key: string;
	readonly kind: 'take' | 'put' | 'remove';
}

export class StoreWitness {
	/** Puts that were stored though another gateway had their key. */
	overwrites = 0;
	/** Puts that were refused for that. */
	refusals = 0;
	readonly #holders = new Map<string, number>();

	/** `store` as gateway `gwId` opens it. */
	watching(gwId: number, store: Store): Store {
		return listener => {
			const questions = new Map<number, Question>();
			const port = store({
				stored: token => {
					this.#stored(gwId, questions.get(token)!);
					listener.stored(token);
				},
				taken: (key, token) => {
					this.refusals += 1;
					listener.taken(key, token);
				},
			});
			return noting(port, questions);
		};
	}

	died(gwId: number): void {
		for (const [key, holder] of this.#holders) if (holder === gwId) this.#holders.delete(key);
	}

	#stored(gwId: number, {key, kind}: Question): void {
		const holder = this.#holders.get(key);
		if (kind !== 'take' && holder !== undefined && holder !== gwId) this.overwrites += 1;
		if (kind === 'remove') this.#holders.delete(key);
		else this.#holders.set(key, gwId);
	}
}

function noting(port: StorePort, questions: Map<number, Question>): StorePort {
	return {
		entries: () => port.entries(),
		get: key => port.get(key),
		holderOf: key => port.holderOf(key),
		take: (key, token) => {
			questions.set(token, {key, kind: 'take'});
			port.take(key, token);
		},
		put: (key, value, token) => {
			questions.set(token, {key, kind: value === undefined ? 'remove' : 'put'});
			port.put(key, value, token);
		},
	};
}
