/*
 * What outlives a gateway that is killed: one value by key, put or removed. Several gateways may
 * share a store; then each key has one holder, and only the holder's puts count. Nothing here
 * waits: that a put is durable is an event that comes later, as a broker's answer does.
 *
 *   holder    event                        next      told
 *   nobody    put                          us        stored
 *   us        put                          us        stored
 *   us        put of undefined             nobody    stored
 *   dead      put, after entries()         us        stored
 *   any       take                         us        stored
 *   us        take, by another gateway     other     -
 *   other     put                          other     taken: nothing was put
 *
 * Knows no session and no file.
 */

/** Who has a key: this gateway, in this life or another one; another gateway, alive or not. */
export type Holder = 'nobody' | 'us' | 'other' | 'dead';

/** Where values are kept. Values are plain: objects, arrays, strings, numbers and Uint8Array. */
export interface StorePort {
	/** What was stored when it was opened, in any order, but for what others hold who are alive. */
	entries(): Iterable<readonly [key: string, value: unknown]>;
	/** What is durable now of one key; undefined for nothing. */
	get(key: string): unknown;
	/** Who has it, as far as that is durable, and as far as we were told. */
	holderOf(key: string): Holder;
	/** Takes `key` from whoever has it; answered by stored(token). What get() tells then is final. */
	take(key: string, token: number): void;
	/**
	 * Puts, or removes where value is undefined; answered by stored(token) once it is durable, or by
	 * taken(), in the order of the calls of put and take, never from inside.
	 */
	put(key: string, value: unknown, token: number): void;
}

/** What a store tells. */
export interface StoreListener {
	stored(token: number): void;
	/** The put of `token` was refused: another gateway has `key`. */
	taken(key: string, token: number): void;
}

/** Opens a store that tells `listener`. */
export type Store = (listener: StoreListener) => StorePort;
