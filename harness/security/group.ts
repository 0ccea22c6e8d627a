/*
 * The group key: broadcasts that members can tell from those of strangers.
 *
 *   Epochs         Event                                          Next           Action
 *   none           groupKey e                                     e              GROUPKEY to members
 *   e              groupKey of another epoch, to switch at once   that one       GROUPKEY to members
 *   e              groupKey of another epoch                      e, then next   GROUPKEY to members
 *   e              groupKey of e with another key                 the same as of another epoch
 *   e, then next   all who are awake have acknowledged            next           -
 *   e, then next   switchS is over                                next           -
 *
 * A member is told until it acknowledges, whenever it is heard: reminder.ts. One that
 * acknowledges any other epoch asks for the newest. A group frame changes nothing at a gateway but
 * what the same message in clear would change, for any member can make one.
 */
import type {Address} from '../transport/transport.js';
import {isSame} from './crypto.js';
import {groupBody, type ReceivedGroupFrame} from './group-frame.js';
import type {GroupKey} from './key-service.js';
import {broadcastKey, groupTag} from './keys.js';
import {Numbers} from './numbers.js';
import {nameOf, type Peer} from './peer.js';
import type {Post} from './post.js';
import {RANDOM_SIZE} from './record.js';
import {Reminder} from './reminder.js';

type Epoch = Pick<GroupKey, 'epoch' | 'key'>;

interface Unproved {
	readonly inner: Uint8Array;
	readonly send: (frame: Uint8Array) => void;
}

/** Where the type of ADVERTISE and GWINFO stands: they have one octet of Length. */
const TYPE_AT = 1;
const GROUP_KEY = 'group';
const BROADCASTS_KEY = 'broadcasts';
const NEVER_MS = Number.POSITIVE_INFINITY;
/** Whoever was heard within that is awake. */
const AWAKE_MS = 300_000;
/** Gateways whose counters are remembered. One more takes the place of the oldest. */
const OTHERS_MAX = 64;

export class Group {
	readonly #post: Post;
	#before: Epoch | undefined;
	#current: Epoch | undefined;
	#next: Epoch | undefined;
	#numbers: Numbers;
	/** The highest broadcast counter by GWID. */
	readonly #others = new Map<string, number>();
	#switchAtMs = NEVER_MS;
	/** The last message of each type that came before the first key. */
	readonly #unproved = new Map<number, Unproved>();

	constructor(post: Post) {
		this.#post = post;
		this.#numbers = this.#numbersFrom(0);
	}

	get dueAtMs(): number {
		return this.#switchAtMs;
	}

	/** The epoch of broadcasts; undefined before the key server has told any. */
	get epoch(): number | undefined {
		return this.#current?.epoch;
	}

	/** Takes up one entry of the store. Returns false for what is not of a group. */
	restore(key: string, value: unknown): boolean {
		if (key === BROADCASTS_KEY && typeof value === 'number') {
			this.#numbers = this.#numbersFrom(value);
			return true;
		}
		if (key !== GROUP_KEY || !isEpoch(value)) return false;
		this.#current = value;
		return true;
	}

	/**
	 * Any key that is not here. Its epoch says nothing: epochs turn over, and a key server that
	 * begins anew counts from the start.
	 */
	take({epoch, key, switchS}: GroupKey): void {
		const newest = this.#newest;
		if (this.#epochs.some(known => known.epoch === epoch && isSame(known.key, key))) return;
		this.#next = {epoch, key};
		if (newest === undefined || switchS === 0) this.#switch();
		else this.#switchAtMs = this.#post.nowMs + switchS * 1000;
		for (const peer of this.#post.peers.all()) {
			peer.groupReminder = new Reminder();
			// What was acknowledged may have been another key of that epoch.
			peer.groupEpoch = undefined;
			if (peer.isMember) this.#tell(peer);
		}
	}

	poll(): void {
		if (this.#post.nowMs >= this.#switchAtMs) this.#switch();
	}

	/** A member connects: it is told what it has not acknowledged in this session. */
	connected(peer: Peer): void {
		if (!peer.isMember || peer.groupEpoch !== this.#newest?.epoch) this.welcome(peer);
	}

	/** A member is new, or has lost what it knew: it is told now. */
	welcome(peer: Peer): void {
		peer.isMember = true;
		peer.groupEpoch = undefined;
		peer.groupReminder = new Reminder();
		this.#remindNow(peer);
	}

	/** A member was heard. */
	remind(peer: Peer): void {
		if (!peer.isMember || peer.groupEpoch === this.#newest?.epoch) return;
		if (peer.groupReminder.due(this.#post.nowMs)) this.#remindNow(peer);
	}

	acknowledged(peer: Peer, epoch: number): void {
		peer.groupEpoch = epoch;
		if (epoch !== this.#newest?.epoch) {
			this.remind(peer);
			return;
		}
		this.#post.counters.groupAcks += 1;
		if (this.#next !== undefined && this.#allAwakeHave(epoch)) this.#switch();
	}

	/**
	 * Hands the group frame of ADVERTISE or GWINFO to `send`: now, once its number is durable, or
	 * once there is a key.
	 */
	prove(inner: Uint8Array, send: (frame: Uint8Array) => void): void {
		const {counters} = this.#post;
		if (this.#current === undefined) {
			counters.broadcastsUnproved += 1;
			this.#unproved.set(inner[TYPE_AT]!, {inner: Uint8Array.from(inner), send});
			return;
		}
		const taken = this.#numbers.next(counter => {
			counters.broadcasts += 1;
			send(this.#frameOf(inner, counter));
		});
		if (!taken) counters.broadcastsUnproved += 1;
	}

	/** A group frame of another gateway. Its message goes to the core if a member made it. */
	onFrame(place: Address, frame: ReceivedGroupFrame): void {
		const {counters, options} = this.#post;
		const isOurOwn = Buffer.compare(frame.gwid, options.gwid) === 0;
		if (isOurOwn || !this.#isFresh(frame) || !this.#isProved(frame)) {
			counters.groupFramesRefused += 1;
			return;
		}
		this.#remember(frame);
		counters.groupFrames += 1;
		this.#post.deliver(place, frame.inner);
	}

	get #newest(): Epoch | undefined {
		return this.#next ?? this.#current;
	}

	#remindNow(peer: Peer): void {
		if (this.#newest === undefined) return;
		peer.groupReminder.told(this.#post.nowMs);
		this.#tell(peer);
	}

	#tell(peer: Peer): void {
		const {epoch, key} = this.#newest!;
		this.#post.counters.groupKeys += 1;
		const pid = this.#post.nextPid();
		this.#post.tell(peer, {type: 'GROUPKEY', pid, epoch, key, floor: this.#numbers.used});
	}

	/** Stored, so that a gateway that starts without its key server can still broadcast. */
	#switch(): void {
		this.#before = this.#current;
		this.#current = this.#next;
		this.#next = undefined;
		this.#switchAtMs = NEVER_MS;
		this.#post.ledger.put(GROUP_KEY, this.#current);
		for (const {inner, send} of this.#unproved.values()) this.prove(inner, send);
		this.#unproved.clear();
	}

	#allAwakeHave(epoch: number): boolean {
		for (const {isMember, heardMs, groupEpoch} of this.#post.peers.all()) {
			const isAwake = isMember && this.#post.nowMs - heardMs < AWAKE_MS;
			if (isAwake && groupEpoch !== epoch) return false;
		}
		return true;
	}

	#frameOf(inner: Uint8Array, counter: number): Uint8Array {
		const {gwid, entropy} = this.#post.options;
		const {epoch, key} = this.#current!;
		const body = groupBody({gwid, epoch, counter, inner}, entropy(RANDOM_SIZE));
		return Buffer.concat([body, groupTag(broadcastKey(key, gwid, epoch), body)]);
	}

	#isProved({gwid, epoch, body, tag}: ReceivedGroupFrame): boolean {
		const known = this.#epochs.find(each => each.epoch === epoch);
		if (known === undefined) return false;
		return isSame(groupTag(broadcastKey(known.key, gwid, epoch), body), tag);
	}

	/** The newest first: of two keys of one epoch that one counts. */
	get #epochs(): Epoch[] {
		return [this.#next, this.#current, this.#before].filter(each => each !== undefined);
	}

	#isFresh({gwid, counter}: ReceivedGroupFrame): boolean {
		return counter > (this.#others.get(nameOf(gwid)) ?? 0);
	}

	#remember({gwid, counter}: ReceivedGroupFrame): void {
		const name = nameOf(gwid);
		this.#others.delete(name);
		this.#others.set(name, counter);
		const [oldest] = this.#others.keys();
		if (this.#others.size > OTHERS_MAX) this.#others.delete(oldest!);
	}

	#numbersFrom(durable: number): Numbers {
		return new Numbers({used: durable, durable}, (ceiling, then) =>
			this.#post.ledger.put(BROADCASTS_KEY, ceiling, then),
		);
	}
}

function isEpoch(value: unknown): value is Epoch {
	return typeof value === 'object' && value !== null && 'epoch' in value && 'key' in value;
}
