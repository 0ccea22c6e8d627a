/*
 * How a gateway is found, and how several share their clients: MQTT-SN 1.2, 6.1.
 *
 *   State       Event                                Next       Action
 *   leading     TADV                                 leading    ADVERTISE, while the broker is there
 *   leading     the broker is back                   leading    ADVERTISE
 *   leading     ADVERTISE of a lower GwId, standby   standing by -
 *   standing by ADVERTISE of a lower GwId            standing by wait NADV times its Duration
 *   standing by none for so long                     leading    ADVERTISE
 *
 *   Load, connected clients in percent of clientsMax     SEARCHGW               CONNECT of a new one
 *   below loadMaxPercent                                 GWINFO, load * delay   taken
 *   from loadMaxPercent                                  silence                CONNACK congestion
 *
 * So of several gateways the one with the fewest clients answers first, and its GWINFO silences
 * the others. A gateway that stands by serves whoever comes to it, and answers SEARCHGW only where
 * it leads. A standby has a higher GwId than those that it stands by for; the lowest leads.
 */
import type {Address} from '../transport/transport.js';
import type {Advertise, SearchGw} from '../wire/discovery.js';
import type {Core} from './core.js';
import {isForwarded} from './forwarding.js';

const MS_PER_S = 1000;
const WHOLE_NETWORK = 0;
const NEVER_MS = Number.POSITIVE_INFINITY;
/** Answers that wait. A further SEARCHGW is not answered: somebody's GWINFO will be heard. */
const ANSWERS_MAX = 64;

export class Discovery {
	readonly #core: Core;
	/** When the next ADVERTISE is due, or to take over; Infinity before start(). */
	#dueAtMs = NEVER_MS;
	#standingBy = false;
	#answerAtMs = NEVER_MS;
	/** Whom to answer how far, where that waits. All who are not behind a forwarder are one. */
	readonly #answers = new Map<Address, number>();

	constructor(core: Core) {
		this.#core = core;
	}

	get dueAtMs(): number {
		return Math.min(this.#dueAtMs, this.#answerAtMs);
	}

	/** A leading gateway advertises; a standby listens first for as long as it would for a leader. */
	start(): void {
		const {standby, tadvS} = this.#core.options;
		if (standby) this.#standBy(tadvS);
		else this.#advertise();
	}

	poll(): void {
		const {nowMs} = this.#core;
		if (nowMs >= this.#answerAtMs) this.#answer();
		if (nowMs < this.#dueAtMs) return;
		this.#standingBy = false;
		this.#advertise();
	}

	brokerIsBack(): void {
		if (!this.#standingBy && this.#dueAtMs !== NEVER_MS) this.#advertise();
	}

	onAdvertise({gwId, durationS}: Advertise): void {
		const {options} = this.#core;
		if (!options.standby || gwId >= options.gwId || this.#dueAtMs === NEVER_MS) return;
		this.#standBy(durationS);
	}

	/** Another gateway, or a client in its name, has answered what this one was to answer. */
	onGwInfo(): void {
		this.#answers.clear();
		this.#answerAtMs = NEVER_MS;
	}

	/**
	 * Answered as far as it was asked, even while the broker is out of reach and nobody advertises:
	 * the next CONNECT is one more way to learn that it is back.
	 */
	onSearchGw(from: Address, {radius}: SearchGw): void {
		const {options, load, nowMs} = this.#core;
		if (this.#standingBy || load >= options.loadMaxPercent / 100) return;
		const asker = isForwarded(from) ? from : '';
		if (this.#answers.size >= ANSWERS_MAX && !this.#answers.has(asker)) return;
		this.#answers.set(asker, farther(radius, this.#answers.get(asker)));
		const answerAtMs = nowMs + Math.round(load * options.gwinfoDelayMs);
		this.#answerAtMs = Math.min(this.#answerAtMs, answerAtMs);
		if (this.#answerAtMs <= nowMs) this.#answer();
	}

	#answer(): void {
		const {gwId} = this.#core.options;
		for (const [asker, radius] of this.#answers) {
			if (asker === '') this.#core.broadcast({type: 'GWINFO', gwId}, radius);
			else this.#core.send(asker, {type: 'GWINFO', gwId}, radius);
		}
		this.onGwInfo();
	}

	#advertise(): void {
		const {gwId, tadvS} = this.#core.options;
		this.#dueAtMs = this.#core.nowMs + tadvS * MS_PER_S;
		if (!this.#core.brokerReachable) return;
		this.#core.broadcast({type: 'ADVERTISE', gwId, durationS: tadvS}, WHOLE_NETWORK);
	}

	#standBy(durationS: number): void {
		const {nowMs, options} = this.#core;
		this.#standingBy = true;
		// The second is for an ADVERTISE that is a little late.
		this.#dueAtMs = nowMs + (options.nadv * durationS + 1) * MS_PER_S;
	}
}

function farther(radius: number, other: number | undefined): number {
	if (other === undefined) return radius;
	return radius === WHOLE_NETWORK || other === WHOLE_NETWORK
		? WHOLE_NETWORK
		: Math.max(radius, other);
}
