/*
 * The gateway's half of SNAKE-128, between the network and the MQTT-SN core.
 *
 *   network   --received()-->   HELLO         handshake.ts    --> key server
 *                               record        arrivals.ts     --> core, from "eui:<EUI-64>"
 *                               group frame   group.ts        --> core
 *                               in clear      plaintext.ts    --> core, or nothing
 *
 *   core      --send()------>   a record of the device's session, where it was heard last
 *             --broadcast()->   a group frame
 *
 * Towards the core it is a Transport. A device has one address there for good, so that neither a
 * new key nor another place touches its MQTT-SN session. Sans-io, as the core is: the runner calls
 * poll(now) here and there before it hands over an event of store or key server. A core behind it
 * must not send messages longer than INNER_SIZE_MAX: what is longer is dropped.
 */
import type {Address, Transport} from '../transport/transport.js';
import {Arrivals} from './arrivals.js';
import type {GuardCounters} from './counters.js';
import {rewrapped, unwrapped} from './envelopes.js';
import {decodeHello, PROTECTION_TYPE} from './frames.js';
import {Group} from './group.js';
import {decodeGroupFrame, isHint} from './group-frame.js';
import {Handshake} from './handshake.js';
import type {KeyListener, KeyService} from './key-service.js';
import {KeyTalk} from './key-talk.js';
import type {GuardOptions} from './options.js';
import {nameOf, PEER_PREFIX} from './peer.js';
import {Plaintext} from './plaintext.js';
import {type Deliver, Post} from './post.js';
import {COMPACT_TYPE, decodeRecord} from './record.js';
import {end, restoreSession} from './sessions.js';

export interface GuardWays {
	readonly transport: Transport;
	readonly keys: KeyService;
	/** Gateway.received of the core: never called from within send() or broadcast(). */
	readonly deliver: Deliver;
}

/** How often grants, sessions that are over and questions without answer are cleared away. */
const SWEEP_MS = 5000;
const NEVER_MS = Number.POSITIVE_INFINITY;
const CONNACK_TYPE = 0x05;

export class Guard implements Transport {
	readonly #post: Post;
	readonly #group: Group;
	readonly #handshake: Handshake;
	readonly #talk: KeyTalk;
	readonly #plaintext: Plaintext;
	readonly #arrivals: Arrivals;
	#sweepAtMs = NEVER_MS;

	/** Throws RangeError for an option out of range. */
	constructor(options: GuardOptions, {transport, keys, deliver}: GuardWays) {
		this.#post = new Post(options, {transport, deliver});
		this.#group = new Group(this.#post);
		this.#handshake = new Handshake(this.#post);
		this.#talk = new KeyTalk(this.#post, this.#group);
		this.#plaintext = new Plaintext(this.#post);
		this.#arrivals = new Arrivals(this.#post, this.#talk, this.#plaintext);
		this.#post.keys = keys(this.#listener());
	}

	/** Counts upwards as it goes; the same object each time. */
	get counters(): Readonly<GuardCounters> {
		return this.#post.counters;
	}

	/** Devices with a session or a grant. */
	get devicesCount(): number {
		return this.#post.peers.size;
	}

	/** The group epoch of broadcasts; undefined before the key server has told any. */
	get groupEpoch(): number | undefined {
		return this.#group.epoch;
	}

	/** Takes up what the store has. Called once, before the core starts. */
	start(nowMs: number): void {
		this.#post.advance(nowMs);
		const entries = [...this.#post.ledger.entries()];
		// Sessions of full records share a row of numbers, which therefore comes first.
		const later = entries.filter(([key, value]) => !this.#post.restoreNumbers(key, value));
		for (const [key, value] of later) {
			const known = this.#group.restore(key, value) || restoreSession(this.#post, key, value);
			if (!known) this.#post.counters.recordsDropped += 1;
		}
	}

	/** Takes one datagram of any content. Throws RangeError where `nowMs` goes back. */
	received(nowMs: number, from: Address, datagram: Uint8Array): void {
		const post = this.#post;
		post.advance(nowMs);
		if (post.options.policy === 'off') {
			post.deliver(from, datagram);
			return;
		}
		const within = unwrapped(from, datagram);
		if (within === undefined) post.counters.malformed += 1;
		else if (isProtected(within.inner)) this.#open(within.place, within.inner);
		else this.#plaintext.received(from, datagram, within);
		this.#arm();
	}

	/** Does what is due. Throws RangeError where `nowMs` goes back. */
	poll(nowMs: number): void {
		this.#post.advance(nowMs);
		this.#group.poll();
		if (nowMs < this.#sweepAtMs) return;
		this.#post.peers.sweep(nowMs);
		this.#handshake.sweep();
		this.#sweepAtMs = NEVER_MS;
		this.#arm();
	}

	/** When to poll: at the latest then, Infinity for never. */
	pollAt(): number {
		return Math.min(this.#sweepAtMs, this.#group.dueAtMs);
	}

	/** Sends one message of the core: in a record if `to` is a device. */
	send(to: Address, datagram: Uint8Array): void {
		const {options, peers, counters, transport} = this.#post;
		if (options.policy === 'off') {
			transport.send(to, datagram);
			return;
		}
		if (!to.startsWith(PEER_PREFIX)) {
			this.#sendInClear(to, datagram);
			return;
		}
		const peer = peers.at(to);
		if (peer === undefined) {
			counters.unsealed += 1;
			return;
		}
		this.#post.seal(peer, datagram);
		if (isAccepted(datagram)) this.#group.connected(peer);
	}

	/** Broadcasts ADVERTISE or GWINFO: proved, and in clear too where that is allowed. */
	broadcast(datagram: Uint8Array, radius: number): void {
		const {transport, options} = this.#post;
		if (options.policy !== 'required') transport.broadcast(datagram, radius);
		if (options.policy === 'off') return;
		this.#group.prove(datagram, frame => transport.broadcast(frame, radius));
	}

	/** GWINFO to somebody behind a forwarder; whatever else the policy lets out. */
	#sendInClear(to: Address, datagram: Uint8Array): void {
		const {transport, options, counters} = this.#post;
		const inner = unwrapped(to, datagram)?.inner;
		const isProvable = inner !== undefined && isHint(inner);
		if (options.policy === 'optional') transport.send(to, datagram);
		const send = (frame: Uint8Array) => transport.send(to, rewrapped(datagram, frame));
		if (isProvable) this.#group.prove(inner, send);
		else if (options.policy === 'required') counters.unsealed += 1;
	}

	#open(place: Address, octets: Uint8Array): void {
		const record = decodeRecord(octets);
		const hello = record ? undefined : decodeHello(octets);
		const frame = record || hello ? undefined : decodeGroupFrame(octets);
		if (record !== undefined) this.#arrivals.onRecord(place, record);
		else if (hello !== undefined) this.#handshake.onHello(place, hello, octets);
		else if (frame !== undefined) this.#group.onFrame(place, frame);
		else this.#post.counters.malformed += 1;
	}

	#arm(): void {
		const {peers, nowMs} = this.#post;
		const isNeeded = peers.isFading || this.#handshake.isAsking;
		if (isNeeded && this.#sweepAtMs === NEVER_MS) this.#sweepAtMs = nowMs + SWEEP_MS;
	}

	#listener(): KeyListener {
		const {peers, counters} = this.#post;
		const to = (eui: Uint8Array) => peers.named(nameOf(eui));
		return {
			attached: () => this.#announce(),
			granted: (token, granted) => {
				this.#handshake.granted(token, granted);
				this.#arm();
			},
			refused: token => this.#handshake.refused(token),
			confirmed: (eui, generation) => this.#talk.confirmed(eui, generation),
			drop: (eui, generation) => {
				const peer = to(eui);
				if (peer === undefined) return;
				counters.drops += 1;
				end(this.#post, peer, generation);
			},
			rekey: (eui, reason, deadlineS) => {
				const peer = to(eui);
				if (peer?.active !== undefined) this.#talk.rekey(peer, reason, deadlineS);
			},
			groupKey: group => this.#group.take(group),
		};
	}

	/** The key server may have missed who is here, and knows who must not be. */
	#announce(): void {
		for (const {eui, active} of [...this.#post.peers.all()]) {
			if (active !== undefined) {
				this.#post.keys.activated({eui, generation: active.grant.generation});
			}
		}
	}
}

/** Whether `octets` claim to be protected: both types are reserved in MQTT-SN 1.2. */
function isProtected(octets: Uint8Array): boolean {
	return octets[1] === PROTECTION_TYPE || octets[1] === COMPACT_TYPE;
}

function isAccepted(message: Uint8Array): boolean {
	return message.length === 3 && message[1] === CONNACK_TYPE && message[2] === 0;
}
