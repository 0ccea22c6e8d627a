/*
 * What is watched in every run of a fleet with keys, and counted at its end.
 *
 *   nonces      no number twice under one key            nonce-log.ts
 *   secrets     on the air: no key, payload or topic     sim/checks/secrecy.ts
 *               in memory: no key of an older generation, a minute after it was replaced
 *   the rest    sessions, re-keyings, guards, key server
 *
 * It knows every key of the run, which nobody else may. Reads, and changes nothing.
 */
import {type Leak, SecrecyCheck, Secrets} from '../../sim/checks/secrecy.js';
import {Event, type Observer, type SentFrame} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import type {World} from '../../sim/world.js';
import {stolen} from '../attackers/stolen-flash.js';
import type {KeyEvent} from '../keys/event.js';
import type {Grant, GroupKey} from '../security/key-service.js';
import {nameOf} from '../security/peer.js';
import {decodeForwarder, FORWARDER_MSG_TYPE} from '../wire/forwarder.js';
import type {FleetKeys, KeyObserver} from './fleet-keys.js';
import {type Ends, NonceLog} from './nonce-log.js';

/** What came of the keys of a run. */
export interface KeyCounts {
	/** Nodes that had a session. */
	readonly joined: number;
	/** Times at which new keys took the place of others. */
	readonly rekeyed: number;
	/** Attempts of nodes that came to nothing. */
	readonly refused: number;
	/** Generations that the key server has proof of, over all nodes. */
	readonly proved: number;
	/** Nodes that the key server suspects to be there twice. */
	readonly suspects: number;
	readonly revoked: number;
	/** Frames whose nonce was looked at, and those whose nonce was used before. */
	readonly nonces: number;
	readonly noncesRepeated: number;
	readonly leaks: readonly Leak[];
}

/** The session before lives for 30 s after the first record under the new one: 2.6. */
const ERASED_US = 60_000_000;
const PAYLOAD_SIZE_MIN = 8;
const SECRET_SIZE_MAX = 32;
/** From there on generations are those of a recovery, whose keys are another chain's. */
const RECOVERED = 0x100_0000;

export interface Watched {
	readonly world: World;
	readonly keys: FleetKeys;
	/** Of the nodes, from the first. */
	readonly clientIds: readonly string[];
	/** The gateway, from 0, of each endpoint: itself, or the one that a forwarder serves. */
	readonly gateways: readonly number[];
	/** How many of the endpoints are forwarders, which come last. */
	readonly forwarders: number;
}

interface Chain {
	generation: number;
	sinceUs: number;
	/** The session keys that were granted, by the generation that they lead to. */
	readonly grants: Map<number, Grant[]>;
}

export class KeysWatch implements Observer, KeyObserver {
	readonly nonces = new NonceLog();
	readonly #world: World;
	readonly #keys: FleetKeys;
	readonly #clientIds: readonly string[];
	readonly #gateways: readonly number[];
	readonly #forwarders: number;
	readonly #secrecy: SecrecyCheck;
	readonly #chains: Chain[];
	readonly #nodes: ReadonlyMap<string, number>;
	readonly #joined = new Set<number>();
	/** Names, as they were when the flash had been overwritten so often. */
	readonly #identities = new Map<number, {overwrites: number; eui: string | undefined}>();
	readonly #suspects = new Set<string>();
	#rekeyed = 0;
	#refused = 0;
	#proved = 0;
	#revoked = 0;

	constructor({world, keys, clientIds, gateways, forwarders}: Watched) {
		this.#gateways = gateways;
		this.#forwarders = forwarders;
		this.#world = world;
		this.#keys = keys;
		this.#clientIds = clientIds;
		this.#secrecy = new SecrecyCheck(world.trace);
		this.#nodes = new Map(clientIds.map((name, node) => [name, node]));
		this.#chains = clientIds.map(() => ({generation: 0, sinceUs: 0, grants: new Map()}));
		for (const topic of ['sensor/', 'actuator/']) {
			// An EUI-64 in clear is no secret; behind the word it is a topic.
			for (const name of clientIds) {
				this.#secrecy.keep('topic', Buffer.from(topic + name, 'latin1'));
			}
		}
		world.onSend = (radio, to, octets) => this.#onSend(radio, to, octets);
	}

	granted(gwid: Uint8Array, grant: Grant): void {
		this.nonces.granted(gwid, grant);
		this.#secrecy.keep('session key', grant.skUp);
		this.#secrecy.keep('session key', grant.skDown);
		const node = this.#nodes.get(nameOf(grant.eui));
		if (node === undefined) return;
		const {grants} = this.#chains[node];
		// It belongs to its owner, who erases it.
		const copy = {...grant, skUp: grant.skUp.slice(), skDown: grant.skDown.slice()};
		grants.set(grant.generation, [...(grants.get(grant.generation) ?? []), copy]);
	}

	spoke(ends: Ends, datagram: Uint8Array): void {
		this.nonces.sent(ends, datagram);
	}

	groupKey(group: GroupKey): void {
		this.nonces.groupKey(group);
		this.#secrecy.keep('group key', group.key);
	}

	happened(event: KeyEvent): void {
		if (event.type === 'proved') this.#proved += 1;
		else if (event.type === 'revoked') this.#revoked += 1;
		else if (event.type === 'suspect') this.#suspects.add(event.eui);
	}

	sent(sender: number, audience: number, frame: SentFrame): void {
		this.#secrecy.sent(sender, audience, frame);
	}

	event(event: Event, radio: number, what: number, value: number, octets: Uint8Array): void {
		if (event === Event.commanded) this.#keepPayload(octets);
		if (event !== Event.report) return;
		if (what === Report.published) this.#keepPayload(octets);
		else if (what === Report.keysRefused) this.#refused += 1;
		else if (what === Report.secured || what === Report.rekeyed) this.#agreed(radio, what, value);
	}

	/** To be asked once, at the end: it looks through all memory. */
	verdict(): KeyCounts {
		for (const [node, chain] of this.#chains.entries()) this.#searchMemory(chain, node);
		return {
			joined: this.#joined.size,
			rekeyed: this.#rekeyed,
			refused: this.#refused,
			proved: this.#proved,
			suspects: this.#suspects.size,
			revoked: this.#revoked,
			nonces: this.nonces.checked,
			noncesRepeated: this.nonces.repeated,
			leaks: this.#secrecy.verdict(),
		};
	}

	#agreed(radio: number, what: number, generation: number): void {
		const node = radio - this.#world.endpoints.length;
		const chain = this.#chains[node];
		chain.generation = generation;
		chain.sinceUs = this.#world.scheduler.now;
		this.#joined.add(node);
		if (what === Report.rekeyed) this.#rekeyed += 1;
	}

	/** A payload of a word or two may be anything. */
	#keepPayload(octets: Uint8Array): void {
		if (octets.length >= PAYLOAD_SIZE_MIN) this.#secrecy.keep('payload', octets);
	}

	#searchMemory({generation, sinceUs, grants}: Chain, node: number): void {
		if (generation === 0 || generation >= RECOVERED) return;
		if (this.#world.scheduler.now - sinceUs < ERASED_US) return;
		const old = new Secrets();
		for (let before = 0; before < generation; before++) {
			old.add('older root key', this.#keys.rootOf(node, before));
			for (const {skUp, skDown} of grants.get(before) ?? []) {
				old.add('older session key', skUp);
				old.add('older session key', skDown);
			}
		}
		const {page, flash} = this.#world.nodes[node];
		const radio = this.#world.endpoints.length + node;
		for (const memory of [written(page), flash.image()]) this.#secrecy.search(radio, memory, old);
	}

	/**
	 * A forwarder repeats what it has heard, as the air has left it: only who protects a message
	 * answers for its number. What a gateway says through a forwarder is in an envelope.
	 */
	#onSend(radio: number, to: number, octets: Uint8Array): void {
		const first = this.#gateways.length;
		const fromGateway = radio < first;
		if (fromGateway && radio >= first - this.#forwarders) return;
		const said = fromGateway ? unwrapped(to, octets) : {to, octets};
		const receiver = this.#world.radios.mac.addresses.radioOf(said.to);
		const [endpoint, node] = fromGateway ? [radio, receiver - first] : [receiver, radio - first];
		const gateway = this.#gateways[endpoint];
		if (gateway === undefined) return;
		const gwid = nameOf(this.#keys.gwidOf(gateway));
		const eui = this.#identityOf(node);
		const impostor = eui === this.#clientIds[node] ? undefined : `node ${node}`;
		this.nonces.sent({gwid, eui, fromGateway, impostor}, said.octets);
	}

	/** Who a node is by its flash, which may be the copy of another's. */
	#identityOf(node: number): string | undefined {
		const flash = this.#world.nodes[node]?.flash;
		if (flash === undefined) return this.#clientIds[node];
		const known = this.#identities.get(node);
		if (known?.overwrites === flash.overwrites) return known.eui;
		const found = stolen(flash.image());
		const eui = found === undefined ? this.#clientIds[node] : nameOf(found.eui);
		this.#identities.set(node, {overwrites: flash.overwrites, eui});
		return eui;
	}
}

/** For whom a datagram of a gateway is in the end, and what that one will have. */
function unwrapped(to: number, octets: Uint8Array): {to: number; octets: Uint8Array} {
	const envelope = octets[1] === FORWARDER_MSG_TYPE ? decodeForwarder(octets) : undefined;
	if (envelope?.type !== 'FORWARDER') return {to, octets};
	const [high = 0, low = 0] = envelope.wirelessNodeId;
	return unwrapped((high << 8) | low, envelope.inner);
}

/** A page up to its last octet that is not nought; a secret that ends in noughts is whole. */
function written(page: Uint8Array): Uint8Array {
	const words = new Int32Array(page.buffer, page.byteOffset, page.length >> 2);
	let end = words.length;
	while (end > 0 && words[end - 1] === 0) end--;
	return page.subarray(0, 4 * end + SECRET_SIZE_MAX);
}
