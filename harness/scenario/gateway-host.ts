/*
 * A gateway in a simulated world: the sans-io core between an endpoint on the air and a broker,
 * told the time of the world whenever something happens.
 *
 *   endpoint  --datagram-->  Gateway  --question-->  BrokerGate, store
 *             <--datagram--           <---event----
 *                   wake at pollAt()
 *
 *   alive   die()      -> dead    the core is gone, with all that it knew; its links are closed
 *   dead    revive()   -> alive   a new core, which knows what a store has kept
 */
import type {Trace} from '../../sim/kernel/trace.js';
import type {Endpoint} from '../../sim/world.js';
import {Gateway} from '../gateway/gateway.js';
import type {GatewayOptions} from '../gateway/options.js';
import {SimulatedTransport} from '../transport/simulated.js';
import type {BrokerGate} from './broker-gate.js';
import {brokerInTurn, storeInTurn} from './in-turn.js';

export class GatewayHost {
	readonly #options: GatewayOptions;
	readonly #trace: Trace;
	readonly #endpoint: Endpoint;
	readonly #gate: BrokerGate;
	readonly #transport: SimulatedTransport;
	#gateway: Gateway | undefined;
	#wakeMs = Infinity;
	/** What cores that have died had published. */
	#publishedBefore = 0;

	constructor(options: GatewayOptions, trace: Trace, endpoint: Endpoint, gate: BrokerGate) {
		this.#options = options;
		this.#trace = trace;
		this.#endpoint = endpoint;
		this.#gate = gate;
		this.#transport = new SimulatedTransport(endpoint);
		endpoint.onDatagram = datagram => {
			const from = this.#transport.addressOf(datagram.source);
			this.#gateway?.received(this.#nowMs(), from, datagram.payload());
			this.#scheduleWake();
		};
		endpoint.onWake = () => {
			this.#wakeMs = Infinity;
			this.#gateway?.poll(this.#nowMs());
			this.#scheduleWake();
		};
	}

	/** The core, while it lives. */
	get gateway(): Gateway | undefined {
		return this.#gateway;
	}

	/** Messages that went to the broker, over all lives. */
	get published(): number {
		return this.#publishedBefore + (this.#gateway?.counters.published ?? 0);
	}

	start(): void {
		const {store} = this.#options;
		const options: GatewayOptions = {
			...this.#options,
			store: store && (listener => store(storeInTurn(listener, this.#turn))),
		};
		this.#gateway = new Gateway(options, this.#transport, listener =>
			this.#gate.broker(brokerInTurn(listener, this.#turn)),
		);
		this.#gateway.start(this.#nowMs());
		this.#scheduleWake();
	}

	die(): void {
		this.#publishedBefore = this.published;
		this.#gateway = undefined;
		this.#gate.abandon();
	}

	revive(): void {
		if (this.#gateway === undefined) this.start();
	}

	#nowMs(): number {
		return Math.floor(this.#trace.now / 1000);
	}

	/** The core learns the time before each event, and says afterwards when it wants to be woken. */
	readonly #turn = (tell: () => void): void => {
		this.#gateway?.poll(this.#nowMs());
		tell();
		this.#scheduleWake();
	};

	/** An earlier wake that is still to come serves a later wish: the core is asked again then. */
	#scheduleWake(): void {
		if (this.#gateway === undefined) return;
		const wakeMs = Math.ceil(this.#gateway.pollAt());
		if (wakeMs >= this.#wakeMs) return;
		this.#wakeMs = Math.max(wakeMs, this.#nowMs());
		this.#endpoint.wakeAt(this.#wakeMs * 1000);
	}
}
