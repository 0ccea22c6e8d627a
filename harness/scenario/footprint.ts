/*
 * The memory that a run takes: how much this process has grown since the run began, at most.
 *
 *   before the world is built   |
 *   after each turn             |||||||   the most of them counts
 *
 * It is the engine's memory as the system sees it: the pages of nodes that were touched, the
 * world, the observers, and what has not been collected yet. A run after others in one process
 * finds some of it there already. No trace and no verdict depends on it.
 */
export class Footprint {
	readonly #beforeBytes = process.memoryUsage.rss();
	#mostBytes = this.#beforeBytes;

	/** Looks once more. */
	look(): void {
		this.#mostBytes = Math.max(this.#mostBytes, process.memoryUsage.rss());
	}

	/** By how much the process has grown at most, as far as it was looked at. */
	get grownBytes(): number {
		return this.#mostBytes - this.#beforeBytes;
	}
}
