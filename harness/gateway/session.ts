/*
 * One client, by its ClientId: MQTT-SN 1.2, 6.14.
 *
 *   State          Event                         Next           Action
 *   -              CONNECT                       opening        open the link
 *   -              CONNECT with Will             prompting      WILLTOPICREQ, see will.ts
 *   prompting      the will is complete          opening        open the link
 *   prompting      silence                       disconnected   -
 *   opening        CONNECT, the same again       opening        -
 *   opening        the broker accepts            active         CONNACK accepted
 *   opening        the broker refuses            disconnected   CONNACK congestion or not supported
 *   opening        the broker is out of reach    disconnected   CONNACK congestion
 *   active         CONNECT                       opening        close the link, open another
 *   active         CONNECT elsewhere             opening        DISCONNECT to the old one; as above
 *   active         DISCONNECT                    disconnected   DISCONNECT, close the link
 *   active         DISCONNECT with Duration      asleep         DISCONNECT; keep what comes
 *   active         silence, Nretry exceeded      lost           close the link, publish the will
 *   active         the link is lost              disconnected   DISCONNECT; the will if it stays away
 *   asleep         PINGREQ                       awake          what was kept
 *   asleep         DISCONNECT with Duration      asleep         DISCONNECT; another sleep timer
 *   asleep         silence                       lost           close the link, publish the will
 *   asleep         the link is lost              asleep         open another when the broker is back
 *   awake          nothing left                  asleep         PINGRESP
 *   awake          Nretry exceeded               asleep         -
 *   asleep awake   CONNECT, DISCONNECT           as from active
 *   disconnected   CONNECT                       opening        open the link
 *   lost           CONNECT                       opening        open the link
 *
 * Without CleanSession topics, subscriptions, the will and QoS 2 outlive the connection; the rest
 * does not: the broker sends again what was not acknowledged. With it receipts do, until the next
 * CONNECT says whether the client still means them. The transitions are made in connect.ts,
 * sleep.ts and disconnect.ts.
 */
import type {LinkId, Qos} from '../broker/port.js';
import type {Address} from '../transport/transport.js';
import type {Connect} from '../wire/connection.js';
import type {WillTarget} from '../wire/will.js';
import type {Message} from '../wire/wire.js';
import type {Core} from './core.js';
import type {Timed} from './deadlines.js';
import {Delivery} from './delivery.js';
import {Questions} from './questions.js';
import {Receipts} from './receipts.js';
import {TopicTable} from './topic-table.js';

export type SessionState =
	| 'prompting'
	| 'opening'
	| 'active'
	| 'asleep'
	| 'awake'
	| 'disconnected'
	| 'lost';

export interface Subscription {
	readonly qos: Qos;
	/** Where the client subscribed by it. */
	readonly predefinedId: number | undefined;
}

/** Each part is set apart from the other; without a target there is no will. */
export interface Will {
	readonly target: WillTarget | undefined;
	readonly willMsg: Uint8Array;
}

/** MQTT-SN 1.2, 7.2: 10 % more than a time above one minute, 50 % more than another. */
const LONG_S = 60;
const LONG_TOLERATED_MS = 1100;
const SHORT_TOLERATED_MS = 1500;

const MSG_ID_MAX = 0xffff;
const NEVER_MS = Number.POSITIVE_INFINITY;

export class Session implements Timed {
	readonly clientId: string;
	readonly topics: TopicTable;
	readonly subscriptions = new Map<string, Subscription>();
	readonly questions: Questions;
	readonly receipts = new Receipts();
	readonly delivery: Delivery;
	readonly #core: Core;
	state: SessionState = 'disconnected';
	/** Of the connection, or of the last one. */
	address: Address = '';
	/** 0 is none. */
	link: LinkId = 0;
	/** Whether the broker has accepted the link, so that questions may go to it. */
	linkOpen = false;
	/** When the link was lost last. */
	linkLostMs = 0;
	cleanSession = true;
	keepAliveS = 0;
	sleepS = 0;
	will: Will | undefined;
	/** The answer to the prompts of a CONNECT; it counts once the broker accepts. */
	newWill: Will | undefined;
	/** Whether a will was published for this client and the broker has not taken it yet. */
	willDue = false;
	/** When the will of a client is published that was told to connect again and does not. */
	willAtMs = NEVER_MS;
	/** When the client was last heard. */
	heardMs = 0;
	/** The last number that went to the client. */
	msgId = 0;
	heapIndex = -1;
	armedMs = NEVER_MS;
	/** Whether another gateway has the client: this is not the session any more. */
	departed = false;
	/** Both belong to the journal. */
	changed = false;
	putToken = 0;

	constructor(core: Core, clientId: string) {
		this.#core = core;
		this.clientId = clientId;
		this.topics = new TopicTable(core.options.topicsMax);
		this.questions = new Questions(core.options.questionsMax);
		this.delivery = new Delivery(core, this);
	}

	get connected(): boolean {
		return this.state !== 'disconnected' && this.state !== 'lost';
	}

	/** Whether the client listens to what the broker has for it. */
	get listening(): boolean {
		return this.state === 'active' || this.state === 'awake';
	}

	get sleeping(): boolean {
		return this.state === 'asleep' || this.state === 'awake';
	}

	/** Whether anything is left to know when the connection is over. */
	get outlives(): boolean {
		if (!this.cleanSession || this.receipts.size > 0) return true;
		return this.willDue || this.willAtMs !== NEVER_MS;
	}

	/** When the client is lost unless it is heard before; Infinity without supervision. */
	get silentAtMs(): number {
		switch (this.state) {
			case 'prompting':
				return this.heardMs + this.#core.options.tretryMs * (this.#core.options.nretry + 1);
			case 'asleep':
				return this.heardMs + toleratedMs(this.sleepS);
			case 'awake':
				return NEVER_MS;
			case 'active':
			case 'opening':
				return this.keepAliveS === 0 ? NEVER_MS : this.heardMs + toleratedMs(this.keepAliveS);
			default:
				return this.willAtMs;
		}
	}

	/** When somebody must look at this session. */
	get dueAtMs(): number {
		return Math.min(this.silentAtMs, this.delivery.dueAtMs);
	}

	/** Whether `message` asks for the very connection that is being made. */
	isBeginning(message: Connect): boolean {
		if (this.state !== 'opening' && this.state !== 'prompting') return false;
		if ((this.newWill !== undefined) !== message.will) return false;
		return this.cleanSession === message.cleanSession && this.keepAliveS === message.durationS;
	}

	/**
	 * Whether `message` is of a client that never left and keeps what it has: a sleeper that gets
	 * up, or one that began clean and has missed our answers. For the broker a clean session ends
	 * with its link; in MQTT-SN it ends with the next CONNECT that wants a clean one: 6.3, 6.14.
	 */
	isAskedToGoOn(message: Connect): boolean {
		const here = this.sleeping || (this.state === 'active' && this.cleanSession);
		return here && this.linkOpen && !message.cleanSession && !message.will;
	}

	/** Ours, towards the client; the client's are another space. */
	nextMsgId(): number {
		this.msgId = this.msgId === MSG_ID_MAX ? 1 : this.msgId + 1;
		return this.msgId;
	}

	/** Sends `message` to the client, once all that it acknowledges is durable. */
	send(message: Message): void {
		const {journal} = this.#core;
		const {address} = this;
		if (journal.isStored(this)) this.#core.send(address, message);
		else journal.hold(this, () => this.#core.send(address, message));
	}

	/** Asks the broker, once all that it may cause is durable. Not on a link that is over by then. */
	ask(question: (link: LinkId) => void): void {
		const {link} = this;
		this.#core.journal.hold(this, () => {
			if (this.linkOpen && this.link === link) question(link);
		});
	}

	/** Forgets all that CleanSession is about. */
	forget(): void {
		this.forgetAllButReceipts();
		this.receipts.clear();
	}

	/** The same, where the client may still send again what was taken of it at QoS 2. */
	forgetAllButReceipts(): void {
		this.topics.clear();
		this.subscriptions.clear();
		this.delivery.forget();
		this.will = undefined;
	}
}

function toleratedMs(timeS: number): number {
	return timeS * (timeS > LONG_S ? LONG_TOLERATED_MS : SHORT_TOLERATED_MS);
}
