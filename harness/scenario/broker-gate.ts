/*
 * A door between one gateway and its broker, for faults: while it is shut every connection is
 * lost and none can be opened. What is asked meanwhile is answered as by a broker out of reach.
 *
 *   open   shut()      -> shut   lost() for every link; the broker sees them closed
 *   shut   question    -> shut   unreachable, later
 *   shut   open()      -> open
 */
import type {
	Broker,
	BrokerListener,
	BrokerPort,
	LinkId,
	LinkOptions,
	Token,
} from '../broker/port.js';

export class BrokerGate {
	/** What the gateway has instead of the broker itself. */
	readonly broker: Broker = listener => this.#guarded(listener);
	readonly #links = new Set<LinkId>();
	#listener: BrokerListener | undefined;
	#port: BrokerPort | undefined;
	#shut = false;

	/** `later` runs an answer in a turn of its own. */
	constructor(
		private readonly inner: Broker,
		private readonly later: (answer: () => void) => void,
	) {}

	shut(): void {
		this.#shut = true;
		for (const link of this.#drop()) this.#listener?.lost(link);
	}

	open(): void {
		this.#shut = false;
	}

	/** Closes what is open without a word to the gateway: it has died. */
	abandon(): void {
		this.#drop();
		this.#listener = undefined;
	}

	#drop(): LinkId[] {
		const links = [...this.#links];
		this.#links.clear();
		for (const link of links) this.#port?.close(link);
		return links;
	}

	#guarded(listener: BrokerListener): BrokerPort {
		this.#listener = listener;
		const port = this.inner({
			...hearsay(listener, () => this.#listener === listener),
			lost: link => {
				if (this.#links.delete(link) && this.#listener === listener) listener.lost(link);
			},
		});
		this.#port = port;
		return {
			open: (link, options) => this.#open(link, options),
			publish: (link, token, message) => {
				if (this.#links.has(link)) port.publish(link, token, message);
				else this.#unreachable(link, token);
			},
			subscribe: (link, token, filter, qos) => {
				if (this.#links.has(link)) port.subscribe(link, token, filter, qos);
			},
			unsubscribe: (link, token, filter) => {
				if (this.#links.has(link)) port.unsubscribe(link, token, filter);
			},
			acknowledge: (link, delivery) => {
				if (this.#links.has(link)) port.acknowledge(link, delivery);
			},
			close: link => {
				if (this.#links.delete(link)) port.close(link);
			},
		};
	}

	#open(link: LinkId, options: LinkOptions): void {
		if (this.#shut) {
			this.later(() => this.#listener?.opened(link, {kind: 'unreachable'}));
			return;
		}
		this.#links.add(link);
		this.#port?.open(link, options);
	}

	#unreachable(link: LinkId, token: Token): void {
		this.later(() => this.#listener?.published(link, token, 'unreachable'));
	}
}

/** `listener`, but for lost(), as long as it is the one that is meant. */
function hearsay(listener: BrokerListener, meant: () => boolean): Omit<BrokerListener, 'lost'> {
	return {
		opened: (...event) => meant() && listener.opened(...event),
		published: (...event) => meant() && listener.published(...event),
		subscribed: (...event) => meant() && listener.subscribed(...event),
		unsubscribed: (...event) => meant() && listener.unsubscribed(...event),
		message: (...event) => meant() && listener.message(...event),
	};
}
