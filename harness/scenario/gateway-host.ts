/*
 * A gateway in a simulated world: the sans-io core between an endpoint on the air and a broker,
 * told the time of the world whenever something happens.
 *
 *   endpoint  --datagram-->  Gateway  --question-->  BrokerPort
 *             <--datagram--           <---event----
 *                   wake at pollAt()
 */
import type {Trace} from '../../sim/kernel/trace.js';
import type {Endpoint} from '../../sim/world.js';
import type {Broker, BrokerListener} from '../broker/port.js';
import {Gateway} from '../gateway/gateway.js';
import type {GatewayOptions} from '../gateway/options.js';
import {SimulatedTransport} from '../transport/simulated.js';

export class GatewayHost {
	readonly gateway: Gateway;
	readonly #trace: Trace;
	readonly #endpoint: Endpoint;
	#wakeMs = Infinity;

	constructor(options: GatewayOptions, trace: Trace, endpoint: Endpoint, broker: Broker) {
		this.#trace = trace;
		this.#endpoint = endpoint;
		const transport = new SimulatedTransport(endpoint);
		this.gateway = new Gateway(options, transport, listener => broker(this.#timed(listener)));
		endpoint.onDatagram = datagram => {
			const from = transport.addressOf(datagram.source);
			this.gateway.received(this.#nowMs(), from, datagram.payload());
			this.#scheduleWake();
		};
		endpoint.onWake = () => {
			this.#wakeMs = Infinity;
			this.gateway.poll(this.#nowMs());
			this.#scheduleWake();
		};
	}

	start(): void {
		this.gateway.start(this.#nowMs());
		this.#scheduleWake();
	}

	#nowMs(): number {
		return Math.floor(this.#trace.now / 1000);
	}

	/** The core learns the time before each event, and says afterwards when it wants to be woken. */
	#timed(listener: BrokerListener): BrokerListener {
		const at = (tell: () => void) => {
			this.gateway.poll(this.#nowMs());
			tell();
			this.#scheduleWake();
		};
		return {
			opened: (...event) => at(() => listener.opened(...event)),
			published: (...event) => at(() => listener.published(...event)),
			subscribed: (...event) => at(() => listener.subscribed(...event)),
			unsubscribed: (...event) => at(() => listener.unsubscribed(...event)),
			message: (...event) => at(() => listener.message(...event)),
			lost: (...event) => at(() => listener.lost(...event)),
		};
	}

	/** An earlier wake that is still to come serves a later wish: the core is asked again then. */
	#scheduleWake(): void {
		const wakeMs = Math.ceil(this.gateway.pollAt());
		if (wakeMs >= this.#wakeMs) return;
		this.#wakeMs = Math.max(wakeMs, this.#nowMs());
		this.#endpoint.wakeAt(this.#wakeMs * 1000);
	}
}
