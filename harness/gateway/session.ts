/*
 * One client, by its ClientId: MQTT-SN 1.2, 6.14 without sleep.
 *
 *   State          Event                         Next           Action
 *   -              CONNECT                       opening        open the link
 *   opening        CONNECT, the same again       opening        -
 *   opening        the broker accepts            active         CONNACK accepted
 *   opening        the broker refuses            disconnected   CONNACK congestion or not supported
 *   opening        the broker is out of reach    disconnected   CONNACK congestion
 *   active         CONNECT                       opening        close the link, open another
 *   active         CONNECT elsewhere             opening        DISCONNECT to the old one; as above
 *   active         DISCONNECT                    disconnected   DISCONNECT, close the link
 *   active         silence, Nretry exceeded      lost           close the link
 *   active         the link is lost              disconnected   DISCONNECT
 *   disconnected   CONNECT                       opening        open the link
 *   lost           CONNECT                       opening        open the link
 *
 * Without CleanSession topics and subscriptions outlive the connection; questions and the
 * delivery never do: the broker sends again what was not acknowledged. The transitions are made
 * in connect.ts and disconnect.ts.
 */
import type {LinkId} from '../broker/port.js';
import type {Address} from '../transport/transport.js';
import type {Connect} from '../wire/connection.js';
import type {Core} from './core.js';
import type {Timed} from './deadlines.js';
import {Delivery} from './delivery.js';
import {Questions} from './questions.js';
import {TopicTable} from './topic-table.js';

export type SessionState = 'opening' | 'active' | 'disconnected' | 'lost';

export interface Subscription {
	readonly qos: 0 | 1;
	/** Where the client subscribed by it. */
	readonly predefinedId: number | undefined;
}

/** MQTT-SN 1.2, 7.2: 10 % more than a keep-alive above one minute, 50 % more than another. */
const LONG_KEEP_ALIVE_S = 60;
const LONG_TOLERATED_MS = 1100;
const SHORT_TOLERATED_MS = 1500;

const MSG_ID_MAX = 0xffff;
const NEVER_MS = Number.POSITIVE_INFINITY;

export class Session implements Timed {
	readonly clientId: string;
	readonly topics: TopicTable;
	readonly subscriptions = new Map<string, Subscription>();
	readonly questions: Questions;
	readonly delivery: Delivery;
	state: SessionState = 'disconnected';
	/** Of the connection, or of the last one. */
	address: Address = '';
	link: LinkId = 0;
	cleanSession = true;
	keepAliveS = 0;
	/** When the client was last heard. */
	heardMs = 0;
	heapIndex = -1;
	armedMs = NEVER_MS;
	#msgId = 0;

	constructor(core: Core, clientId: string) {
		this.clientId = clientId;
		this.topics = new TopicTable(core.options.topicsMax);
		this.questions = new Questions(core.options.questionsMax);
		this.delivery = new Delivery(core, this);
	}

	get connected(): boolean {
		return this.state === 'opening' || this.state === 'active';
	}

	/** When the client is lost unless it is heard before; Infinity without keep-alive. */
	get silentAtMs(): number {
		if (this.keepAliveS === 0) return NEVER_MS;
		return this.heardMs + toleratedMs(this.keepAliveS);
	}

	/** When somebody must look at this session. */
	get dueAtMs(): number {
		return Math.min(this.silentAtMs, this.delivery.dueAtMs);
	}

	/** Whether `message` asks for the very connection that is being opened. */
	isOpeningFor(message: Connect): boolean {
		if (this.state !== 'opening') return false;
		return this.cleanSession === message.cleanSession && this.keepAliveS === message.durationS;
	}

	/** Ours, towards the client; the client's are another space. */
	nextMsgId(): number {
		this.#msgId = this.#msgId === MSG_ID_MAX ? 1 : this.#msgId + 1;
		return this.#msgId;
	}

	/** Forgets all that CleanSession is about. */
	forget(): void {
		this.topics.clear();
		this.subscriptions.clear();
	}
}

function toleratedMs(keepAliveS: number): number {
	return keepAliveS * (keepAliveS > LONG_KEEP_ALIVE_S ? LONG_TOLERATED_MS : SHORT_TOLERATED_MS);
}
