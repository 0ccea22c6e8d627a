/*
 * What outlives a gateway that is killed: one value by key, put or removed. Nothing here waits:
 * that a put is durable is an event that comes later, as a broker's answer does.
 *
 *   put(key, value, 1)    put(other, value, 2)    ... a commit ...    stored(1)    stored(2)
 *
 * Knows no session and no file.
 */

/** Where values are kept. Values are plain: objects, arrays, strings, numbers and Uint8Array. */
export interface StorePort {
	/** What was stored when it was opened, in any order. */
	entries(): Iterable<readonly [key: string, value: unknown]>;
	/**
	 * Puts, or removes where value is undefined; answered by stored(token) once it is durable, in
	 * the order of the calls, never from inside.
	 */
	put(key: string, value: unknown, token: number): void;
}

/** What a store tells. */
export interface StoreListener {
	stored(token: number): void;
}

/** Opens a store that tells `listener`. */
export type Store = (listener: StoreListener) => StorePort;
