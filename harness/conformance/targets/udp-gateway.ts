/*
 * Any gateway behind UDP as a target, with a real broker behind it. All cases share the gateway:
 * each gets a corner of its own, with sockets, topics and client ids that no other has.
 *
 *   socket --> gateway --> broker --> observer, shared; each corner sees all that it hears
 *
 * Time is the wall's, divided by the scale at which the gateway's clock runs. What it sends to a
 * multicast group cannot be heard here, and of its limits is known what its user says: cases that
 * need more are "not supported".
 */
import {randomBytes} from 'node:crypto';
import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import {isIPv6} from 'node:net';
import {MqttBroker} from '../../broker/mqtt-broker.js';
import {probe} from '../../broker/mqtt-probe.js';
import {EnvironmentError, UsageError} from '../../errors.js';
import type {SaidFacts} from '../gateway-facts.js';
import type {GatewayFacts, GatewayTarget} from '../gateway-target.js';
import type {Port} from '../line.js';
import {Observer} from '../observer.js';
import {sleepUntil, WallClock} from './wall-clock.js';

export interface UdpGatewayOptions {
	/** HOST:PORT, an IPv6 address in brackets. */
	readonly gateway: string;
	readonly brokerUrl: string;
	/** So many milliseconds of the gateway's clock pass in one of ours. */
	readonly scale: number;
	readonly predefined?: {readonly topicId: number; readonly topicName: string};
	/** What else is known of its settings. */
	readonly facts?: SaidFacts;
}

const DISCONNECT = Uint8Array.of(0x02, 0x18);
const BROKER_DEADLINE_MS = 5000;
/** On the wall. A gateway that asks a broker may hear us so much sooner than we hear it. */
const WALL_TIMES = {patienceMs: 2000, quietMs: 150, resolutionMs: 250};

/** One gateway that many cases share. */
export class UdpGateways {
	readonly #options: UdpGatewayOptions;
	readonly #broker: MqttBroker;
	readonly #observer: Observer;
	readonly #host: string;
	readonly #port: number;
	readonly #tag = `m${randomBytes(2).toString('hex')}`;
	readonly #sockets = new Set<Socket>();

	/** A UsageError for an address or a URL that is none. */
	constructor(options: UdpGatewayOptions) {
		const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(options.gateway) ?? [];
		if (host === undefined) throw new UsageError(`not HOST:PORT: ${options.gateway}`);
		this.#host = host;
		this.#port = Number(port);
		this.#options = options;
		this.#broker = new MqttBroker({url: options.brokerUrl});
		this.#observer = new Observer(this.#broker.broker);
	}

	/** Resolves when the broker listens to us; an EnvironmentError where it does not. */
	async start(): Promise<void> {
		await probe(this.#options.brokerUrl, BROKER_DEADLINE_MS);
		this.#observer.open(`${this.#tag}-observer`);
		const ready = await sleepUntil(BROKER_DEADLINE_MS, () => this.#observer.ready);
		if (!ready) throw new EnvironmentError('the broker grants no subscription to "#"');
	}

	/** A target for one case. */
	corner(): GatewayTarget {
		const {scale, predefined, facts: said} = this.#options;
		const clock = new WallClock({scale, ...WALL_TIMES});
		const sockets: Socket[] = [];
		this.#forget(predefined?.topicName);
		const facts: GatewayFacts = {
			discovery: false,
			messageSizeMax: 1024,
			...said,
			...(predefined && {predefined}),
		};
		return {
			facts,
			observer: this.#observer,
			tag: this.#tag,
			patienceMs: clock.patienceMs,
			quietMs: clock.quietMs,
			resolutionMs: clock.resolutionMs,
			wait: (ms, done) => clock.wait(ms, done),
			open: async () => await this.#open(sockets),
			close: async () => {
				for (const socket of sockets) this.#end(socket);
			},
		};
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) this.#end(socket);
		this.#observer.close();
		await this.#broker.close();
	}

	/** What the case before has left of a name that cases share. */
	#forget(topicName: string | undefined): void {
		const {heard} = this.#observer;
		for (let at = heard.length - 1; at >= 0; at--) {
			if (heard[at]!.topicName === topicName) heard.splice(at, 1);
		}
	}

	async #open(sockets: Socket[]): Promise<Port> {
		const socket = createSocket(isIPv6(this.#host) ? 'udp6' : 'udp4');
		const inbox: Uint8Array[] = [];
		socket.on('message', octets => void inbox.push(octets));
		// A gateway that is not there refuses; the case that waits for it says so.
		socket.on('error', () => {});
		this.#sockets.add(socket);
		sockets.push(socket);
		socket.bind();
		await once(socket, 'listening');
		return {inbox, send: octets => socket.send(octets, this.#port, this.#host)};
	}

	/** Says goodbye: the next case may get the same port, and is not to inherit a session. */
	#end(socket: Socket): void {
		if (!this.#sockets.delete(socket)) return;
		socket.send(DISCONNECT, this.#port, this.#host, () => socket.close());
	}
}
