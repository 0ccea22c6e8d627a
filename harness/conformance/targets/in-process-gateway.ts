/*
 * Our own gateway as a target: its core, the broker of a run, and a clock that only wait() turns.
 * What lies between may be altered, so that the suite can be shown to notice.
 *
 *   port.send -> hears -> gateway core -> says -> inbox of the port
 *                            |
 *                         broker
 */
import {MemoryBroker} from '../../broker/memory-broker.js';
import type {Broker} from '../../broker/port.js';
import {Gateway} from '../../gateway/gateway.js';
import {defaults, type GatewayOptions} from '../../gateway/options.js';
import type {Address} from '../../transport/transport.js';
import type {GatewayFacts, GatewayTarget} from '../gateway-target.js';
import type {Port} from '../line.js';
import {Observer} from '../observer.js';
import {FailingBroker} from './broker-control.js';

/** Each gives what goes on instead of the octets: none, the same, others or several. */
export interface Alterations {
	readonly hears?: (octets: Uint8Array, from: Address) => readonly Uint8Array[];
	readonly says?: (octets: Uint8Array, to: Address) => readonly Uint8Array[];
	readonly broker?: (broker: Broker) => Broker;
	readonly options?: GatewayOptions;
}

const EVERYBODY = '*';
const PREDEFINED = {topicId: 1, topicName: 'conformance/predefined'};

/** Small limits, so that a case can reach them. */
const OPTIONS = {
	gwId: 9,
	predefined: new Map([[PREDEFINED.topicId, PREDEFINED.topicName]]),
	topicsMax: 20,
	subscriptionsMax: 10,
	clientsMax: 8,
} satisfies GatewayOptions;

/** What it says of itself, altered or not: an alteration is not announced. */
const FACTS: GatewayFacts = {
	gwId: OPTIONS.gwId,
	tadvS: defaults.tadvS,
	discovery: true,
	tretryMs: defaults.tretryMs,
	nretry: defaults.nretry,
	twaitMs: defaults.twaitMs,
	predefined: PREDEFINED,
	messageSizeMax: defaults.messageSizeMax,
	topicsMax: OPTIONS.topicsMax,
	subscriptionsMax: OPTIONS.subscriptionsMax,
	clientsMax: OPTIONS.clientsMax,
};

export class InProcessGateway implements GatewayTarget {
	readonly patienceMs = 1000;
	readonly quietMs = 200;
	readonly resolutionMs = 1;
	readonly tag = 'c';
	readonly facts = FACTS;
	readonly observer: Observer;
	readonly broker: FailingBroker;
	readonly #gateway: Gateway;
	readonly #ports = new Map<Address, Port>();
	readonly #alterations: Alterations;
	#pending: (() => void)[] = [];
	#nowMs = 0;

	constructor(alterations: Alterations = {}) {
		const schedule = (run: () => void) => void this.#pending.push(run);
		const memory = new MemoryBroker({schedule});
		this.#alterations = alterations;
		this.broker = new FailingBroker(memory.broker, schedule);
		this.observer = new Observer(memory.broker);
		this.observer.open('observer');
		const options = {...OPTIONS, ...alterations.options};
		const broker = alterations.broker?.(this.broker.broker) ?? this.broker.broker;
		this.#gateway = new Gateway(
			options,
			{
				send: (to, octets) => this.#says(octets, to),
				broadcast: octets => this.#says(octets, EVERYBODY),
			},
			broker,
		);
		this.#settle();
	}

	async open(): Promise<Port> {
		const address = `p${this.#ports.size + 1}`;
		const port = {inbox: [], send: (octets: Uint8Array) => this.#hears(octets, address)};
		this.#ports.set(address, port);
		if (this.#ports.size === 1) this.#gateway.start(this.#nowMs);
		return port;
	}

	async wait(ms: number, done: () => boolean): Promise<boolean> {
		const untilMs = this.#nowMs + ms;
		this.#settle();
		while (!done()) {
			const dueMs = this.#gateway.pollAt();
			if (dueMs > untilMs) break;
			this.#nowMs = Math.max(this.#nowMs, dueMs);
			this.#gateway.poll(this.#nowMs);
			this.#settle();
		}
		if (!done()) this.#nowMs = untilMs;
		this.#gateway.poll(this.#nowMs);
		this.#settle();
		return done();
	}

	async close(): Promise<void> {}

	#hears(octets: Uint8Array, from: Address): void {
		const heard = this.#alterations.hears?.(octets, from) ?? [octets];
		for (const datagram of heard) {
			this.#gateway.received(this.#nowMs, from, datagram.slice());
			this.#settle();
		}
	}

	#says(octets: Uint8Array, to: Address): void {
		for (const datagram of this.#alterations.says?.(octets, to) ?? [octets]) {
			for (const [address, {inbox}] of this.#ports) {
				if (to === EVERYBODY || to === address) inbox.push(datagram.slice());
			}
		}
	}

	/** Lets the broker say what it has to say, now. */
	#settle(): void {
		for (let run = this.#pending.shift(); run !== undefined; run = this.#pending.shift()) run();
	}
}
