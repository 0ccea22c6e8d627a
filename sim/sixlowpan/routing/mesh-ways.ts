/*
 * Through which neighbour a node can be reached, as its own frames have shown: whoever came from
 * there can be found there, as a transparent bridge learns it.
 */

/** Nodes that one remembers; who was silent for longest makes room. */
const WAYS_MAX = 1024;

export class MeshWays {
	readonly #ways = new Map<number, number>();

	/** A frame of `originator` has come from `neighbour`. */
	learn(originator: number, neighbour: number): void {
		this.#ways.delete(originator);
		if (this.#ways.size === WAYS_MAX) this.#ways.delete(this.#ways.keys().next().value!);
		this.#ways.set(originator, neighbour);
	}

	/** The neighbour behind whom `final` is; undefined if nobody knows. */
	to(final: number): number | undefined {
		return this.#ways.get(final);
	}

	clear(): void {
		this.#ways.clear();
	}
}
