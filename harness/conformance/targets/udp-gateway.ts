/*
 * Any gateway behind UDP as a target, with a real broker behind it. All cases share the gateway:
 * each gets a corner of its own, with sockets, topics and client ids that no other has.
 *
 *   socket --> gateway --> broker --> observer, shared; each corner sees all that it hears
 *
 * Time is the wall's, divided by the scale at which the gateway's clock runs. What the gateway
 * does by broadcast cannot be heard here, and its limits are not known: those cases are "not
 * supported".
 */
import {randomBytes} from 'node:crypto';
import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import {isIPv6} from 'node:net';
import {MqttBroker} from '../../broker/mqtt-broker.js';
import {probe} from '../../broker/mqtt-probe.js';
import {EnvironmentError, UsageError} from '../../errors.js';
import {Unsupported} from '../case.js';
import type {GatewayFacts, GatewayTarget} from '../gateway-target.js';
import type {Port} from '../line.js';
import {Observer} from '../observer.js';

export interface UdpGatewayOptions {
	/** HOST:PORT, an IPv6 address in brackets. */
	readonly gateway: string;
	readonly brokerUrl: string;
	/** So many milliseconds of the gateway's clock pass in one of ours. */
	readonly scale: number;
	readonly predefined?: {readonly topicId: number; readonly topicName: string};
}

const DISCONNECT = Uint8Array.of(0x02, 0x18);
const BROKER_DEADLINE_MS = 5000;
/** How often a wait looks; loopback answers in less. */
const LOOK_MS = 5;
/** On the wall, whatever the scale: what a loaded machine may take, and what it surely takes. */
const PATIENCE_MS = 2000;
const QUIET_MS = 150;
/** A gateway that shares a busy machine and asks a broker may hear us so much sooner than we it. */
const RESOLUTION_MS = 250;
/** What is longer is left out: a whole run is to end soon. */
const WALL_MAX_MS = 20_000;

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
		const {scale, predefined} = this.#options;
		const sockets: Socket[] = [];
		this.#forget(predefined?.topicName);
		const facts: GatewayFacts = {
			discovery: false,
			messageSizeMax: 1024,
			...(predefined && {predefined}),
		};
		return {
			facts,
			observer: this.#observer,
			tag: this.#tag,
			patienceMs: PATIENCE_MS * scale,
			quietMs: QUIET_MS * scale,
			resolutionMs: RESOLUTION_MS * scale,
			open: async () => await this.#open(sockets),
			wait: async (ms, done) => await sleepUntil(boundedMs(ms, scale), done),
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

/** Milliseconds of the wall; Unsupported where a case would take too many of them. */
function boundedMs(ms: number, scale: number): number {
	const wallMs = ms / scale;
	if (wallMs <= WALL_MAX_MS) return wallMs;
	const seconds = Math.round(ms / 1000);
	throw new Unsupported(`takes ${seconds} s of the gateway's time: scale its clock, and say so`);
}

/** Sleeps in small steps until `done` holds, at most `ms` of the wall clock. */
async function sleepUntil(ms: number, done: () => boolean): Promise<boolean> {
	const untilMs = performance.now() + ms;
	while (!done()) {
		const leftMs = untilMs - performance.now();
		if (leftMs <= 0) return false;
		await new Promise(resolve => setTimeout(resolve, Math.min(LOOK_MS, leftMs)));
	}
	return true;
}
