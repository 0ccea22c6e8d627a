/*
 * Every nonce of a run: each record and each group frame that a gateway or a node sends has a
 * number that was never used under its key, in both directions and over all restarts.
 *
 *   granted           two new ways: uplink above C of the HELLO, downlink above 0
 *   a group frame     a way for each gateway and epoch; another key for that epoch: a new one
 *   a datagram goes   its number is above the highest of its way     fine
 *                     the same octets went under that number lately  fine: the same plaintext
 *                     anything else                                  repeated
 *   somebody else speaks under the same key        a way of its own, from the same start; what
 *                                                  another has used already is counted as shared
 *
 * Senders count upwards, so the highest number stands for all that were used. The low half of a
 * compact record's number is made whole as its receiver does it. To be told of what leaves its
 * sender, never of what the air made of it: octets that noise has changed are nobody's doing.
 */

import {decodeGroupFrame} from '../security/group-frame.js';
import type {Grant, GroupKey} from '../security/key-service.js';
import {nameOf} from '../security/peer.js';
import {decodeRecord, formOf, type RecordForm, type RecordFrame} from '../security/record.js';
import {Window} from '../security/window.js';
import type {KeyObserver} from './fleet-keys.js';

/** Who sends, and to whom: a gateway by its GWID, a node by its EUI-64, in hex. */
export interface Ends {
	readonly gwid: string;
	/** Undefined where a gateway speaks to all. */
	readonly eui: string | undefined;
	readonly fromGateway: boolean;
	/** Who holds the node's keys without being it: a clone, or whoever has captured it. */
	readonly impostor?: string | undefined;
}

interface Session {
	readonly keys: string;
	readonly form: RecordForm;
	/** C of the HELLO: numbers upwards are above it. */
	readonly first: number;
	/** Of the node, under '', and of each impostor. */
	readonly up: Map<string, Numbers>;
	readonly down: Numbers;
}

/** Whoever sends octets again does so before he has sent so many others. */
const LATELY_MAX = 16;

export class NonceLog implements KeyObserver {
	/** By GWID, EUI-64 and SID. */
	readonly #sessions = new Map<string, Session>();
	/** By epoch and GWID. */
	readonly #groups = new Map<number, Map<string, Numbers>>();
	/** The key of each epoch, in hex. */
	readonly #groupKeys = new Map<number, string>();
	#checked = 0;
	#repeated = 0;
	#strangers = 0;
	#shared = 0;

	/** Frames whose number was looked at. */
	get checked(): number {
		return this.#checked;
	}

	/** Frames whose number was used before under their key. */
	get repeated(): number {
		return this.#repeated;
	}

	/** Numbers that another who holds the same key has used: one session in two flashes. */
	get shared(): number {
		return this.#shared;
	}

	/** Records of no session that anybody was granted. */
	get strangers(): number {
		return this.#strangers;
	}

	granted(gwid: Uint8Array, grant: Grant): void {
		const {eui, sid, suite, counter, skUp} = grant;
		const place = placeOf(nameOf(gwid), nameOf(eui), sid);
		const keys = nameOf(skUp);
		// An ACCEPT that is repeated has the keys that are in use.
		if (this.#sessions.get(place)?.keys === keys) return;
		const session = {keys, form: formOf(suite), first: counter, down: new Numbers(0)};
		this.#sessions.set(place, {...session, up: new Map()});
	}

	/** A gateway is told a group key: that of a key server that began anew has an old epoch. */
	groupKey({epoch, key}: GroupKey): void {
		const name = nameOf(key);
		if (this.#groupKeys.get(epoch) === name) return;
		this.#groupKeys.set(epoch, name);
		this.#groups.set(epoch, new Map());
	}

	/** A datagram that is about to go on the air. */
	sent(ends: Ends, datagram: Uint8Array): void {
		const record = decodeRecord(datagram);
		if (record !== undefined) this.#onRecord(ends, record, datagram);
		const frame = decodeGroupFrame(datagram);
		if (frame === undefined) return;
		this.#take(this.#groupOf(ends.gwid, frame.epoch), frame.counter, datagram);
	}

	#onRecord(ends: Ends, record: RecordFrame, datagram: Uint8Array): void {
		const {gwid, eui, fromGateway, impostor = ''} = ends;
		if (eui === undefined) return;
		const session = this.#sessions.get(placeOf(gwid, eui, record.sid));
		if (session === undefined || session.form !== record.form) {
			this.#strangers += 1;
			return;
		}
		const numbers = fromGateway ? session.down : upOf(session, impostor);
		const number = numbers.whole(record);
		const others = fromGateway ? [] : [...session.up.values()].filter(each => each !== numbers);
		if (others.some(each => each.has(number))) this.#shared += 1;
		this.#take(numbers, number, datagram);
	}

	#take(numbers: Numbers, number: number, datagram: Uint8Array): void {
		this.#checked += 1;
		if (!numbers.take(number, datagram)) this.#repeated += 1;
	}

	#groupOf(gwid: string, epoch: number): Numbers {
		const group = this.#groups.get(epoch) ?? new Map<string, Numbers>();
		this.#groups.set(epoch, group);
		const known = group.get(gwid) ?? new Numbers(0);
		group.set(gwid, known);
		return known;
	}
}

/** The numbers of one sender under one key. */
class Numbers {
	#highest: number;
	/** What went under the last of them. */
	readonly #lately = new Map<number, string>();

	constructor(highest: number) {
		this.#highest = highest;
	}

	/** All of the number of which a compact record has the low half. */
	whole({form, counter}: RecordFrame): number {
		return form === 'full' ? counter : (new Window(this.#highest).nearest(counter) ?? 0);
	}

	/** Whether it, or a higher one, was taken. */
	has(number: number): boolean {
		return number <= this.#highest;
	}

	/** False where it, or a higher one, was taken before, and not for these very octets. */
	take(number: number, datagram: Uint8Array): boolean {
		const octets = Buffer.from(datagram).toString('latin1');
		if (number <= this.#highest) return this.#lately.get(number) === octets;
		this.#highest = number;
		this.#lately.set(number, octets);
		for (const old of this.#lately.keys()) {
			if (this.#lately.size <= LATELY_MAX) break;
			this.#lately.delete(old);
		}
		return true;
	}
}

function upOf({up, first}: Session, speaker: string): Numbers {
	const known = up.get(speaker) ?? new Numbers(first);
	up.set(speaker, known);
	return known;
}

function placeOf(gwid: string, eui: string, sid: number): string {
	return `${gwid} ${eui} ${sid}`;
}
