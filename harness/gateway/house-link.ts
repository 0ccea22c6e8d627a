/*
 * The gateway's own link to the broker: for wills, for PUBLISH at QoS -1 (MQTT-SN 1.2, 6.8), and
 * to learn that the broker is back.
 *
 *   State     Event                     Next      Action
 *   closed    an errand                 opening   open
 *   closed    probeMs since a failure   opening   open
 *   opening   an errand                 opening   keep it
 *   opening   the broker accepts        open      publish what was kept
 *   opening   the broker does not       closed    once more after probeMs
 *   open      an errand                 open      publish
 *   open      lost                      closed    keep what was not acknowledged; as above
 *
 * Opened when it is needed first, and open from then on. Wills are never given up: each client
 * has one at most. Of the others as many wait as may wait for a client.
 */
import type {BrokerMessage, LinkId, OpenOutcome, PublishOutcome, Token} from '../broker/port.js';
import type {Core} from './core.js';
import {brokerIs} from './reach.js';

/** Clients' links count from 1. */
export const HOUSE_LINK: LinkId = 0;

export type Publication = Omit<BrokerMessage, 'delivery'>;

interface Errand {
	readonly message: Publication;
	/** Undefined for what may be lost. */
	readonly done: (() => void) | undefined;
}

const NEVER_MS = Number.POSITIVE_INFINITY;

export class HouseLink {
	readonly #core: Core;
	#state: 'closed' | 'opening' | 'open' = 'closed';
	#waiting: Errand[] = [];
	readonly #asked = new Map<Token, Errand>();
	#tokens: Token = 0;
	dueAtMs = NEVER_MS;

	constructor(core: Core) {
		this.#core = core;
	}

	/** Publishes; `done` is called when the broker has it, or will not have it. */
	publish(message: Publication, done?: () => void): void {
		const errand = {message, done};
		if (this.#state === 'open') {
			this.#ask(errand);
			return;
		}
		if (done === undefined && this.#waiting.length >= this.#core.options.queueMax) {
			this.#core.counters.droppedQueueFull += 1;
			return;
		}
		this.#waiting.push(errand);
		if (this.dueAtMs === NEVER_MS) this.#open();
	}

	/** Whether it shows that the broker is there. */
	get isOpen(): boolean {
		return this.#state === 'open';
	}

	/** The broker is out of reach: tries until it is not. */
	probe(): void {
		if (this.#state === 'closed' && this.dueAtMs === NEVER_MS) this.#openLater();
	}

	poll(): void {
		if (this.#core.nowMs >= this.dueAtMs) this.#open();
	}

	opened(outcome: OpenOutcome): void {
		if (outcome.kind !== 'accepted') {
			this.#state = 'closed';
			this.#openLater();
			brokerIs(this.#core, outcome.kind !== 'unreachable');
			return;
		}
		this.#state = 'open';
		for (const errand of this.#waiting.splice(0)) this.#ask(errand);
		brokerIs(this.#core, true);
	}

	published(token: Token, outcome: PublishOutcome): void {
		const errand = this.#asked.get(token);
		if (errand === undefined || outcome === 'unreachable') return;
		this.#asked.delete(token);
		errand.done?.();
	}

	lost(): void {
		this.#state = 'closed';
		this.#waiting.unshift(...this.#asked.values());
		this.#asked.clear();
		this.#openLater();
		brokerIs(this.#core, false);
	}

	/** The gateway stops. */
	close(): void {
		if (this.#state !== 'closed') this.#core.port.close(HOUSE_LINK);
		this.#state = 'closed';
		this.dueAtMs = NEVER_MS;
	}

	#open(): void {
		if (this.#state !== 'closed') return;
		this.#state = 'opening';
		this.dueAtMs = NEVER_MS;
		const {gwId, linkKeepAliveS: keepAliveS} = this.#core.options;
		const clientId = `motebench-gateway-${gwId}`;
		this.#core.port.open(HOUSE_LINK, {clientId, cleanSession: true, keepAliveS});
	}

	#openLater(): void {
		this.dueAtMs = this.#core.nowMs + this.#core.options.probeMs;
	}

	#ask(errand: Errand): void {
		this.#tokens += 1;
		this.#core.counters.published += 1;
		this.#core.port.publish(HOUSE_LINK, this.#tokens, errand.message);
		if (errand.message.qos === 0) errand.done?.();
		else this.#asked.set(this.#tokens, errand);
	}
}
