/*
 * One MQTT connection for all clients of a gateway: MQTT-SN 1.2, 4. Towards the gateway it is a
 * broker with a link for each client; towards the broker it is one client, on the trunk.
 *
 *   links                       trunk
 *   open                        open, if it is not; then the next word to the gateway is accepted
 *   subscribe                   subscribe, at the highest QoS that anybody has for this filter
 *   unsubscribe, close          unsubscribe, where nobody has this filter any more
 *   publish                     publish
 *   message, to each taker  <-  message, at the lower QoS of message and subscription
 *   acknowledge                 acknowledge, when every taker at QoS 1, 2 has
 *   lost, all of them       <-  lost
 *
 * A client that is away without CleanSession is no taker: what comes for it at QoS 1 and 2 is kept
 * here, in memory and within a bound, since one client that is away must not stop all others, whose
 * messages share the window of the trunk. A retained message goes to whom it is news: a broker
 * sends it after a SUBSCRIBE and before it answers the next one.
 *
 * Answers that the broker is not asked for are told by settle(), never from inside a question.
 */
import type {
	Broker,
	BrokerListener,
	BrokerMessage,
	BrokerPort,
	LinkId,
	LinkOptions,
	OpenOutcome,
	Qos,
	Token,
} from '../broker/port.js';
import {Filters, matches} from './filters.js';
import {Member} from './member.js';

const TRUNK: LinkId = 1;

export interface AggregateOptions {
	readonly clientId: string;
	/** Whether the broker is to keep the trunk's session while the gateway is away. */
	readonly kept: boolean;
	readonly keepAliveS: number;
	/** Messages for one client that is away. */
	readonly keptMax: number;
	/** A message for a client that is away found no room. */
	readonly dropped: () => void;
}

/** Who is told the answer, and what it means here. */
interface Question {
	readonly link: LinkId;
	readonly token: Token;
	readonly member: Member;
	readonly filter: string;
	readonly qos: Qos;
}

/** A subscription that may still be answered with retained messages. */
interface News {
	readonly member: Member;
	readonly filter: string;
	readonly token: Token;
	readonly seen: Set<string>;
}

export class Aggregate implements BrokerPort {
	readonly #port: BrokerPort;
	readonly #listener: BrokerListener;
	readonly #options: AggregateOptions;
	readonly #members = new Map<string, Member>();
	readonly #byLink = new Map<LinkId, Member>();
	readonly #filters = new Filters<Member>();
	readonly #questions = new Map<Token, Question>();
	/** How many have not acknowledged what the broker waits for; 0 until it repeats it. */
	readonly #pending = new Map<number, number>();
	#news: News[] = [];
	#state: 'closed' | 'opening' | 'open' = 'closed';
	/** Links that are to be told that they are open, and whether their session was there. */
	readonly #waiting = new Map<LinkId, boolean>();
	#answers: (() => void)[] = [];
	#tokens: Token = 0;

	constructor(broker: Broker, listener: BrokerListener, options: AggregateOptions) {
		this.#listener = listener;
		this.#options = options;
		this.#port = broker({
			opened: (_, outcome) => this.#opened(outcome),
			published: (_, token, outcome) => {
				const question = this.#answered(token);
				if (question) this.#listener.published(question.link, question.token, outcome);
			},
			subscribed: (_, token, granted) => this.#subscribed(token, granted),
			unsubscribed: (_, token) => {
				const question = this.#answered(token);
				if (question) this.#listener.unsubscribed(question.link, question.token);
			},
			message: (_, message) => this.#message(message),
			lost: () => this.#lost(),
		});
	}

	open(link: LinkId, {clientId, cleanSession}: LinkOptions): void {
		if (this.#byLink.has(link)) throw new RangeError(`link ${link} is already open`);
		this.#takeOver(clientId);
		const known = this.#members.get(clientId);
		const present = known !== undefined && !known.clean && !cleanSession;
		if (known !== undefined && !present) this.#forget(known);
		const member = present ? known : new Member(clientId, cleanSession);
		this.#members.set(clientId, member);
		member.link = link;
		this.#byLink.set(link, member);
		this.#waiting.set(link, present);
		if (this.#state === 'open') this.#answers.push(() => this.#accept());
		if (this.#state === 'closed') this.#openTrunk();
	}

	publish(link: LinkId, token: Token, message: Omit<BrokerMessage, 'delivery'>): void {
		const trunkToken = this.#ask(link, token, {filter: '', qos: 0});
		if (message.qos === 0) this.#questions.delete(trunkToken);
		this.#port.publish(TRUNK, trunkToken, message);
	}

	subscribe(link: LinkId, token: Token, filter: string, qos: Qos): void {
		const trunkToken = this.#ask(link, token, {filter, qos});
		const member = this.#memberOf(link);
		this.#filters.add(filter, member, qos);
		member.subscriptions.set(filter, qos);
		this.#news.push({member, filter, token: trunkToken, seen: new Set()});
		this.#port.subscribe(TRUNK, trunkToken, filter, this.#filters.qosOf(filter)!);
	}

	unsubscribe(link: LinkId, token: Token, filter: string): void {
		const member = this.#memberOf(link);
		this.#drop(member, filter);
		if (this.#filters.qosOf(filter) === undefined) {
			this.#port.unsubscribe(TRUNK, this.#ask(link, token, {filter, qos: 0}), filter);
			return;
		}
		this.#answers.push(() => {
			if (this.#byLink.get(link) === member) this.#listener.unsubscribed(link, token);
		});
	}

	acknowledge(link: LinkId, delivery: number): void {
		const member = this.#memberOf(link);
		this.#taken(member.acknowledge(delivery));
	}

	/** What the client has not acknowledged stays with its session, where that stays. */
	close(link: LinkId): void {
		const member = this.#memberOf(link);
		this.#byLink.delete(link);
		this.#waiting.delete(link);
		member.link = undefined;
		for (const delivery of member.release()) this.#taken(delivery);
		if (!member.clean) return;
		this.#members.delete(member.clientId);
		this.#forget(member);
	}

	/** Another gateway has the client, which is away: what is kept for it here is nobody's. */
	letGo(clientId: string): void {
		const member = this.#members.get(clientId);
		if (member === undefined || member.link !== undefined) return;
		this.#members.delete(clientId);
		this.#forget(member);
	}

	/** Tells what is due without the broker. Called at the end of each turn. */
	settle(): void {
		while (this.#answers.length > 0) this.#answers.shift()!();
	}

	/** The gateway stops. */
	stop(): void {
		if (this.#state !== 'closed') this.#port.close(TRUNK);
		this.#state = 'closed';
	}

	#openTrunk(): void {
		this.#state = 'opening';
		const {clientId, kept, keepAliveS} = this.#options;
		this.#port.open(TRUNK, {clientId, cleanSession: !kept, keepAliveS});
	}

	#opened(outcome: OpenOutcome): void {
		if (outcome.kind === 'accepted') {
			this.#state = 'open';
			if (!outcome.sessionPresent) this.#subscribeAgain();
			this.#accept();
			return;
		}
		this.#state = 'closed';
		const links = [...this.#waiting.keys()];
		for (const link of links) this.#leave(link);
		for (const link of links) this.#listener.opened(link, outcome);
	}

	#accept(): void {
		for (const [link, sessionPresent] of this.#waiting) {
			this.#waiting.delete(link);
			this.#listener.opened(link, {kind: 'accepted', sessionPresent});
			for (const message of this.#byLink.get(link)?.kept() ?? []) {
				this.#listener.message(link, message);
			}
		}
	}

	#lost(): void {
		this.#state = 'closed';
		this.#questions.clear();
		this.#news = [];
		const links = [...this.#byLink.keys()];
		const waiting = new Set(this.#waiting.keys());
		for (const link of links) this.#leave(link);
		for (const link of links) {
			if (waiting.has(link)) this.#listener.opened(link, {kind: 'unreachable'});
			else this.#listener.lost(link);
		}
	}

	/** The client's link is over, and it will open another: its session stays as it was. */
	#leave(link: LinkId): void {
		const member = this.#memberOf(link);
		this.#byLink.delete(link);
		this.#waiting.delete(link);
		member.link = undefined;
		for (const delivery of member.release()) this.#taken(delivery);
		if (!member.clean) return;
		this.#members.delete(member.clientId);
		for (const filter of member.subscriptions.keys()) this.#filters.delete(filter, member);
	}

	#subscribed(token: Token, granted: Qos | undefined): void {
		const question = this.#answered(token);
		this.#news = this.#news.filter(news => news.token >= token);
		if (question === undefined) return;
		const {link, member, filter, qos} = question;
		if (granted === undefined) this.#drop(member, filter);
		const least = granted === undefined || granted > qos ? qos : granted;
		this.#listener.subscribed(link, question.token, granted === undefined ? undefined : least);
	}

	#message(message: BrokerMessage): void {
		const {delivery, qos} = message;
		const count = this.#pending.get(delivery);
		if (count !== undefined) {
			// Each taker has it, or will be told it on its next link.
			if (count === 0) this.#acknowledge(delivery);
			return;
		}
		// One more than there are takers, until all are told.
		if (qos !== 0) this.#pending.set(delivery, 1);
		for (const [member, wanted] of this.#takersOf(message)) this.#deliver(member, message, wanted);
		this.#taken(delivery);
	}

	#deliver(member: Member, message: BrokerMessage, wanted: Qos): void {
		const {link} = member;
		const qos = wanted < message.qos ? wanted : message.qos;
		if (qos === 0) {
			if (link !== undefined) this.#listener.message(link, {...message, qos, delivery: 0});
			return;
		}
		if (link === undefined && member.keptCount >= this.#options.keptMax) {
			this.#options.dropped();
			return;
		}
		const own = member.keep(message, qos);
		if (link === undefined) return;
		this.#pending.set(message.delivery, this.#pending.get(message.delivery)! + 1);
		if (!this.#waiting.has(link)) this.#listener.message(link, own);
	}

	#takersOf({topicName, retain}: BrokerMessage): Map<Member, Qos> {
		const all = this.#filters.of(topicName);
		if (!retain || this.#news.length === 0) return all;
		const fresh = new Map<Member, Qos>();
		for (const {member, filter, seen} of this.#news) {
			const qos = all.get(member);
			if (qos === undefined || seen.has(topicName) || !matches(filter, topicName)) continue;
			seen.add(topicName);
			fresh.set(member, qos);
		}
		return fresh;
	}

	/** One taker less to wait for; the last one has the broker acknowledged. */
	#taken(delivery: number): void {
		const count = this.#pending.get(delivery);
		if (count === undefined) return;
		if (count === 1 && this.#state !== 'closed') this.#acknowledge(delivery);
		else this.#pending.set(delivery, count - 1);
	}

	#acknowledge(delivery: number): void {
		this.#pending.delete(delivery);
		this.#port.acknowledge(TRUNK, delivery);
	}

	#takeOver(clientId: string): void {
		const link = this.#members.get(clientId)?.link;
		if (link === undefined) return;
		this.close(link);
		this.#answers.push(() => this.#listener.lost(link));
	}

	/** Nothing that `member` subscribed to is wanted for it any more. */
	#forget(member: Member): void {
		for (const filter of member.subscriptions.keys()) {
			this.#filters.delete(filter, member);
			if (this.#state !== 'open' || this.#filters.qosOf(filter) !== undefined) continue;
			this.#port.unsubscribe(TRUNK, this.#nextToken(), filter);
		}
	}

	#drop(member: Member, filter: string): void {
		member.subscriptions.delete(filter);
		this.#filters.delete(filter, member);
	}

	/** The broker has begun a new session: what the members have is asked for again. */
	#subscribeAgain(): void {
		this.#pending.clear();
		const filters = new Set<string>();
		for (const {subscriptions} of this.#members.values()) {
			for (const filter of subscriptions.keys()) filters.add(filter);
		}
		for (const filter of filters) {
			this.#port.subscribe(TRUNK, this.#nextToken(), filter, this.#filters.qosOf(filter)!);
		}
	}

	#ask(link: LinkId, token: Token, {filter, qos}: {filter: string; qos: Qos}): Token {
		const trunkToken = this.#nextToken();
		this.#questions.set(trunkToken, {link, token, member: this.#memberOf(link), filter, qos});
		return trunkToken;
	}

	/** Undefined for what concerns nobody: a link that was closed, or this side's own question. */
	#answered(token: Token): Question | undefined {
		const question = this.#questions.get(token);
		this.#questions.delete(token);
		if (question === undefined || this.#byLink.get(question.link) !== question.member) return;
		return question;
	}

	#nextToken(): Token {
		this.#tokens += 1;
		return this.#tokens;
	}

	#memberOf(link: LinkId): Member {
		const member = this.#byLink.get(link);
		if (member === undefined) throw new RangeError(`link ${link} is not open`);
		return member;
	}
}
