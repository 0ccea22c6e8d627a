/*
 * All devices of a gateway, by EUI, and all their sessions, by SID. Bounded: where there is no
 * room for a device, the one whose last handshake is longest ago makes it.
 */
import type {Peer} from './peer.js';
import {PEER_PREFIX} from './peer.js';
import type {SecureSession} from './session.js';

const SID_MAX = 0xffff;
/** SIDs that are kept free, so that looking for one ends soon. */
const SIDS_TAKEN_MAX = 0xf000;

export class Peers {
	readonly #peersMax: number;
	/** In the order of their last handshakes. */
	readonly #byName = new Map<string, Peer>();
	readonly #bySid = new Map<number, SecureSession>();
	/** SIDs of questions that the key server has not answered. */
	readonly #reserved = new Set<number>();
	/** SIDs of sessions that a newer one has replaced. */
	readonly #retired = new Set<number>();
	/** Sessions that end of themselves. */
	readonly #fading = new Set<SecureSession>();
	#lastSid: number;

	constructor(peersMax: number, firstSid: number) {
		this.#peersMax = peersMax;
		this.#lastSid = firstSid;
	}

	get isFading(): boolean {
		return this.#fading.size > 0;
	}

	get size(): number {
		return this.#byName.size;
	}

	all(): Iterable<Peer> {
		return this.#byName.values();
	}

	named(name: string): Peer | undefined {
		return this.#byName.get(name);
	}

	/** By the address that the core has for it. */
	at(address: string): Peer | undefined {
		return this.#byName.get(address.slice(PEER_PREFIX.length));
	}

	ofSid(sid: number): SecureSession | undefined {
		return this.#bySid.get(sid);
	}

	/** Whether a session with `sid` was here and had a successor. */
	isRetired(sid: number): boolean {
		return this.#retired.has(sid);
	}

	/** A SID that nobody has, reserved until release(); undefined where too many are taken. */
	reserveSid(): number | undefined {
		if (this.#bySid.size + this.#reserved.size >= SIDS_TAKEN_MAX) return undefined;
		do {
			this.#lastSid = this.#lastSid >= SID_MAX ? 1 : this.#lastSid + 1;
		} while (this.#bySid.has(this.#lastSid) || this.#reserved.has(this.#lastSid));
		this.#reserved.add(this.#lastSid);
		this.#retired.delete(this.#lastSid);
		return this.#lastSid;
	}

	release(sid: number): void {
		this.#reserved.delete(sid);
	}

	/** Whom to forget before a device that is not here can be; undefined where there is room. */
	get inTheWay(): Peer | undefined {
		if (this.#byName.size < this.#peersMax) return undefined;
		const [first] = this.#byName.values();
		return first;
	}

	/** Files a session, and its device as the one of the latest handshake. */
	enter(session: SecureSession): void {
		const {peer, grant} = session;
		this.#byName.delete(peer.name);
		this.#byName.set(peer.name, peer);
		this.#bySid.set(grant.sid, session);
		this.#retired.delete(grant.sid);
		this.fades(session);
	}

	/** Has `session` looked at by due(), if it ends of itself. */
	fades(session: SecureSession): void {
		if (session.endsMs === Number.POSITIVE_INFINITY) this.#fading.delete(session);
		else this.#fading.add(session);
	}

	/** Takes a session out; its device too where it was the last one. */
	leave(session: SecureSession, how: 'replaced' | 'over'): void {
		const {peer, grant} = session;
		if (peer.active === session) peer.active = undefined;
		if (peer.previous === session) peer.previous = undefined;
		peer.grants = peer.grants.filter(other => other !== session);
		this.#fading.delete(session);
		if (this.#bySid.get(grant.sid) === session) this.#bySid.delete(grant.sid);
		if (how === 'replaced') this.#retired.add(grant.sid);
		if (peer.sessions.length === 0) this.#byName.delete(peer.name);
	}

	/** Takes out what has ended of itself. */
	sweep(nowMs: number): void {
		for (const session of this.#fading) {
			if (nowMs < session.endsMs) continue;
			this.leave(session, session.peer.previous === session ? 'replaced' : 'over');
		}
	}
}
