/*
 * The gateway's half of one session of one device.
 *
 *   State     Event                                     Next      Action
 *   -         the key server grants                     granted   ACCEPT
 *   granted   60 s without the same HELLO again         -         -
 *   granted   a valid record                            active    the old one is previous; grants
 *                                                                 that are not newer end (D7)
 *   active    another one is active                     previous  receives for 30 s more
 *   active    drop, or its numbers are used up          -         -
 *   previous  30 s                                      -         -
 *
 * The transitions are made in handshake.ts and sessions.ts. What a gateway that starts again has
 * of it is `saved`: then all up to both ceilings counts as used.
 */
import {BLOCK, Ceiling, type Reserve} from './ceiling.js';
import type {Grant} from './key-service.js';
import {NUMBER_MAX, Numbers} from './numbers.js';
import type {Peer} from './peer.js';
import {formOf, openRecord, type RecordForm, type RecordFrame, type Way} from './record.js';
import {Window} from './window.js';

/** What a session is made from. */
export interface SessionParts {
	readonly peer: Peer;
	readonly grant: Grant;
	readonly gwid: Uint8Array;
	/** Puts this session into the store, if it is the active one, and runs `then`. */
	readonly save: (then: () => void) => void;
	/** Of the gateway, where the form is full. */
	readonly shared: Numbers;
}

/** Both ceilings as they were stored. */
export interface Ceilings {
	readonly received: number;
	readonly sent: number;
}

/** A record that was opened. */
export interface Opened {
	readonly counter: number;
	readonly inner: Uint8Array;
}

export class SecureSession {
	readonly peer: Peer;
	readonly grant: Grant;
	readonly form: RecordForm;
	readonly down: Way;
	readonly window: Window;
	readonly sent: Numbers;
	readonly received: Ceiling;
	readonly #up: Way;
	/** When it ends of itself. */
	endsMs = Number.POSITIVE_INFINITY;
	/** HELLO and ACCEPT, while it is granted. */
	handshake: {readonly hello: Uint8Array; readonly accept: Uint8Array} | undefined;
	/** Records that were sent since it was granted, or since the start. */
	recordCount = 0;
	/** Records whose tag was wrong. */
	badTags = 0;
	/** Whether the device may not know how far it has to jump: nothing fresh came since the start. */
	resynchronising: boolean;
	/** When SYNC was said last without being asked. */
	syncedMs = Number.NEGATIVE_INFINITY;

	constructor({peer, grant, gwid, save, shared}: SessionParts, stored?: Ceilings) {
		this.peer = peer;
		this.grant = grant;
		this.form = formOf(grant.suite);
		const {sid, eui, skUp, ivUp, skDown, ivDown} = grant;
		const {form} = this;
		this.#up = {form, sid, eui, gwid, sender: eui, key: skUp, iv: ivUp};
		this.down = {form, sid, eui, gwid, sender: gwid, key: skDown, iv: ivDown};
		const reserve: Reserve = (_ceiling, then) => save(then);
		// 2.17: a device whose counter is used up begins again at 1 under the keys of this session.
		const before = grant.counter >= NUMBER_MAX ? 0 : grant.counter;
		this.window = new Window(stored?.received ?? before);
		this.received = new Ceiling(stored?.received ?? before + BLOCK, reserve);
		const own = {used: stored?.sent ?? 0, durable: stored?.sent ?? BLOCK};
		this.sent = form === 'full' ? shared : new Numbers(own, reserve);
		this.resynchronising = stored !== undefined;
	}

	get ceilings(): Ceilings {
		return {received: this.received.asked, sent: this.sent.ceiling};
	}

	/** Costs one CCM, or nothing where the frame cannot be of this session. */
	open(frame: RecordFrame): Opened | undefined {
		const compact = frame.form === 'compact';
		const counter = compact ? this.window.nearest(frame.counter) : frame.counter;
		if (counter === undefined) return undefined;
		const inner = openRecord(this.#up, frame, counter);
		return inner && {counter, inner};
	}
}
