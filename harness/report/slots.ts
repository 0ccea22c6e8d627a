/*
 * Sums over equal parts of a time whose end nobody knows yet: when there are too many parts, two
 * neighbours become one.
 *
 *   1 s   |3|1|4|1|            at most slotsMax of them
 *   2 s   |4|5|9|              after a sum that lies beyond
 */
export class SlotSums {
	#slotUs: number;
	readonly #columns: Float64Array[];

	/** `columns` sums side by side, in parts of `slotUs` microseconds at first. */
	constructor(
		columns: number,
		private readonly slotsMax: number,
		slotUs = 1_000_000,
	) {
		this.#slotUs = slotUs;
		this.#columns = Array.from({length: columns}, () => new Float64Array(slotsMax));
	}

	/** How long a part is by now. */
	get slotUs(): number {
		return this.#slotUs;
	}

	add(column: number, atUs: number, amount: number): void {
		while (atUs >= this.slotsMax * this.#slotUs) this.#join();
		this.#columns[column][Math.floor(atUs / this.#slotUs)] += amount;
	}

	/** The parts of `column` up to `endUs`; what lies beyond is in the last. */
	upTo(column: number, endUs: number): number[] {
		while (endUs > this.slotsMax * this.#slotUs) this.#join();
		const count = Math.max(1, Math.ceil(endUs / this.#slotUs));
		const sums = this.#columns[column];
		const shown = [...sums.subarray(0, count)];
		for (const late of sums.subarray(count)) shown[count - 1] += late;
		return shown;
	}

	#join(): void {
		this.#slotUs *= 2;
		for (const sums of this.#columns) {
			for (let slot = 0; slot < sums.length; slot++) {
				const first = 2 * slot;
				sums[slot] = (sums[first] ?? 0) + (sums[first + 1] ?? 0);
			}
		}
	}
}
