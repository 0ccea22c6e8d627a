/*
 * A session as a store keeps it: plain values, one record a client, whole each time. What is not
 * here ends with the gateway: questions that are open, times, and messages at QoS 0 and 1 for a
 * client that is not asleep, which the broker repeats.
 */
import type {Session, Subscription, Will} from './session.js';

/** Goes up when an old record cannot be read any more. */
const VERSION = 1;

export interface SessionRecord {
	readonly version: typeof VERSION;
	readonly state: 'active' | 'asleep' | 'gone';
	readonly address: string;
	readonly cleanSession: boolean;
	readonly keepAliveS: number;
	readonly sleepS: number;
	readonly msgId: number;
	/** In the order of their TopicIds, from 1. */
	readonly topics: readonly [topicName: string, state: 'offered' | 'known' | 'refused'][];
	/** `predefinedId` 0 is none. */
	readonly subscriptions: readonly [filter: string, qos: number, predefinedId: number][];
	readonly will: Will | null;
	readonly willDue: boolean;
	/** Whether the will is published unless the client comes back. */
	readonly willAwaits: boolean;
	readonly receipts: ReturnType<Session['receipts']['save']>;
	readonly queue: ReturnType<Session['delivery']['queue']['save']>;
}

export function recordOf(session: Session): SessionRecord {
	const {address, cleanSession, keepAliveS, sleepS, msgId, willDue} = session;
	return {
		version: VERSION,
		state: stateOf(session),
		address,
		cleanSession,
		keepAliveS,
		sleepS,
		msgId,
		topics: session.topics.save(),
		subscriptions: [...session.subscriptions].map(([filter, {qos, predefinedId}]) => [
			filter,
			qos,
			predefinedId ?? 0,
		]),
		will: session.will ?? null,
		willDue,
		willAwaits: session.willAtMs !== Number.POSITIVE_INFINITY,
		receipts: session.receipts.save(),
		queue: session.delivery.queue.save(session.sleeping),
	};
}

/** Fills a fresh `session`. Returns false, and leaves it, for what is no record of this version. */
export function restore(session: Session, value: unknown): boolean {
	if (!isRecord(value)) return false;
	session.address = value.address;
	session.cleanSession = value.cleanSession;
	session.keepAliveS = value.keepAliveS;
	session.sleepS = value.sleepS;
	session.msgId = value.msgId;
	session.topics.restore(value.topics);
	for (const [filter, qos, predefinedId] of value.subscriptions) {
		const subscription = {qos, predefinedId: predefinedId || undefined} as Subscription;
		session.subscriptions.set(filter, subscription);
	}
	session.will = value.will ?? undefined;
	session.willDue = value.willDue;
	if (value.willAwaits) session.willAtMs = 0;
	session.receipts.restore(value.receipts);
	session.delivery.queue.restore(value.queue);
	session.state = value.state === 'gone' ? 'disconnected' : value.state;
	return true;
}

function stateOf(session: Session): SessionRecord['state'] {
	if (session.sleeping) return 'asleep';
	return session.state === 'active' ? 'active' : 'gone';
}

function isRecord(value: unknown): value is SessionRecord {
	return (
		typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
	);
}
