/*
 * Who is to be looked at, and when: a binary heap with one entry at most for each item.
 *
 *   item          arm(earlier)   moves up: O(log n)
 *                 arm(later)     stays: nothing to do
 *                 comes due      leaves the heap; its owner looks and arms it again
 *
 * So a deadline that each message pushes back costs nothing a message: the entry stays where it
 * is, and the one who looks finds that it was early. Knows no clock.
 */

/** What an item must carry. Both belong to Deadlines. */
export interface Timed {
	/** -1 is outside the heap. */
	heapIndex: number;
	armedMs: number;
}

export class Deadlines<Item extends Timed> {
	readonly #heap: Item[] = [];

	/** The time of the earliest entry; Infinity where there is none. */
	get nextMs(): number {
		return this.#heap[0]?.armedMs ?? Number.POSITIVE_INFINITY;
	}

	/** Has `item` come due at `atMs` or earlier. Infinity is never. */
	arm(item: Item, atMs: number): void {
		if (atMs === Number.POSITIVE_INFINITY) return;
		if (item.heapIndex === -1) {
			item.armedMs = atMs;
			this.#rise(item, this.#heap.length);
			return;
		}
		if (atMs >= item.armedMs) return;
		item.armedMs = atMs;
		this.#rise(item, item.heapIndex);
	}

	/** Takes out the earliest item that is due at `nowMs`. */
	due(nowMs: number): Item | undefined {
		const item = this.#heap[0];
		if (item === undefined || item.armedMs > nowMs) return undefined;
		this.cancel(item);
		return item;
	}

	/** Takes `item` out. Does nothing where it is not in. */
	cancel(item: Item): void {
		const index = item.heapIndex;
		if (index === -1) return;
		item.heapIndex = -1;
		const last = this.#heap.pop()!;
		if (last === item) return;
		this.#sink(last, index);
		this.#rise(last, last.heapIndex);
	}

	#rise(item: Item, from: number): void {
		let index = from;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (this.#heap[parent]!.armedMs <= item.armedMs) break;
			this.#place(this.#heap[parent]!, index);
			index = parent;
		}
		this.#place(item, index);
	}

	#sink(item: Item, from: number): void {
		let index = from;
		for (;;) {
			const child = this.#earlierChild(index);
			if (child === undefined || child.armedMs >= item.armedMs) break;
			const freed = child.heapIndex;
			this.#place(child, index);
			index = freed;
		}
		this.#place(item, index);
	}

	#earlierChild(index: number): Item | undefined {
		const left = this.#heap[2 * index + 1];
		const right = this.#heap[2 * index + 2];
		if (right === undefined) return left;
		return right.armedMs < left!.armedMs ? right : left;
	}

	#place(item: Item, index: number): void {
		this.#heap[index] = item;
		item.heapIndex = index;
	}
}
