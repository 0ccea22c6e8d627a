/*
 * What is on its way through a broker outside: each message that is published comes out at one
 * other connection of this run. While one is on its way simulated time stands still, but not for
 * long: nobody may have subscribed yet.
 */
import type {Broker} from '../broker/port.js';

/** A broker on the same machine passes a message on in a fraction of this. */
const PATIENCE_MS = 100;

export class Arrivals {
	/** When each message that is still awaited stops being so, in order. */
	readonly #deadlinesMs: number[] = [];

	constructor(private readonly nowMs: () => number) {}

	/** How long to wait for the next arrival at most; 0 if nothing is awaited. */
	get patienceMs(): number {
		const now = this.nowMs();
		while (this.#deadlinesMs.length > 0 && this.#deadlinesMs[0] <= now) this.#deadlinesMs.shift();
		return this.#deadlinesMs.length === 0 ? 0 : Math.ceil(this.#deadlinesMs[0] - now);
	}

	/** `broker`, with what goes in and comes out counted. */
	count(broker: Broker): Broker {
		return listener => {
			const port = broker({
				opened: (...event) => listener.opened(...event),
				published: (...event) => listener.published(...event),
				subscribed: (...event) => listener.subscribed(...event),
				unsubscribed: (...event) => listener.unsubscribed(...event),
				lost: (...event) => listener.lost(...event),
				message: (link, message) => {
					this.#deadlinesMs.shift();
					listener.message(link, message);
				},
			});
			return {
				open: (...question) => port.open(...question),
				subscribe: (...question) => port.subscribe(...question),
				unsubscribe: (...question) => port.unsubscribe(...question),
				acknowledge: (...question) => port.acknowledge(...question),
				close: (...question) => port.close(...question),
				publish: (link, token, message) => {
					this.#deadlinesMs.push(this.nowMs() + PATIENCE_MS);
					port.publish(link, token, message);
				},
			};
		};
	}
}
