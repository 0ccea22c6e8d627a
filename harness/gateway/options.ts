/*
 * Every limit and every time of a gateway, with what happens at it. What is not given is taken
 * from `defaults`; what cannot be is refused before anything starts.
 */
import type {Store} from '../store/port.js';
import {type Access, everybody} from './access.js';
import {isTopicName} from './topic-name.js';

export interface GatewayOptions {
	/** 0 to 255; names this gateway in ADVERTISE and GWINFO. */
	readonly gwId?: number;
	/** TADV, 1 to 65,535: the time between two ADVERTISE. */
	readonly tadvS?: number;
	/** Tretry: how long a client may take to answer REGISTER or PUBLISH. */
	readonly tretryMs?: number;
	/** Nretry: how often an unanswered message is sent again before the client is lost. */
	readonly nretry?: number;
	/** TWAIT: how long a client that answers "congestion" is left alone. */
	readonly twaitMs?: number;
	/** Keep-alive of each MQTT connection; 0 is none. Clients are supervised apart from it. */
	readonly linkKeepAliveS?: number;
	/** Connected clients and remembered ones. The longest gone is forgotten first, then rc 1. */
	readonly clientsMax?: number;
	/** Normal TopicIds of a client. A further REGISTER or SUBSCRIBE is answered rc 1. */
	readonly topicsMax?: number;
	/** Subscriptions of a client. A further one is answered rc 1. */
	readonly subscriptionsMax?: number;
	/** Messages that wait for a client. The oldest at QoS 0 goes first; else the newest is refused. */
	readonly queueMax?: number;
	/** Questions of a client that the broker has not answered. A further one is answered rc 1. */
	readonly questionsMax?: number;
	/** In octets. Messages from the broker that make longer ones are dropped (MQTT-SN 1.2, 6.6). */
	readonly messageSizeMax?: number;
	/** How long after a failure the broker is tried again. */
	readonly probeMs?: number;
	/** NADV: how many ADVERTISE of another gateway a standby misses before it takes over. */
	readonly nadv?: number;
	/** Connected clients, in percent of clientsMax, at which new ones are sent elsewhere. */
	readonly loadMaxPercent?: number;
	/** How late GWINFO is at full load, and in proportion below it; 0 is at once. */
	readonly gwinfoDelayMs?: number;
	/** Whether to be silent while a gateway with a lower GwId advertises. */
	readonly standby?: boolean;
	/** A link to the broker for each client, or one for all. */
	readonly mode?: 'transparent' | 'aggregating';
	/** Names by predefined TopicId, 1 to 65,534. */
	readonly predefined?: ReadonlyMap<number, string>;
	/** Who may publish and subscribe to what; without it everybody may all. */
	readonly access?: Access;
	/** Where sessions outlive this gateway; without it they end with it. */
	readonly store?: Store | undefined;
}

export type Options = Required<GatewayOptions>;

/** Times: the best practice of MQTT-SN 1.2, 7.2, at its lower end. Limits: ours. */
export const defaults: Options = {
	gwId: 1,
	tadvS: 900,
	tretryMs: 10_000,
	nretry: 3,
	twaitMs: 300_000,
	linkKeepAliveS: 60,
	clientsMax: 10_000,
	topicsMax: 256,
	subscriptionsMax: 64,
	queueMax: 64,
	questionsMax: 16,
	messageSizeMax: 1024,
	probeMs: 10_000,
	nadv: 2,
	loadMaxPercent: 100,
	gwinfoDelayMs: 0,
	standby: false,
	mode: 'transparent',
	predefined: new Map(),
	access: everybody,
	store: undefined,
};

/** The highest TopicId: 0x0000 and 0xffff are reserved (MQTT-SN 1.2, 5.3.11). */
const TOPIC_ID_MAX = 0xfffe;
/** The header of PUBLISH. */
const MESSAGE_SIZE_MIN = 7;

type NumberOption = Exclude<keyof Options, 'predefined' | 'store' | 'access' | 'standby' | 'mode'>;

/** Lowest and highest value of every number. */
const ranges = {
	gwId: [0, 0xff],
	tadvS: [1, 0xffff],
	tretryMs: [1, Number.MAX_SAFE_INTEGER],
	nretry: [0, Number.MAX_SAFE_INTEGER],
	twaitMs: [1, Number.MAX_SAFE_INTEGER],
	linkKeepAliveS: [0, 0xffff],
	clientsMax: [1, Number.MAX_SAFE_INTEGER],
	topicsMax: [1, TOPIC_ID_MAX],
	subscriptionsMax: [1, Number.MAX_SAFE_INTEGER],
	queueMax: [1, Number.MAX_SAFE_INTEGER],
	questionsMax: [1, Number.MAX_SAFE_INTEGER],
	messageSizeMax: [MESSAGE_SIZE_MIN, 0xffff],
	probeMs: [1, Number.MAX_SAFE_INTEGER],
	nadv: [1, Number.MAX_SAFE_INTEGER],
	loadMaxPercent: [1, 100],
	gwinfoDelayMs: [0, Number.MAX_SAFE_INTEGER],
} as const satisfies Record<NumberOption, readonly [number, number]>;

/** `options` with the defaults for the rest. Throws RangeError for a value out of range. */
export function complete(options: GatewayOptions): Options {
	const all = {...defaults, ...options};
	for (const [name, [lowest, highest]] of Object.entries(ranges)) {
		const value = all[name as keyof typeof ranges];
		if (Number.isInteger(value) && value >= lowest && value <= highest) continue;
		throw new RangeError(`${name} is not an integer from ${lowest} to ${highest}: ${value}`);
	}
	for (const [topicId, topicName] of all.predefined) checkPredefined(topicId, topicName);
	return all;
}

function checkPredefined(topicId: number, topicName: string): void {
	if (!Number.isInteger(topicId) || topicId < 1 || topicId > TOPIC_ID_MAX) {
		throw new RangeError(`no predefined TopicId: ${topicId}`);
	}
	if (!isTopicName(topicName)) throw new RangeError(`no topic name: "${topicName}"`);
}
