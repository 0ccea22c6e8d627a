/*
 * HELLO, and what the key server says to it.
 *
 *   device           gateway                                          key server
 *   HELLO      -->   well-formed, meant for us, tokens left     -->
 *              <--   ACCEPT, kept with the grant for 60 s       <--   granted
 *   HELLO      -->   the same as before
 *              <--   ACCEPT, the same as before; 60 s more
 *
 * Towards a device that has proved nothing yet, nothing is kept but a question for ten seconds.
 * Every table here is bounded, and what is new takes the place of what is old.
 */
import type {Address} from '../transport/transport.js';
import {Buckets} from './buckets.js';
import {decodeAccept, type Hello, Suite} from './frames.js';
import type {Granted, KeyToken} from './key-service.js';
import {nameOf, type Peer} from './peer.js';
import type {Post} from './post.js';
import type {SecureSession} from './session.js';
import {end, sessionFrom} from './sessions.js';

/** 2.17. */
const GRANT_MS = 60_000;
/** 2.6. */
const GRANTS_MAX = 4;
/** What is asked may be lost on the way; the key server knows a question that comes again. */
const ASK_AGAIN_MS = 1500;
const QUESTION_MS = 10_000;
const QUESTIONS_MAX = 256;
/** A device says HELLO four times in half a minute, and then waits. */
const PLACE_BUCKETS = {burst: 6, refillMs: 1000, bucketsMax: 4096};
/** Wide, so that who claims the EUI of another from many places does not lock it out. */
const EUI_BUCKETS = {burst: 32, refillMs: 50, bucketsMax: 4096};
const ANY_GATEWAY = 0;
const GENERATION_MAX = 0xffff_ffff;

interface Question {
	readonly hello: Uint8Array;
	readonly name: string;
	readonly place: Address;
	readonly sid: number;
	readonly askedMs: number;
}

export class Handshake {
	readonly #post: Post;
	readonly #places = new Buckets(PLACE_BUCKETS);
	readonly #euis = new Buckets(EUI_BUCKETS);
	/** In the order in which they were asked. */
	readonly #questions = new Map<KeyToken, Question>();
	#tokens: KeyToken = 0;

	constructor(post: Post) {
		this.#post = post;
	}

	/** Whether the key server still has something to answer. */
	get isAsking(): boolean {
		return this.#questions.size > 0;
	}

	onHello(place: Address, hello: Hello, octets: Uint8Array): void {
		const {counters, options, peers, nowMs} = this.#post;
		if (hello.gwId !== ANY_GATEWAY && hello.gwId !== options.gwId) {
			counters.hellosElsewhere += 1;
			return;
		}
		counters.hellos += 1;
		const name = nameOf(hello.eui);
		const peer = peers.named(name);
		if (!this.#mayAsk(place, name, peer)) {
			counters.hellosLimited += 1;
			return;
		}
		const granted = peer?.grants.find(({handshake}) => isEqual(handshake?.hello, octets));
		if (granted !== undefined && nowMs < granted.endsMs) this.#accept(granted, place);
		else if (!this.#isAsked(octets)) this.#ask({hello, octets, name, place});
	}

	granted(token: KeyToken, {accept, grant}: Granted): void {
		const {counters, peers} = this.#post;
		const question = this.#finish(token);
		const isOurs = question?.name === nameOf(grant.eui) && decodeAccept(accept)?.sid === grant.sid;
		if (question === undefined || !isOurs) {
			counters.grantsIgnored += 1;
			return;
		}
		const before = peers.ofSid(grant.sid);
		if (before?.handshake !== undefined && isEqual(before.handshake.accept, accept)) {
			this.#accept(before, question.place);
			return;
		}
		const active = peers.named(question.name)?.active;
		const isNewer = active === undefined || grant.generation > active.grant.generation;
		if (before !== undefined || !isNewer) {
			counters.grantsIgnored += 1;
			return;
		}
		this.#begin(question, {accept, grant});
	}

	refused(token: KeyToken): void {
		if (this.#finish(token) !== undefined) this.#post.counters.refused += 1;
	}

	/** Forgets what the key server has not answered for too long. */
	sweep(): void {
		for (const [token, {askedMs}] of this.#questions) {
			if (this.#post.nowMs - askedMs >= QUESTION_MS) this.#finish(token);
		}
	}

	/** Where a device with a session was heard last, nobody else's HELLO can use up its tokens. */
	#mayAsk(place: Address, name: string, peer: Peer | undefined): boolean {
		const {nowMs} = this.#post;
		if (!this.#places.take(place, nowMs)) return false;
		return peer?.place === place || this.#euis.take(name, nowMs);
	}

	#isAsked(octets: Uint8Array): boolean {
		const {nowMs} = this.#post;
		const questions = [...this.#questions.values()];
		return questions.some(
			({hello, askedMs}) => nowMs - askedMs < ASK_AGAIN_MS && isEqual(hello, octets),
		);
	}

	#ask({
		hello,
		octets,
		name,
		place,
	}: {
		hello: Hello;
		octets: Uint8Array;
		name: string;
		place: Address;
	}): void {
		const {options, peers, counters, keys, nowMs} = this.#post;
		if (this.#questions.size >= QUESTIONS_MAX) this.#forgetOldest();
		const sid = peers.reserveSid();
		if (sid === undefined) {
			counters.hellosNoRoom += 1;
			return;
		}
		const suite = this.#suiteFor(hello, place);
		const copy = Uint8Array.from(octets);
		this.#tokens += 1;
		this.#questions.set(this.#tokens, {hello: copy, name, place, sid, askedMs: nowMs});
		keys.hello({token: this.#tokens, gwId: options.gwId, hello: copy, sid, suite});
	}

	#suiteFor({suites}: Hello, place: Address): Suite {
		const {recordForm} = this.#post.options;
		const form = typeof recordForm === 'string' ? recordForm : recordForm(place);
		return form === 'compact' && (suites & Suite.compact) !== 0 ? Suite.compact : Suite.full;
	}

	#forgetOldest(): void {
		this.#post.counters.hellosNoRoom += 1;
		const [token] = this.#questions.keys();
		this.#finish(token!);
	}

	#finish(token: KeyToken): Question | undefined {
		const question = this.#questions.get(token);
		this.#questions.delete(token);
		if (question !== undefined) this.#post.peers.release(question.sid);
		return question;
	}

	#begin({hello, place}: Question, {accept, grant}: Granted): void {
		const post = this.#post;
		const {inTheWay} = post.peers;
		if (inTheWay !== undefined && post.peers.named(nameOf(grant.eui)) === undefined) {
			end(post, inTheWay, GENERATION_MAX);
		}
		const session = sessionFrom(post, grant);
		const {peer} = session;
		const oldest = peer.grants[0];
		peer.grants.push(session);
		session.handshake = {hello, accept};
		session.endsMs = post.nowMs + GRANT_MS;
		post.peers.enter(session);
		if (oldest !== undefined && peer.grants.length > GRANTS_MAX) post.peers.leave(oldest, 'over');
		this.#accept(session, place);
	}

	/** The first ACCEPT of a grant, or the same once more. */
	#accept(session: SecureSession, place: Address): void {
		session.endsMs = this.#post.nowMs + GRANT_MS;
		this.#post.counters.accepts += 1;
		this.#post.transmit(place, session.handshake!.accept);
	}
}

function isEqual(one: Uint8Array | undefined, other: Uint8Array): boolean {
	return one !== undefined && Buffer.compare(one, other) === 0;
}
