/*
 * The far side of the broker: an MQTT client that hears every topic and publishes what a case
 * wants published. It asks at QoS 2, so what it hears has the QoS it was published with.
 *
 *   open()   connects and subscribes; `ready` once both are granted
 */
import type {Broker, BrokerListener, BrokerMessage, BrokerPort, Qos} from '../broker/port.js';
import {EnvironmentError} from '../errors.js';

const LINK = 1;
const ALL = '#';
/** Messages kept at most: the oldest goes. A shared broker may be busy. */
const HEARD_MAX = 1000;

export class Observer implements BrokerListener {
	readonly heard: BrokerMessage[] = [];
	ready = false;
	readonly #port: BrokerPort;
	#tokens = 0;

	constructor(broker: Broker) {
		this.#port = broker(this);
	}

	open(clientId: string): void {
		this.#port.open(LINK, {clientId, cleanSession: true, keepAliveS: 0});
	}

	publish(message: Omit<BrokerMessage, 'delivery'>): void {
		this.#port.publish(LINK, ++this.#tokens, message);
	}

	close(): void {
		this.#port.close(LINK);
	}

	opened(link: number, outcome: {readonly kind: string}): void {
		if (outcome.kind !== 'accepted') {
			throw new EnvironmentError(`the broker has ${outcome.kind} the suite's own client`);
		}
		this.#port.subscribe(link, ++this.#tokens, ALL, 2);
	}

	subscribed(_link: number, _token: number, granted: Qos | undefined): void {
		if (granted === undefined) {
			throw new EnvironmentError("the broker has refused the suite's own subscription");
		}
		this.ready = true;
	}

	message(link: number, message: BrokerMessage): void {
		this.heard.push({...message, payload: new Uint8Array(message.payload)});
		if (this.heard.length > HEARD_MAX) this.heard.shift();
		if (message.qos > 0) this.#port.acknowledge(link, message.delivery);
	}

	published(): void {}

	unsubscribed(): void {}

	lost(): void {
		throw new EnvironmentError("the broker has dropped the suite's own connection");
	}
}
