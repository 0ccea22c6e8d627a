/*
 * One listener's way to the in-run broker.
 *
 *   link    event                    next    told
 *   none    open, refused            over    opened(refused)
 *   none    open                     open    opened(accepted), then what the session kept
 *   open    a question               open    its answer
 *   open    a publish under a       open   accepted, and not published again
 *           stable token, again
 *   open    client id taken over     over    lost
 *   over    a question               over    nothing: the end is already on its way
 *   over    the end has been told    none
 *   any     close                    none    nothing
 *
 * Knows no session's insides; what a question causes is memory-broker.ts.
 */

import {mustBeNamed} from './link-options.js';
import type {MemoryBroker} from './memory-broker.js';
import {
	type BrokerListener,
	type BrokerMessage,
	type BrokerPort,
	type LinkId,
	type LinkOptions,
	type Qos,
	STABLE_TOKEN_MIN,
	type Token,
} from './port.js';
import type {Link, Memory, Publication, Session} from './session.js';
import {isTopicFilter} from './topic.js';

export class MemoryPort implements BrokerPort {
	readonly #memory: MemoryBroker;
	readonly #listener: BrokerListener;
	readonly #publisher: Memory;
	readonly #links = new Map<LinkId, PortLink>();

	constructor(memory: MemoryBroker, listener: BrokerListener, publisher: Memory) {
		this.#memory = memory;
		this.#listener = listener;
		this.#publisher = publisher;
	}

	open(id: LinkId, options: LinkOptions): void {
		if (this.#links.has(id)) throw new RangeError(`link ${id} is already open`);
		mustBeNamed(options);
		const link = new PortLink(id, this.#listener, end => this.#end(link, end));
		this.#links.set(id, link);
		const connection = this.#memory.connect(options);
		if ('refusal' in connection) {
			const returnCode = connection.refusal;
			this.#end(link, () => this.#listener.opened(id, {kind: 'refused', returnCode}));
			return;
		}

		const {session, present} = connection;
		this.#answer(link, () =>
			this.#listener.opened(id, {kind: 'accepted', sessionPresent: present}),
		);
		link.session = session;
		session.attach(link);
	}

	publish(id: LinkId, token: Token, message: Publication): void {
		const link = this.#linkOf(id);
		const {session} = link;
		if (session === undefined) return;
		const valid = this.#memory.takes(message.topicName);
		const once = token >= STABLE_TOKEN_MIN && valid && !session.clean;
		const again = once && !session.publishes(token, this.#publisher.of);
		if (valid && !again) this.#memory.publish(message);
		if (message.qos === 0) return;
		const outcome = valid ? 'accepted' : 'refused';
		this.#answer(link, () => {
			this.#listener.published(id, token, outcome);
			if (once) this.#publisher.settled(session.clientId, () => session.settled(token));
		});
	}

	subscribe(id: LinkId, token: Token, filter: string, qos: Qos): void {
		const link = this.#linkOf(id);
		if (link.session === undefined) return;
		const granted = isTopicFilter(filter) ? qos : undefined;
		this.#answer(link, () => this.#listener.subscribed(id, token, granted));
		if (granted !== undefined) this.#memory.subscribe(link.session, filter, granted);
	}

	unsubscribe(id: LinkId, token: Token, filter: string): void {
		const link = this.#linkOf(id);
		if (link.session === undefined) return;
		this.#memory.unsubscribe(link.session, filter);
		this.#answer(link, () => this.#listener.unsubscribed(id, token));
	}

	acknowledge(id: LinkId, delivery: number): void {
		this.#linkOf(id).session?.acknowledge(delivery);
	}

	close(id: LinkId): void {
		const link = this.#linkOf(id);
		const {session} = link;
		link.session = undefined;
		this.#links.delete(id);
		if (session !== undefined) this.#memory.disconnect(session);
	}

	#linkOf(id: LinkId): PortLink {
		const link = this.#links.get(id);
		if (link === undefined) throw new RangeError(`link ${id} is not open`);
		return link;
	}

	#answer(link: PortLink, tell: () => void): void {
		this.#memory.schedule(() => {
			if (this.#links.get(link.id) === link) tell();
		});
	}

	#end(link: PortLink, tell: () => void): void {
		link.session = undefined;
		this.#answer(link, () => {
			this.#links.delete(link.id);
			tell();
		});
	}
}

class PortLink implements Link {
	/** Undefined once the link is over. */
	session: Session | undefined;
	readonly id: LinkId;
	readonly #listener: BrokerListener;
	readonly #end: (tell: () => void) => void;

	constructor(id: LinkId, listener: BrokerListener, end: (tell: () => void) => void) {
		this.id = id;
		this.#listener = listener;
		this.#end = end;
	}

	get open(): boolean {
		return this.session !== undefined;
	}

	message(message: BrokerMessage): void {
		this.#listener.message(this.id, message);
	}

	takenOver(): void {
		this.#end(() => this.#listener.lost(this.id));
	}
}
