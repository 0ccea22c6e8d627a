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
import type {BrokerListener} from '../broker/port.js';
import {Gateway} from '../gateway/gateway.js';
import type {GatewayOptions} from '../gateway/options.js';
import type {Store} from '../store/port.js';
import {SimulatedTransport} from '../transport/simulated.js';
import type {BrokerGate} from './broker-gate.js';

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
		const broker = (listener: BrokerListener) => this.#gate.broker(this.#timed(listener));
		const {store} = this.#options;
		const options = {...this.#options, store: store && this.#inTime(store)};
		this.#gateway = new Gateway(options, this.#transport, broker);
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
	#timed(listener: BrokerListener): BrokerListener {
		const at = (tell: () => void) => this.#turn(tell);
		return {
			opened: (...event) => at(() => listener.opened(...event)),
			published: (...event) => at(() => listener.published(...event)),
			subscribed: (...event) => at(() => listener.subscribed(...event)),
			unsubscribed: (...event) => at(() => listener.unsubscribed(...event)),
			message: (...event) => at(() => listener.message(...event)),
			lost: (...event) => at(() => listener.lost(...event)),
		};
	}

	#inTime(store: Store): Store {
		return listener =>
			store({
				stored: (...event) => this.#turn(() => listener.stored(...event)),
				taken: (...event) => this.#turn(() => listener.taken(...event)),
			});
	}

	#turn(tell: () => void): void {
		this.#gateway?.poll(this.#nowMs());
		tell();
		this.#scheduleWake();
	}

	/** An earlier wake that is still to come serves a later wish: the core is asked again then. */
	#scheduleWake(): void {
		if (this.#gateway === undefined) return;
		const wakeMs = Math.ceil(this.#gateway.pollAt());
		if (wakeMs >= this.#wakeMs) return;
		this.#wakeMs = Math.max(wakeMs, this.#nowMs());
		this.#endpoint.wakeAt(this.#wakeMs * 1000);
	}
}
