/*
 * A client to be judged, as the suite sees it: places that gateways may stand at, and what the
 * application on top of it is told. A client must be driven: it gets a task when it starts, and
 * a case whose task it cannot be given is "not supported".
 */
import type {Clock, Port} from './line.js';

export interface Task {
	/**
	 * `publish`: it publishes a message soon after CONNACK, and the next one only after hours.
	 * `subscribe`: it subscribes to one topic, and answers each message by publishing its payload.
	 * `fetch`: as subscribe, but it sleeps between fetching its messages.
	 */
	readonly does: 'publish' | 'subscribe' | 'fetch';
	readonly topic: 'normal' | 'predefined' | 'short';
	readonly qos: -1 | 0 | 1 | 2;
	/** So many messages an hour instead of hardly any; of `publish` only. */
	readonly often?: boolean;
	readonly cleanSession?: boolean;
	readonly will?: {readonly qos: 0 | 1 | 2; readonly retain: boolean};
}

/**
 * What a client says of itself. A fact that it does not tell throws Unsupported when a case asks
 * for it. Towards whom times count is the standard's affair.
 */
export interface ClientFacts {
	/** Whether it looks for a gateway; else it connects to the first place unasked. */
	readonly searches: boolean;
	/** How GwAdd names the first place, in hexadecimal: the standard leaves its form open. */
	readonly gwAdd: string;
	readonly keepAliveS: number;
	readonly tretryMs: number;
	readonly nretry: number;
	readonly tsearchgwMs: number;
	readonly twaitMs: number;
	readonly tgwinfoMs: number;
	/** Until a client whose gateway left comes back at the latest. */
	readonly reconnectMs: number;
	/** How long a client that fetches its messages sleeps. */
	readonly sleepS: number;
	/** Between two messages of a client that publishes often. */
	readonly periodMs: number;
	/** How many topics it learns by REGISTER. */
	readonly topicsMax: number;
}

export interface ClientTarget extends Clock {
	readonly facts: ClientFacts;
	/** Payloads that its application was handed, the oldest first; whoever reads one takes it. */
	readonly delivered: string[];
	/** A place for a gateway. What the client sends to everybody comes to each. */
	open(): Port;
	close(): Promise<void>;
}

/** Starts a client with `task`; undefined where it cannot be given. */
export type StartClient = (task: Task) => Promise<ClientTarget | undefined>;
