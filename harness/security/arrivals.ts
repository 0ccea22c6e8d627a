/*
 * Records that come in.
 *
 *   SID unknown, or over          a hint in clear, unless a newer session replaced it
 *   another form or sender        dropped, before any cryptography
 *   tag wrong                     dropped and counted: 2^20 of them ask for new keys
 *   number seen, or too old       dropped; after a restart SYNC tells the device how far to jump
 *   overtaken by a newer one      dropped where it could make something happen twice
 *   fresh                         taken once its number is below what is durable
 *
 *   inner message                 AUTH         key-talk.ts
 *                                 CONNECT      CONNACK 0x03, unless its ClientId begins with the EUI
 *                                 any other    the core
 *
 * The tag is proved before anything changes. Only what is newer than all before says where a device
 * is now, so that a record that is delivered late from elsewhere moves nothing.
 */
import type {Address} from '../transport/transport.js';
import {FORWARDER_MSG_TYPE} from '../wire/forwarder.js';
import {decode} from '../wire/wire.js';
import {AUTH_TYPE, decodeAuth} from './auth.js';
import {PROTECTION_TYPE} from './frames.js';
import type {KeyTalk} from './key-talk.js';
import type {Peer} from './peer.js';
import {NAME_SIZE, type Plaintext, REFUSAL} from './plaintext.js';
import type {Post} from './post.js';
import {COMPACT_TYPE, type RecordFrame} from './record.js';
import type {Opened, SecureSession} from './session.js';
import {activate, endExhausted} from './sessions.js';

/** What must not stand in a record. */
const NESTED: readonly (number | undefined)[] = [PROTECTION_TYPE, COMPACT_TYPE, FORWARDER_MSG_TYPE];
const CONNECT_TYPE = 0x04;
const PINGREQ_TYPE = 0x16;
const PUBLISH_TYPE = 0x0c;
const QOS_MASK = 0x60;
const QOS_2 = 0x40;

export class Arrivals {
	readonly #post: Post;
	readonly #talk: KeyTalk;
	readonly #plaintext: Plaintext;

	constructor(post: Post, talk: KeyTalk, plaintext: Plaintext) {
		this.#post = post;
		this.#talk = talk;
		this.#plaintext = plaintext;
	}

	onRecord(place: Address, frame: RecordFrame): void {
		const {counters, peers, nowMs} = this.#post;
		const session = peers.ofSid(frame.sid);
		if (session === undefined || nowMs >= session.endsMs) {
			counters.unknownSessions += 1;
			if (session === undefined && !peers.isRetired(frame.sid)) this.#plaintext.hint(place);
			return;
		}
		const opened = session.open(frame);
		if (opened === undefined) {
			counters.badTags += 1;
			session.badTags += 1;
			return;
		}
		if (session.window.judge(opened.counter) === 'seen') this.#onSeen(session);
		else this.#onFresh(place, session, opened);
	}

	#onSeen(session: SecureSession): void {
		this.#post.counters.replays += 1;
		this.#talk.onOldRecord(session);
	}

	#onFresh(place: Address, session: SecureSession, {counter, inner}: Opened): void {
		const {peer, window} = session;
		const isLatest = counter > window.highest;
		window.take(counter);
		session.resynchronising = false;
		const isNew = session.handshake !== undefined;
		if (isNew || (isLatest && peer.active === session)) peer.place = place;
		if (isNew) activate(this.#post, session);
		peer.heardMs = this.#post.nowMs;
		if (!isLatest && isOnceOnly(inner)) {
			this.#post.counters.replays += 1;
			return;
		}
		const taken = session.received.within(counter, () => this.#take(session, inner));
		if (!taken) this.#post.counters.recordsNoRoom += 1;
	}

	/** Its number may have waited for the store, and the session may be over meanwhile. */
	#take(session: SecureSession, inner: Uint8Array): void {
		const {peer} = session;
		if (!peer.sessions.includes(session)) return;
		this.#post.counters.records += 1;
		this.#open(session, inner);
		if (peer.active === session) this.#talk.remind(peer);
		if (session.sent.exhausted) endExhausted(this.#post, session);
	}

	#open(session: SecureSession, inner: Uint8Array): void {
		const {counters} = this.#post;
		const {peer} = session;
		const [length, type] = inner;
		if (length !== inner.length) counters.malformed += 1;
		else if (NESTED.includes(type)) counters.nested += 1;
		else if (type === AUTH_TYPE) this.#onAuth(session, inner);
		else if (isForeign(peer, inner)) this.#refuse(peer, type);
		else this.#post.deliver(peer.address, inner);
	}

	#onAuth(session: SecureSession, inner: Uint8Array): void {
		const auth = decodeAuth(inner);
		if (auth === undefined) this.#post.counters.malformed += 1;
		else this.#talk.onAuth(session, auth);
	}

	#refuse(peer: Peer, type: number | undefined): void {
		this.#post.counters.foreignClientIds += 1;
		if (type === CONNECT_TYPE) this.#post.seal(peer, REFUSAL);
	}
}

/**
 * Whether a message that a newer record has overtaken may be told no more. Its device has sent it
 * again since, or was answered: whoever held it back could have a finished QoS 2 begin anew, under
 * a MsgId that is free by now, or a session. One that was just late costs another Tretry.
 */
function isOnceOnly([, type, flags = 0]: Uint8Array): boolean {
	return type === CONNECT_TYPE || (type === PUBLISH_TYPE && (flags & QOS_MASK) === QOS_2);
}

/** Whether a message names a client that is not this device. */
function isForeign(peer: Peer, inner: Uint8Array): boolean {
	if (inner[1] !== CONNECT_TYPE && inner[1] !== PINGREQ_TYPE) return false;
	const message = decode(inner);
	if (message.type === 'CONNECT') return message.clientId.slice(0, NAME_SIZE) !== peer.name;
	if (message.type !== 'PINGREQ' || message.clientId === undefined) return false;
	return message.clientId.slice(0, NAME_SIZE) !== peer.name;
}
