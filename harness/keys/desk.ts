/*
 * Where an operator's orders go: to the key server that holds the folder, or, where none does, to
 * one that is opened for the time of the orders.
 */
import {randomBytes} from 'node:crypto';
import {type EnvironmentError, UsageError} from '../errors.js';
import {askOver} from './control.js';
import {KeyServer} from './key-server.js';
import {LmdbRowStore} from './lmdb-row-store.js';
import type {Answer, Order} from './order.js';

export interface Desk {
	/** Whether a key server runs, so that gateways hear of orders at once. */
	readonly isServed: boolean;
	/** What an order comes to; a UsageError where it is a mistake. */
	ask(order: Order): Promise<unknown>;
	close(): Promise<void>;
}

/** Opens `folder` for orders. Close it. */
export async function openDesk(folder: string): Promise<Desk> {
	let failed: (error: EnvironmentError) => void = () => undefined;
	const failure = new Promise<never>((_resolve, reject) => {
		failed = reject;
	});
	// Whoever waits for an answer hears of it; nobody else has to.
	failure.catch(() => undefined);
	const store = LmdbRowStore.open(folder, {failed});
	if (typeof store === 'number') return servedDesk(folder);
	const server = serverOn(store);
	return {
		isServed: false,
		ask: order => {
			const done = new Promise<Answer>(resolve => server.orders.ask(order, resolve));
			return Promise.race([done, failure]).then(contentOf);
		},
		close: () => store.close(),
	};
}

/** A key server on this machine's clock and luck. */
export function serverOn(
	store: LmdbRowStore,
	onEvent?: ConstructorParameters<typeof KeyServer>[0]['onEvent'],
): KeyServer {
	return new KeyServer({
		store,
		now: () => Date.now(),
		entropy: randomBytes,
		later: run => void setImmediate(run),
		...(onEvent !== undefined && {onEvent}),
	});
}

function servedDesk(folder: string): Desk {
	return {
		isServed: true,
		ask: async order => contentOf(await askOver(folder, order)),
		close: () => Promise.resolve(),
	};
}

function contentOf(said: Answer): unknown {
	if ('mistake' in said) throw new UsageError(said.mistake);
	return said.value;
}
