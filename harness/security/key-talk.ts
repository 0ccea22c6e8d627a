/*
 * Key management inside of records, and what else the key server has for a device.
 *
 *   device says     gateway does
 *   CONF            hands the proof on; CONF-ACK when the key server knows
 *   RESUME(floor)   goes on above floor, at most 256 above what it has used; SYNC
 *   GK-ACK          see group.ts
 *
 *   gateway says    when
 *   REKEY-REQ       the key server wants it, or the session has done its work: until it is done
 *   SYNC            a valid record is too old, and this gateway has forgotten how old is too old
 */
import type {Auth} from './auth.js';
import {BLOCK} from './ceiling.js';
import type {Group} from './group.js';
import {RekeyReason} from './key-service.js';
import {nameOf, type Peer} from './peer.js';
import type {Post} from './post.js';
import {Reminder} from './reminder.js';
import type {SecureSession} from './session.js';

/** 2.9: forgery stays below 2^-44. */
const BAD_TAGS_MAX = 2 ** 20;
/** How long a device may take to re-key because a session has done its work. */
const LIMIT_DEADLINE_S = 3600;
/** 2.8: SYNC that nobody asked for is said once in that time. */
const SYNC_MS = 1000;

export class KeyTalk {
	readonly #post: Post;
	readonly #group: Group;

	constructor(post: Post, group: Group) {
		this.#post = post;
		this.#group = group;
	}

	onAuth(session: SecureSession, auth: Auth): void {
		const {peer} = session;
		switch (auth.type) {
			case 'CONF':
				this.#onConf(session, auth);
				break;
			case 'RESUME':
				this.#onResume(session, auth);
				break;
			case 'GK-ACK':
				this.#group.acknowledged(peer, auth.epoch);
				break;
			default:
				// The others are a gateway's to say.
				this.#post.counters.nested += 1;
		}
	}

	/** The key server knows that a device has committed to `generation`. */
	confirmed(eui: Uint8Array, generation: number): void {
		const peer = this.#post.peers.named(nameOf(eui));
		const pid = peer?.confPid;
		if (peer?.active?.grant.generation !== generation || pid === undefined) return;
		peer.confPid = undefined;
		this.#post.counters.confAcks += 1;
		this.#post.tell(peer, {type: 'CONF-ACK', pid});
	}

	rekey(peer: Peer, reason: number, deadlineS: number): void {
		peer.rekey = {reason, deadlineS, reminder: new Reminder()};
		this.#ask(peer, {reason, deadlineS});
	}

	/** A device was heard, so it listens. */
	remind(peer: Peer): void {
		this.#watch(peer);
		this.#group.remind(peer);
		const {rekey} = peer;
		if (rekey === undefined || !rekey.reminder.due(this.#post.nowMs)) return;
		rekey.reminder.told(this.#post.nowMs);
		this.#ask(peer, rekey);
	}

	/** A valid record that is too old: after a restart the device has to learn from where it is not. */
	onOldRecord(session: SecureSession): void {
		const {nowMs} = this.#post;
		if (!session.resynchronising || nowMs - session.syncedMs < SYNC_MS) return;
		session.syncedMs = nowMs;
		this.#sync(session, {asked: false, pid: this.#post.nextPid()});
	}

	#onConf({peer, grant}: SecureSession, {pid, tag}: Extract<Auth, {type: 'CONF'}>): void {
		if (peer.active?.grant !== grant) return;
		peer.confPid = pid;
		this.#post.counters.confs += 1;
		this.#post.keys.conf({eui: peer.eui, generation: grant.generation, tag});
	}

	/** The device has started again: what it knew of the group is lost as well. */
	#onResume(session: SecureSession, {pid, floor}: Extract<Auth, {type: 'RESUME'}>): void {
		const {peer, sent} = session;
		if (peer.active !== session || floor > sent.used + BLOCK) {
			this.#post.counters.resumesRefused += 1;
			return;
		}
		sent.skipTo(floor);
		this.#sync(session, {asked: true, pid});
		if (peer.isMember) this.#group.welcome(peer);
	}

	#sync({peer, window}: SecureSession, {asked, pid}: {asked: boolean; pid: number}): void {
		this.#post.counters.syncs += 1;
		this.#post.tell(peer, {type: 'SYNC', pid, asked, floor: window.highest});
	}

	/** Asks for another session where the active one has done its work. */
	#watch(peer: Peer): void {
		const {active} = peer;
		if (active === undefined || peer.rekey !== undefined) return;
		const isWorn = active.recordCount >= active.grant.rekeyAfter || active.badTags >= BAD_TAGS_MAX;
		if (!isWorn) return;
		const [reason, deadlineS] = [RekeyReason.limit, LIMIT_DEADLINE_S];
		peer.rekey = {reason, deadlineS, reminder: new Reminder()};
	}

	#ask(peer: Peer, {reason, deadlineS}: {reason: number; deadlineS: number}): void {
		this.#post.counters.rekeyRequests += 1;
		this.#post.tell(peer, {type: 'REKEY-REQ', pid: this.#post.nextPid(), reason, deadlineS});
	}
}
