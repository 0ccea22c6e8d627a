/*
 * What a kept session knows of QoS 2 on the MQTT side, over all its links and, with a shelf, over
 * the deaths of the program: MQTT 3.1.1, 4.1 and 4.3.3.
 *
 *   from us     event                             next       action
 *   -           publish, PUBLISH sent             -          PUBREC is awaited
 *   -           PUBREC                            released   stored, then PUBREL
 *   released    another link opens                released   PUBREL, and its PUBCOMP awaited
 *   released    the same token is asked again     released   accepted; no PUBLISH
 *   released    accepted was told                 -          stored
 *
 *   to us       event                             next       action
 *   -           PUBLISH                           taken      stored, then PUBREC
 *   taken       PUBREL                            taken      the message is told
 *   taken       acknowledged, PUBCOMP sent        -          stored
 *
 * A stable token has a packet identifier that follows from it, so that a PUBLISH that is asked
 * again is the same one for the broker. Both ways a removal may be lost with the program: then
 * accepted is told once more than asked, or a PUBREL that never comes is prepared for.
 *
 * Knows no socket and no MQTT-SN; MQTT.js asks for the two stores.
 */
import {randomInt} from 'node:crypto';
import {type IClientOptions, Store} from 'mqtt';
import type {Token} from './port.js';

/** Where what is in flight outlives the program. Values are plain. */
export interface Shelf {
	/** What is there of a client. */
	entries(clientId: string): Iterable<readonly [key: string, value: unknown]>;
	/** Changes whenever another program may have put something of this client meanwhile. */
	termOf(clientId: string): number;
	/**
	 * Puts, or removes where value is undefined. `stored` is called once it is durable, in the order
	 * of the calls, and never from inside; and not at all where the client is another program's now.
	 */
	put(clientId: string, entry: {key: string; value: unknown}, stored: () => void): void;
}

/** Packet identifiers of stable tokens; the ones below are for all else. */
const STABLE_ID_MIN = 0x8000;
/** Of messages that nobody asked about again, the oldest is forgotten. */
const RELEASED_MAX = 256;

type Done = (error?: Error) => void;
type Packet = Parameters<Store['put']>[0];
type MessageIdProvider = NonNullable<IClientOptions['messageIdProvider']>;

export class InFlight {
	readonly incoming: IncomingStore;
	readonly #clientId: string;
	readonly #shelf: Shelf | undefined;
	readonly #term: number | undefined;
	readonly #released = new Map<number, Token>();
	readonly #asked = new Map<number, Token>();
	#current: OutgoingStore | undefined;

	constructor(clientId: string, shelf?: Shelf) {
		this.#clientId = clientId;
		this.#shelf = shelf;
		this.#term = shelf?.termOf(clientId);
		this.incoming = new IncomingStore((id, value, stored) => this.#keep('in', id, {value, stored}));
		for (const [key, value] of shelf?.entries(clientId) ?? []) this.#restore(key, value);
	}

	/** Whether no other program can have gone on with this session since. */
	get isCurrent(): boolean {
		return this.#shelf?.termOf(this.#clientId) === this.#term;
	}

	/** The outgoing store of another link. The link before has no say any more. */
	outgoing(): Store {
		this.#asked.clear();
		const store = new OutgoingStore(
			[...this.#released.keys()],
			(id, stored) => this.#current === store && this.#release(id, stored),
		);
		this.#current = store;
		return store;
	}

	/** Remembers who asked for the packet identifier `id`. */
	asks(id: number, token: Token): void {
		this.#asked.set(id, token);
	}

	/** Whether the broker has the message of `token`, and knows that it will not come again. */
	has(token: Token): boolean {
		return this.#released.get(packetIdOf(token)) === token;
	}

	/** Whoever asked with `token` knows, and has stored, that the broker has the message. */
	told(token: Token): void {
		const id = packetIdOf(token);
		if (this.#released.get(id) === token) this.#forget(id);
	}

	/** The broker has begun a new session: no PUBREL will come for what it sent in the old one. */
	brokerForgot(): void {
		this.incoming.clear();
	}

	/** The session is over on our side. */
	clear(): void {
		this.incoming.clear();
		for (const id of [...this.#released.keys()]) this.#forget(id);
	}

	#release(id: number, stored: () => void): void {
		const token = this.#asked.get(id);
		if (token === undefined) {
			stored();
			return;
		}
		this.#released.set(id, token);
		if (this.#released.size > RELEASED_MAX) this.#forget(this.#released.keys().next().value!);
		this.#keep('out', id, {value: token, stored});
	}

	#forget(id: number): void {
		this.#released.delete(id);
		this.#keep('out', id, {value: undefined, stored: () => {}});
	}

	#keep(way: Way, id: number, {value, stored}: {value: unknown; stored: () => void}): void {
		if (this.#shelf === undefined) stored();
		else this.#shelf.put(this.#clientId, {key: `${way}:${id}`, value}, stored);
	}

	#restore(key: string, value: unknown): void {
		const [, way, id] = /^(in|out):(\d+)$/.exec(key) ?? [];
		if (way === 'in') this.incoming.restore(Number(id), value);
		else if (way === 'out' && typeof value === 'number') this.#released.set(Number(id), value);
	}
}

/** The packet identifier of a stable token. */
export function packetIdOf(token: Token): number {
	return STABLE_ID_MIN + (token % STABLE_ID_MIN);
}

type Way = 'in' | 'out';

/** Chosen by whoever publishes, for one PUBLISH; counted otherwise. */
export class PacketIds implements MessageIdProvider {
	/** For the next one that is allocated. */
	chosen: number | undefined;
	#last = randomInt(1, STABLE_ID_MIN);

	allocate(): number {
		const {chosen} = this;
		this.chosen = undefined;
		if (chosen !== undefined) return chosen;
		this.#last = (this.#last % (STABLE_ID_MIN - 1)) + 1;
		return this.#last;
	}

	getLastAllocated(): number {
		return this.#last;
	}

	register(): boolean {
		return true;
	}

	deallocate(): void {}

	clear(): void {}
}

/** What MQTT.js is to answer or to send again on one link. */
class OutgoingStore extends Store {
	readonly #release: (id: number, stored: () => void) => void;

	constructor(released: readonly number[], release: (id: number, stored: () => void) => void) {
		super({clean: false});
		this.#release = release;
		for (const messageId of released) super.put({cmd: 'pubrel', messageId}, () => {});
	}

	override put(packet: Packet, stored: Done): this {
		super.put(packet, () => {});
		if (packet.cmd === 'pubrel') this.#release(packet.messageId!, stored);
		else stored();
		return this;
	}
}

type Keep = (id: number, value: unknown, stored: () => void) => void;

/** What the broker sent and has not released yet, or has and nobody has acknowledged. */
class IncomingStore extends Store {
	readonly #keep: Keep;
	readonly #ids = new Set<number>();

	constructor(keep: Keep) {
		super({clean: false});
		this.#keep = keep;
	}

	override put(packet: Packet, stored: Done): this {
		if (packet.cmd !== 'publish') return super.put(packet, stored);
		const {messageId, topic, payload, retain} = packet;
		this.#ids.add(messageId!);
		super.put(packet, () => {});
		this.#keep(messageId!, {topic, payload: Buffer.from(payload), retain}, stored);
		return this;
	}

	override del(packet: Parameters<Store['del']>[0], done: Parameters<Store['del']>[1]): this {
		if (this.#ids.delete(packet.messageId!)) this.#keep(packet.messageId!, undefined, () => {});
		return super.del(packet, done);
	}

	restore(messageId: number, value: unknown): void {
		if (!isTaken(value)) return;
		const {topic, retain} = value;
		this.#ids.add(messageId);
		const payload = Buffer.from(value.payload);
		super.put({cmd: 'publish', messageId, topic, payload, qos: 2, retain, dup: false}, () => {});
	}

	clear(): void {
		for (const messageId of [...this.#ids]) this.del({messageId}, () => {});
	}
}

interface Taken {
	readonly topic: string;
	readonly payload: Uint8Array;
	readonly retain: boolean;
}

function isTaken(value: unknown): value is Taken {
	return typeof value === 'object' && value !== null && 'topic' in value && 'payload' in value;
}
