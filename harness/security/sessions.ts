/*
 * How sessions begin, take over, are kept and end. The states stand in session.ts.
 */
import type {Grant} from './key-service.js';
import {nameOf, Peer} from './peer.js';
import type {Post} from './post.js';
import {type Ceilings, SecureSession} from './session.js';

/** MQTT-SN 1.2, 5.4.21: said to the core for a device that is not here any more. */
const DISCONNECT = Uint8Array.of(0x02, 0x18);
/** 2.6: how long records of the session before are received. */
const PREVIOUS_MS = 30_000;
/** Goes up when an old record cannot be read any more. */
const VERSION = 1;
const KEY_PREFIX = 'session/';

interface SessionRecord extends Ceilings {
	readonly version: typeof VERSION;
	readonly place: string;
	readonly grant: Grant;
}

/** A session of the device in `grant`, not yet filed. */
export function sessionFrom(post: Post, grant: Grant, stored?: Ceilings): SecureSession {
	const peer = post.peers.named(nameOf(grant.eui)) ?? new Peer(grant.eui);
	const session: SecureSession = new SecureSession(
		{
			peer,
			grant,
			gwid: post.options.gwid,
			save: then => save(post, session, then),
			shared: post.numbers,
		},
		stored,
	);
	return session;
}

/**
 * The first valid record of a grant. Throws RangeError for one that is not newer than the active
 * session: D7 lets none be granted, and none live on.
 */
export function activate(post: Post, session: SecureSession): void {
	const {peer, grant} = session;
	const {active, previous} = peer;
	if (active !== undefined && grant.generation <= active.grant.generation) {
		throw new RangeError(`generation ${grant.generation} after ${active.grant.generation}`);
	}
	if (previous !== undefined) post.peers.leave(previous, 'replaced');
	for (const other of peer.grants) {
		if (other !== session && other.grant.generation <= grant.generation) {
			post.peers.leave(other, 'replaced');
		}
	}
	peer.grants = peer.grants.filter(other => other !== session);
	peer.active = session;
	peer.previous = active;
	session.handshake = undefined;
	session.endsMs = Number.POSITIVE_INFINITY;
	if (active !== undefined) {
		active.endsMs = post.nowMs + PREVIOUS_MS;
		post.peers.fades(active);
	}
	post.peers.enter(session);
	peer.confPid = undefined;
	// Who shakes hands may have lost what it keeps in RAM.
	peer.groupEpoch = undefined;
	peer.rekey = undefined;
	post.counters.activations += 1;
	save(post, session, () => {});
	post.keys.activated({eui: peer.eui, generation: grant.generation});
}

/** Ends all sessions of `peer` up to `generation`, and its connection with the active one. */
export function end(post: Post, peer: Peer, generation: number): void {
	const {active} = peer;
	for (const session of peer.sessions) {
		if (session.grant.generation <= generation) post.peers.leave(session, 'over');
	}
	if (active === undefined || peer.active !== undefined) return;
	post.ledger.put(KEY_PREFIX + peer.name, undefined);
	post.deliver(peer.address, DISCONNECT);
}

/**
 * A session whose numbers are used up ends. Those of full records are one row for all, so all
 * sessions of that form end, and the row begins again under new keys.
 */
export function endExhausted(post: Post, session: SecureSession): void {
	if (session.form === 'compact') {
		end(post, session.peer, session.grant.generation);
		return;
	}
	for (const peer of [...post.peers.all()]) {
		const full = peer.sessions.filter(({form}) => form === 'full');
		end(post, peer, Math.max(-1, ...full.map(({grant}) => grant.generation)));
	}
	post.restartNumbers();
}

/** Takes up one entry of the store. Returns false for what is no session of this version. */
export function restoreSession(post: Post, key: string, value: unknown): boolean {
	if (!key.startsWith(KEY_PREFIX) || !isRecord(value)) return false;
	const {grant, place, received, sent} = value;
	const session = sessionFrom(post, grant, {received, sent});
	const {peer} = session;
	peer.active = session;
	peer.place = place;
	peer.isMember = true;
	post.peers.enter(session);
	return true;
}

/** Only the active session outlives a gateway: of the others nothing has to be durable. */
function save(post: Post, session: SecureSession, then: () => void): void {
	const {peer, grant} = session;
	if (peer.active !== session) {
		then();
		return;
	}
	const record: SessionRecord = {
		version: VERSION,
		place: peer.place,
		grant,
		...session.ceilings,
	};
	post.ledger.put(KEY_PREFIX + peer.name, record, then);
}

function isRecord(value: unknown): value is SessionRecord {
	return (
		typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
	);
}
