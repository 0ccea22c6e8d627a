/*
 * One client of an aggregating gateway, as a broker would keep it: its link, if it has one now, what
 * it subscribed to, and the messages of QoS 1 and 2 that it has not acknowledged.
 *
 *   deliver       kept; beyond the limit dropped, where the client is away
 *   acknowledge   forgotten
 *   opens         all that is kept is told again, in order: [MQTT-4.4.0-1]
 *
 * A message has the number that the trunk gave it, so that it has the same again when the gateway
 * began anew and the broker repeats it; where that number is taken, a higher one.
 */
import type {BrokerMessage, LinkId, Qos} from '../broker/port.js';

interface Kept {
	readonly message: BrokerMessage;
	/** On the trunk; 0 where the broker does not wait for this client, which is away. */
	delivery: number;
}

/** MQTT packet identifiers are below. */
const NUMBERS = 0x10000;

export class Member {
	readonly clientId: string;
	readonly clean: boolean;
	/** Undefined while the client is away. */
	link: LinkId | undefined;
	readonly subscriptions = new Map<string, Qos>();
	readonly #kept = new Map<number, Kept>();

	constructor(clientId: string, clean: boolean) {
		this.clientId = clientId;
		this.clean = clean;
	}

	get keptCount(): number {
		return this.#kept.size;
	}

	/** All that is not acknowledged, in the order in which it came. */
	*kept(): Iterable<BrokerMessage> {
		for (const {message} of this.#kept.values()) yield message;
	}

	/** Keeps `message` at `qos`, and returns it as the client is to have it. */
	keep(message: BrokerMessage, qos: 1 | 2): BrokerMessage {
		const {delivery} = message;
		let number = delivery;
		while (this.#kept.has(number)) number += NUMBERS;
		const own = {...message, qos, delivery: number};
		this.#kept.set(number, {message: own, delivery: this.link === undefined ? 0 : delivery});
		return own;
	}

	/** The trunk's number of what is acknowledged; 0 where nobody waits for that. */
	acknowledge(number: number): number {
		const kept = this.#kept.get(number);
		if (kept === undefined) return 0;
		this.#kept.delete(number);
		return kept.delivery;
	}

	/** The trunk's numbers of all that the broker waits for. It does not any more. */
	release(): number[] {
		const released: number[] = [];
		for (const kept of this.#kept.values()) {
			if (kept.delivery !== 0) released.push(kept.delivery);
			kept.delivery = 0;
		}
		return released;
	}
}
