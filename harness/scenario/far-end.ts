/*
 * The other side of the broker: a subscriber who hears what the nodes publish, and a commander
 * who sends commands to the actuators. Both are ordinary MQTT clients with links of their own,
 * so what counts as delivered has been through the broker.
 *
 * What the subscriber hears goes into the trace; what it means, checks read there.
 */
import {Event, type Trace} from '../../sim/kernel/trace.js';
import type {Broker, BrokerListener, BrokerMessage, BrokerPort, Qos} from '../broker/port.js';
import {EnvironmentError} from '../errors.js';

const SUBSCRIBER = 1;
const COMMANDER = 2;

export interface FarEndOptions {
	readonly trace: Trace;
	/** Topic filters that the subscriber asks for, at QoS 2: what comes is as it was published. */
	readonly filters: readonly string[];
	/** Makes the names of the two clients unique on a shared broker. */
	readonly name: string;
}

export class FarEnd implements BrokerListener {
	readonly #port: BrokerPort;
	readonly #options: FarEndOptions;
	#subscriptions = 0;
	#tokens = 0;
	#commanding = false;

	constructor(broker: Broker, options: FarEndOptions) {
		this.#options = options;
		this.#port = broker(this);
	}

	/** Whether both clients are connected and every filter is granted. */
	get ready(): boolean {
		return this.#commanding && this.#subscriptions === this.#options.filters.length;
	}

	open(): void {
		const {name} = this.#options;
		const options = {cleanSession: true, keepAliveS: 0};
		this.#port.open(SUBSCRIBER, {...options, clientId: `${name}-subscriber`});
		this.#port.open(COMMANDER, {...options, clientId: `${name}-commander`});
	}

	command(topicName: string, payload: string, qos: Qos): void {
		const message = {topicName, payload: Buffer.from(payload, 'latin1'), qos, retain: false};
		this.#port.publish(COMMANDER, ++this.#tokens, message);
	}

	close(): void {
		this.#port.close(SUBSCRIBER);
		this.#port.close(COMMANDER);
	}

	opened(link: number, outcome: {kind: string}): void {
		if (outcome.kind !== 'accepted') {
			throw new EnvironmentError(`the broker has ${outcome.kind} the run's own clients`);
		}
		if (link === COMMANDER) this.#commanding = true;
		else for (const filter of this.#options.filters) this.#subscribe(filter);
	}

	subscribed(_link: number, _token: number, granted: Qos | undefined): void {
		if (granted === undefined) {
			throw new EnvironmentError("the broker has refused a subscription of the run's own");
		}
		this.#subscriptions++;
	}

	message(link: number, message: BrokerMessage): void {
		this.#options.trace.event(Event.delivered, 0, 0, message.qos, message.payload);
		if (message.qos > 0) this.#port.acknowledge(link, message.delivery);
	}

	published(): void {}

	unsubscribed(): void {}

	lost(): void {
		throw new EnvironmentError("the broker has dropped a connection of the run's own");
	}

	#subscribe(filter: string): void {
		this.#port.subscribe(SUBSCRIBER, ++this.#tokens, filter, 2);
	}
}
