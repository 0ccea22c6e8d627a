/*
 * Where the key server's rows lie: values by key, changed together. Nothing here waits: that a
 * commit is durable is an event that comes later, and nothing is answered before it.
 *
 *   commit([a, b], told)     ... all of it on disk, or none ...     told()
 *
 * Knows no device, no key and no file.
 */

/** A value under its key; removed where the value is undefined. */
export type Put = readonly [key: string, value: unknown];

export interface RowStore {
	/** What was durable when it was opened, in any order. */
	entries(): Iterable<readonly [key: string, value: unknown]>;
	/**
	 * Stores all of `puts` or none. `stored` is called once they are durable, in the order of the
	 * calls, never from inside. Values are plain: objects, arrays, strings, numbers, Uint8Array.
	 */
	commit(puts: readonly Put[], stored: () => void): void;
}
