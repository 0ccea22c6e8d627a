/*
 * What the in-run broker keeps for one client id: its link, if it has one now, and the messages
 * of QoS 1 and 2 that it has not acknowledged.
 *
 *   deliver, QoS 0         with link: told        without: dropped
 *   deliver, QoS 1 and 2   with link: told, kept  without: kept; beyond the limit dropped
 *   acknowledge            forgotten
 *   publishes              once for a stable token, however often it is asked
 *   attach                 all that is kept is told again, in order: [MQTT-4.4.0-1]
 *
 * Knows no topic and no other session.
 */
import type {BrokerMessage, Qos, Token} from './port.js';

/** What a client publishes, and what a broker hands on. */
export type Publication = Omit<BrokerMessage, 'delivery'>;

/** One MQTT connection as the in-run broker sees it. */
export interface Link {
	/** Whether messages still reach the client. */
	readonly open: boolean;
	message(message: BrokerMessage): void;
	/** Another link took over the client id. */
	takenOver(): void;
}

/** What the publishers of a session know of it, in this life or another one. */
export interface Memory {
	/** Whose it is. */
	readonly of: object;
	/** Runs `then` once whoever was told an answer for `clientId` will not ask again. */
	readonly settled: (clientId: string, then: () => void) => void;
}

/** Of messages that nobody asked about again, the oldest is forgotten. */
const PUBLISHED_MAX = 256;

export interface SessionOptions {
	readonly clientId: string;
	readonly clean: boolean;
	/** How many unacknowledged messages are kept. */
	readonly keptMax: number;
	readonly schedule: (run: () => void) => void;
}

export class Session {
	readonly clientId: string;
	readonly clean: boolean;
	link: Link | undefined;
	readonly #keptMax: number;
	readonly #schedule: (run: () => void) => void;
	readonly #kept = new Map<number, Publication>();
	/** By stable token, whose it is: what was published at QoS 2 and may be asked again. */
	readonly #published = new Map<Token, object>();
	#deliveries = 0;

	constructor({clientId, clean, keptMax, schedule}: SessionOptions) {
		this.clientId = clientId;
		this.clean = clean;
		this.#keptMax = keptMax;
		this.#schedule = schedule;
	}

	attach(link: Link): void {
		this.link = link;
		for (const [delivery, message] of this.#kept) this.#tell(link, delivery, message);
	}

	/** Hands on `message`, which nobody changes any more, at `qos`. False: it was dropped. */
	deliver(message: Publication, qos: Qos): boolean {
		const {link} = this;
		const copy = qos === message.qos ? message : {...message, qos};
		if (qos === 0) {
			if (link !== undefined) this.#tell(link, 0, copy);
			return link !== undefined;
		}

		if (this.#kept.size >= this.#keptMax) return false;
		this.#deliveries += 1;
		this.#kept.set(this.#deliveries, copy);
		if (link !== undefined) this.#tell(link, this.#deliveries, copy);
		return true;
	}

	/** Ignores what is not waiting, as a broker does with a PUBACK too many. */
	acknowledge(delivery: number): void {
		this.#kept.delete(delivery);
	}

	/** Returns false where the message of `token` was published before. */
	publishes(token: Token, by: object): boolean {
		if (this.#published.get(token) === by) return false;
		this.#published.set(token, by);
		const [oldest] = this.#published.keys();
		if (this.#published.size > PUBLISHED_MAX) this.#published.delete(oldest!);
		return true;
	}

	/** The message of `token` is not asked again. */
	settled(token: Token): void {
		this.#published.delete(token);
	}

	#tell(link: Link, delivery: number, {topicName, payload, qos, retain}: Publication): void {
		this.#schedule(() => {
			if (link.open) link.message({delivery, topicName, payload, qos, retain});
		});
	}
}
