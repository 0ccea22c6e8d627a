/*
 * The key server: who a device is, and what key it has now. It shares keys with gateways session
 * by session and keeps for itself what makes them.
 *
 *   gateway --hello--> Handshake ----+--> Registry --> RowStore     durable, then answered
 *           --conf---> Confirmation -+
 *   operator --------> Orders -------+
 *
 * Each gateway has an attachment of its own and is known by it. Time, luck and the later turn are
 * handed in. Knows no socket and no file.
 */
import type {KeyListener, KeyPort, KeyService} from '../security/key-service.js';
import type {RekeyRule} from './accept.js';
import {type Attachment, Attachments} from './attachments.js';
import {Confirmation} from './confirmation.js';
import type {Core} from './core.js';
import {Entropy, type EntropySource} from './entropy.js';
import {euiOctets} from './eui.js';
import {type Counters, type KeyEvent, newCounters} from './event.js';
import {Grants} from './grants.js';
import {Handshake} from './handshake.js';
import {Orders} from './orders.js';
import {Registry} from './registry.js';
import {type Row, U32_MAX} from './row.js';
import type {RowStore} from './row-store.js';

export interface KeyServerOptions {
	readonly store: RowStore;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	readonly entropy: EntropySource;
	/** Runs something after the current turn, in order. */
	readonly later: (run: () => void) => void;
	readonly onEvent?: (event: KeyEvent) => void;
	readonly rekey?: RekeyRule;
}

/** A way to the key server that can be closed. */
export interface AttachedPort extends KeyPort {
	/** Nothing is told any more, and nothing asked. */
	detach(): void;
}

/** 2^20 records, a day: security protocol, 2.3. */
const USUAL_RULE: RekeyRule = {afterLog2: 20, hours: 24};

export class KeyServer {
	/** What the operator may ask. */
	readonly orders: Orders;
	readonly #core: Core;
	readonly #handshake: Handshake;
	readonly #confirmation: Confirmation;

	/** An EnvironmentError if the entropy is stuck, a UsageError if the store holds no keys. */
	constructor(options: KeyServerOptions) {
		const {store, now, entropy, later, onEvent, rekey = USUAL_RULE} = options;
		this.#core = {
			entropy: Entropy.tested(entropy),
			registry: Registry.load(store),
			grants: new Grants(),
			attachments: new Attachments(later),
			counters: newCounters(),
			now,
			event: event => onEvent?.(event),
		};
		this.#handshake = new Handshake(this.#core, rekey);
		this.#confirmation = new Confirmation(this.#core);
		this.orders = new Orders(this.#core);
	}

	get counters(): Readonly<Counters> {
		return this.#core.counters;
	}

	/** How many gateways are attached. */
	get gatewayCount(): number {
		return this.#core.attachments.count;
	}

	/** Whether `gwid` is a gateway of this fleet. */
	isGateway(gwid: string): boolean {
		return this.#core.registry.fleet.gateways.some(gateway => gateway.gwid === gwid);
	}

	/** The identity of the gateway of this fleet with that GwId, or undefined. */
	gwidOf(gwId: number): string | undefined {
		return this.#core.registry.fleet.gateways.find(gateway => gateway.gwId === gwId)?.gwid;
	}

	/** The service as the gateway `gwid` has it, in this process. */
	serviceOf(gwid: string): KeyService {
		return listener => this.attach(gwid, listener);
	}

	/** Opens a gateway's way here. A RangeError for a gateway that is not of this fleet. */
	attach(gwid: string, listener: KeyListener): AttachedPort {
		if (!this.isGateway(gwid)) throw new RangeError(`${gwid} is no gateway of this fleet`);
		const attachment = this.#core.attachments.attach(gwid, listener);
		this.#greet(attachment);
		return this.#portOf(attachment);
	}

	/** When poll() is due next, or undefined. */
	pollAt(): number | undefined {
		return this.#core.grants.pollAt();
	}

	/** Erases what has been kept long enough. */
	poll(): void {
		this.#core.grants.poll(this.#core.now());
	}

	#portOf(attachment: Attachment): AttachedPort {
		const {attachments} = this.#core;
		const here = () => attachments.isAttached(attachment);
		return {
			detach: () => attachments.detach(attachment),
			hello: question => {
				if (!here()) return;
				const {token} = question;
				this.#handshake.hello(attachment, question, granted =>
					attachments.tell(attachment, listener => {
						if (granted === undefined) listener.refused(token);
						else listener.granted(token, granted);
					}),
				);
			},
			conf: proof => {
				if (!here()) return;
				const {eui, generation} = proof;
				this.#confirmation.conf(attachment, proof, () =>
					attachments.tell(attachment, listener => listener.confirmed(eui, generation)),
				);
			},
			activated: activation => {
				if (here()) this.#confirmation.activated(attachment, activation);
			},
		};
	}

	/** Devices that have begun anew while the gateway was away. */
	#dropStale(attachment: Attachment): void {
		const {attachments, registry} = this.#core;
		const isStale = ({stale}: Row) => stale?.includes(attachment.gwid) === true;
		const euis = [...registry.rows()].filter(isStale).map(({eui}) => eui);
		if (euis.length === 0) return;
		attachments.tell(attachment, listener => {
			for (const eui of euis) listener.drop(euiOctets(eui), U32_MAX);
		});
		const make = () => ({
			rows: new Map(
				[...registry.rows()].filter(isStale).map(({stale = [], ...row}) => {
					const left = stale.filter(gwid => gwid !== attachment.gwid);
					return [row.eui, left.length === 0 ? row : {...row, stale: left}];
				}),
			),
		});
		registry.change(make, () => {});
	}

	/** What a gateway has to know that comes, for the first time or again. */
	#greet(attachment: Attachment): void {
		const {attachments, registry, now} = this.#core;
		this.#dropStale(attachment);
		attachments.tell(attachment, listener => {
			listener.attached();
			const {epoch, key, switchAtMs} = registry.fleet.group;
			const switchS = Math.max(0, Math.ceil((switchAtMs - now()) / 1000));
			listener.groupKey({epoch, key: Uint8Array.from(key), switchS});
			for (const {eui, rekey, state} of registry.rows()) {
				if (rekey === undefined || state === 'revoked') continue;
				listener.rekey(euiOctets(eui), rekey.reason, rekey.deadlineS);
			}
		});
	}
}
