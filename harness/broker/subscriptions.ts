/*
 * Who gets a message: the subscriptions of a broker as a tree of topic levels (qlobber), with
 * the answer remembered for each topic name until a subscription changes.
 *
 * Knows no session and no message; a subscriber is whatever the caller hands in.
 */
import qlobber from 'qlobber';
import type {Qos} from './port.js';
import {TOPIC_LEVELS_MAX} from './topic.js';

/** Topic names whose subscribers are remembered; at one more, all are forgotten. */
const REMEMBERED_MAX = 16_384;

const LEVELS = {
	separator: '/',
	wildcard_one: '+',
	wildcard_some: '#',
	match_empty_levels: true,
	max_words: TOPIC_LEVELS_MAX,
};

export interface Match<Subscriber> {
	readonly subscriber: Subscriber;
	qos: Qos;
}

interface Entry<Subscriber> extends Match<Subscriber> {
	readonly filter: string;
}

export class Subscriptions<Subscriber> {
	readonly #tree = new qlobber.Qlobber<Entry<Subscriber>>(LEVELS);
	readonly #entries = new Map<Subscriber, Map<string, Entry<Subscriber>>>();
	readonly #remembered = new Map<string, readonly Match<Subscriber>[]>();

	/** Adds the subscription, or changes its QoS. `filter` is a valid one. */
	add(subscriber: Subscriber, filter: string, qos: Qos): void {
		this.delete(subscriber, filter);
		const entry = {subscriber, filter, qos};
		const own = this.#entries.get(subscriber) ?? new Map<string, Entry<Subscriber>>();
		this.#entries.set(subscriber, own.set(filter, entry));
		this.#tree.add(filter, entry);
	}

	delete(subscriber: Subscriber, filter: string): void {
		this.#remembered.clear();
		const own = this.#entries.get(subscriber);
		const entry = own?.get(filter);
		if (own === undefined || entry === undefined) return;
		own.delete(filter);
		this.#tree.remove(filter, entry);
		if (own.size === 0) this.#entries.delete(subscriber);
	}

	deleteAll(subscriber: Subscriber): void {
		for (const filter of [...(this.#entries.get(subscriber)?.keys() ?? [])]) {
			this.delete(subscriber, filter);
		}
	}

	/** Whether of() was asked for `topicName` since the last change. */
	remembers(topicName: string): boolean {
		return this.#remembered.has(topicName);
	}

	/** Each subscriber once, with the highest QoS of its filters that match: [MQTT-3.3.5-1]. */
	of(topicName: string): readonly Match<Subscriber>[] {
		const known = this.#remembered.get(topicName);
		if (known !== undefined) return known;
		const matches = strongest(this.#tree.match(topicName).filter(e => covers(e.filter, topicName)));
		if (this.#remembered.size === REMEMBERED_MAX) this.#remembered.clear();
		this.#remembered.set(topicName, matches);
		return matches;
	}
}

/** Whether the valid `filter` matches `topicName`. */
export function matches(filter: string, topicName: string): boolean {
	const tree = new qlobber.Qlobber<true>(LEVELS).add(filter, true);
	return covers(filter, topicName) && tree.test(topicName, true);
}

// A filter that begins with a wildcard does not see the broker's own topics: [MQTT-4.7.2-1].
function covers(filter: string, topicName: string): boolean {
	return !topicName.startsWith('$') || filter.startsWith('$');
}

function strongest<Subscriber>(entries: readonly Match<Subscriber>[]): Match<Subscriber>[] {
	const best = new Map<Subscriber, Match<Subscriber>>();
	for (const {subscriber, qos} of entries) {
		const match = best.get(subscriber) ?? {subscriber, qos};
		if (qos > match.qos) match.qos = qos;
		best.set(subscriber, match);
	}
	return [...best.values()];
}
