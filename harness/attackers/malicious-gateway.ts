/*
 * A gateway that was registered and has changed sides: the key server answers it, so it has the
 * group key and what it is granted itself.
 *
 *   trick           what it does
 *   fake-conf       tells the key server that a device has committed, with a proof by luck
 *   withhold        asks for ACCEPT and keeps it; else devices may connect to it
 *   answer-others   asks for ACCEPT where a HELLO was meant for another gateway, and sends it
 *
 * Records that come to it go nowhere. Whatever it hears it tries to read with every key that it
 * was ever given.
 */
import {decodeHello, Suite} from '../security/frames.js';
import {groupBody} from '../security/group-frame.js';
import type {
	Grant,
	Granted,
	GroupKey,
	KeyListener,
	KeyPort,
	KeyService,
} from '../security/key-service.js';
import {broadcastKey, groupTag} from '../security/keys.js';
import {decodeRecord, formOf, openRecord, type RecordFrame} from '../security/record.js';
import {Window} from '../security/window.js';
import type {Address} from '../transport/transport.js';
import {decode, encode, type Message} from '../wire/wire.js';
import {
	type Attacker,
	type AttackerWays,
	counted,
	type Gains,
	noGains,
	repeatedly,
} from './attacker.js';

export const TRICKS = ['fake-conf', 'withhold', 'answer-others'] as const;
export type Trick = (typeof TRICKS)[number];

export interface MaliciousGatewayOptions {
	/** 8 octets, as it is registered. */
	readonly gwid: Uint8Array;
	/** 0 to 255, as it is registered. */
	readonly gwId: number;
	readonly keys: KeyService;
	readonly tricks: readonly Trick[];
}

const ADVERTISE_MS = 10_000;
const DURATION_S = 60;
const TAG_SIZE = 8;
const RANDOM_SIZE = 4;
const SID_MAX = 0xffff;

export class MaliciousGateway implements Attacker, KeyListener {
	readonly gains: Gains = noGains();
	/** Sessions that it was given keys of. */
	readonly grants: Grant[] = [];
	readonly #ways: AttackerWays;
	readonly #options: MaliciousGatewayOptions;
	readonly #port: KeyPort;
	/** Who waits for the answer to a question. */
	readonly #askers = new Map<number, Address>();
	#group: GroupKey | undefined;
	#tokens = 0;
	#broadcasts = 0;
	#strikes = 0;
	#struck = false;

	constructor(ways: AttackerWays, options: MaliciousGatewayOptions) {
		this.#ways = counted(ways, this.gains);
		this.#options = options;
		this.#port = options.keys(this);
	}

	strike(): void {
		this.#struck = true;
		const strike = ++this.#strikes;
		const {gwId} = this.#options;
		repeatedly(this.#ways, ADVERTISE_MS, {
			goesOn: () => this.#struck && strike === this.#strikes,
			act: () => this.#tellAll({type: 'ADVERTISE', gwId, durationS: DURATION_S}),
		});
	}

	heal(): void {
		this.#struck = false;
	}

	received(from: Address, datagram: Uint8Array): void {
		if (!this.#struck) return;
		if (decodeHello(datagram) !== undefined) this.#onHello(from, datagram);
		else if (decode(datagram).type === 'SEARCHGW') {
			this.#tellAll({type: 'GWINFO', gwId: this.#options.gwId});
		}
	}

	overheard(from: Address, _to: Address, datagram: Uint8Array): void {
		if (!this.#struck) return;
		const record = decodeRecord(datagram);
		if (record !== undefined && this.#canRead(record)) this.gains.read += 1;
		if (decodeHello(datagram) === undefined) return;
		if (this.#options.tricks.includes('answer-others')) this.#onHello(from, datagram);
	}

	granted(token: number, {accept, grant}: Granted): void {
		const asker = this.#askers.get(token);
		this.#askers.delete(token);
		this.grants.push(grant);
		if (asker === undefined || this.#options.tricks.includes('withhold')) return;
		this.#ways.transport.send(asker, accept);
	}

	refused(token: number): void {
		this.#askers.delete(token);
	}

	/** No device has said so here: the proof was made up. */
	confirmed(): void {
		this.gains.accepted += 1;
	}

	groupKey(group: GroupKey): void {
		this.#group = group;
	}

	attached(): void {}
	drop(): void {}
	rekey(): void {}

	#onHello(from: Address, octets: Uint8Array): void {
		const {gwId, tricks} = this.#options;
		const hello = Uint8Array.from(octets);
		const token = ++this.#tokens;
		this.#askers.set(token, from);
		this.#port.hello({token, gwId, hello, sid: token & SID_MAX, suite: Suite.full});
		if (tricks.includes('fake-conf')) this.#fakeConf(hello);
	}

	#fakeConf(octets: Uint8Array): void {
		const {eui, generation} = decodeHello(octets)!;
		const tag = this.#ways.entropy(TAG_SIZE);
		this.#port.conf({eui, generation: generation + 1, tag});
	}

	#canRead(record: RecordFrame): boolean {
		return this.grants.some(grant => {
			if (grant.sid !== record.sid || formOf(grant.suite) !== record.form) return false;
			return opens(record, grant, this.#options.gwid);
		});
	}

	/** With the right tag: members take it for one of theirs. */
	#tellAll(message: Message): void {
		if (this.#group === undefined) return;
		const {gwid} = this.#options;
		const {epoch, key} = this.#group;
		const counter = ++this.#broadcasts;
		const random = this.#ways.entropy(RANDOM_SIZE);
		const body = groupBody({gwid, epoch, counter, inner: encode(message)}, random);
		const tag = groupTag(broadcastKey(key, gwid, epoch), body);
		this.#ways.transport.broadcast(Buffer.concat([body, tag]), 1);
	}
}

/** Whether a key of `grant` opens `record`, in either direction. */
function opens(record: RecordFrame, grant: Grant, gwid: Uint8Array): boolean {
	const {sid, eui, skUp, ivUp, skDown, ivDown, suite} = grant;
	const both = {form: formOf(suite), sid, eui, gwid};
	const up = {...both, key: skUp, iv: ivUp, sender: eui};
	const down = {...both, key: skDown, iv: ivDown, sender: gwid};
	return [
		{way: up, from: grant.counter},
		{way: down, from: 0},
	].some(({way, from}) => {
		const isWhole = record.form === 'full';
		const counter = isWhole ? record.counter : new Window(from).nearest(record.counter);
		return counter !== undefined && openRecord(way, record, counter) !== undefined;
	});
}
