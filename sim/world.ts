/*
 * From a description and a seed to a running world: radios, the air between them, a MAC and a
 * network on each, firmware on the nodes. What a gateway or a forwarder does with its datagrams is
 * the business of whoever holds its endpoint.
 *
 *   WasmNode   Endpoint (gateway, forwarder)   Intruder
 *        \      /                               /
 *        Network - Mac - Medium - Links -------
 *
 * Radios are numbered endpoints first and intruders last, so that one more node or attacker
 * changes nobody's number but theirs. Knows no MQTT, no file, no wall clock.
 */
import type {Datagram, Ports} from './datagram.js';
import type {Overheard} from './foothold.js';
import {Intruder} from './intruder.js';
import {draw, type StreamKey, streamKey} from './kernel/random.js';
import type {Kind, Scheduler} from './kernel/scheduler.js';
import {Event, type Trace} from './kernel/trace.js';
import {
	type Network,
	type NetworkDescription,
	networkOf,
	type RoutingDescription,
} from './network.js';
import {DriftingClock} from './node/drift.js';
import {Report} from './node/report.js';
import {type NodeHost, WasmNode} from './node/wasm-node.js';
import type {NoiseBurst} from './phy/medium.js';
import type {RadioDescription} from './phy/terrain.js';
import {Radios, type RadiosDescription} from './radios.js';
import type {SixLowpan} from './sixlowpan/sixlowpan.js';
import type {DeviceDescription, Zigbee} from './zigbee/zigbee.js';

export interface NodeDescription extends RadioDescription {
	/** Words of the firmware's configuration by ConfigKey. */
	readonly config: Readonly<Record<number, number>>;
	/** When the node is switched on, in microseconds. */
	readonly bootUs: number;
	/** Error of its crystal in parts per million. */
	readonly driftPpm: number;
	/** It sleeps between what it has to say, and is nobody's router; not unless said. */
	readonly sleeps?: boolean;
}

export interface IntruderDescription extends RadioDescription {
	/** It has the key of the network, where there is one; not unless said. */
	readonly insider?: boolean;
}

export interface WorldDescription extends Omit<RadiosDescription, 'radios'> {
	/** Radios that have an endpoint: gateways, and after them forwarders. */
	readonly gateways: readonly RadioDescription[];
	readonly nodes: readonly NodeDescription[];
	/** Radios of attackers: none if not said. */
	readonly intruders?: readonly IntruderDescription[];
	/** Over 6LoWPAN one hop, if not said; else every endpoint is a gateway's. */
	readonly routing?: RoutingDescription;
	readonly firmware: WebAssembly.Module;
	/** 6LoWPAN if not said. */
	readonly network?: NetworkDescription;
	/** How many hops a datagram for all is to go, by what it says; 0, which is all, if not said. */
	readonly radiusOf?: (octets: Uint8Array, at: number, size: number) => number;
}

/** Told of every datagram that a gateway, a forwarder or a node sends; octets are a view. */
export type DatagramTap = (radio: number, to: number, octets: Uint8Array) => void;

/** Where the datagrams of a gateway or a forwarder come in and go out. */
export interface Endpoint {
	readonly radio: number;
	/** Its short address, as it is now. */
	readonly address: number;
	/** Called with each datagram for this radio. Octets are valid during the call. */
	onDatagram: (datagram: Datagram) => void;
	/** Called when the time comes that wakeAt() named. */
	onWake: () => void;
	/** One datagram to a short address, AS_GATEWAY if not said; 0xffff is everybody, `radius` far. */
	send(to: number, octets: Uint8Array, ports?: Ports, radius?: number): void;
	/** Asks for onWake at `us`; a later call replaces an earlier one. */
	wakeAt(us: number): void;
}

/** What makes noise of the power and at the place that the description says. */
export interface Emitter {
	noise(burst: NoiseBurst): void;
	silence(): void;
}

/** RFC 6282's one-octet ports: a gateway's and a node's. */
export const GATEWAY_PORT = 61616;
export const NODE_PORT = 61617;
/** The ports of what a gateway says, and of what is said to one. */
export const AS_GATEWAY: Ports = {from: GATEWAY_PORT, to: NODE_PORT};
export const AS_NODE: Ports = {from: NODE_PORT, to: GATEWAY_PORT};

const EVERYBODY = 0xffff;
/** What a hop limit has room for. */
const HOPS_MAX = 64;

export class World {
	readonly radios: Radios;
	readonly scheduler: Scheduler;
	readonly trace: Trace;
	readonly endpoints: readonly Endpoint[];
	readonly nodes: readonly WasmNode[];
	readonly intruders: readonly Intruder[];
	/** Datagrams that have come to endpoints, by the hops that they took. */
	readonly hopCounts = new Uint32Array(HOPS_MAX + 1);
	/** Reads what is sent, and changes nothing. */
	onSend: DatagramTap | undefined;
	readonly #network: Network;
	readonly #radiusOf: NonNullable<WorldDescription['radiusOf']>;
	#entropy: StreamKey;
	readonly #weather: StreamKey;
	readonly #nodeWakes: Kind;
	readonly #endpointWakes: Kind;
	readonly #intruderWakes: Kind;
	readonly #laterComes: Kind;
	readonly #networkBegins: Kind;
	readonly #stamps: Int32Array;
	readonly #later = new Map<number, () => void>();
	#laterCount = 0;
	/** Nodes without power. */
	readonly #dark = new Set<number>();
	#traps = 0;

	constructor(description: WorldDescription) {
		const {seed, gateways, nodes, intruders = []} = description;
		const radios = [...gateways, ...nodes, ...intruders];
		const first = gateways.length + nodes.length;
		const outsiders = [...intruders.keys()].filter(index => !intruders[index].insider);
		this.radios = new Radios({
			...description,
			radios,
			outsiders: outsiders.map(index => first + index),
		});
		this.scheduler = this.radios.scheduler;
		this.trace = this.radios.trace;
		this.#entropy = streamKey(seed, 'entropy');
		this.#weather = streamKey(seed, 'weather');
		this.#stamps = new Int32Array(radios.length);
		this.#radiusOf = description.radiusOf ?? (() => 0);
		this.#network = this.#networkOf(description);
		this.#nodeWakes = this.scheduler.register((node, stamp) => {
			if (stamp === this.#stamps[gateways.length + node]) this.nodes[node].wake();
		});
		this.#endpointWakes = this.scheduler.register((gateway, stamp) => {
			if (stamp === this.#stamps[gateway]) this.endpoints[gateway].onWake();
		});
		this.#intruderWakes = this.scheduler.register((index, stamp) => {
			if (stamp === this.#stamps[first + index]) this.intruders[index].onWake();
		});
		this.#laterComes = this.scheduler.register(index => this.#runLater(index));
		this.#networkBegins = this.scheduler.register(radio => {
			if (!this.#dark.has(radio - gateways.length)) this.#network.begin(radio);
		});
		this.endpoints = gateways.map((_, index) => this.#endpoint(index));
		this.nodes = nodes.map((node, index) => this.#node(description.firmware, node, index));
		this.intruders = intruders.map(({insider}, index) =>
			this.#intruder(first + index, index, insider),
		);
		if (this.zigbee !== undefined || description.routing) this.#switchOn(description);
	}

	/** Nodes whose firmware has trapped, each trap counted. */
	get traps(): number {
		return this.#traps;
	}

	/** What the 6LoWPAN layers have counted; undefined where the network is another one. */
	get lowpanCounters(): SixLowpan['counters'] | undefined {
		return this.#network.lowpan?.counters;
	}

	/** The ZigBee layers; undefined where the network is another one. */
	get zigbee(): Zigbee | undefined {
		return this.#network.zigbee;
	}

	/** A source of noise, as the description numbers them. */
	emitter(index: number): Emitter {
		const {medium} = this.radios;
		const source = this.#stamps.length + index;
		return {
			noise: burst => medium.noise(source, burst),
			silence: () => medium.silence(source),
		};
	}

	/** Takes the power of node `index`, or gives it back: memory is lost, its radio is silent. */
	setPower(index: number, on: boolean): void {
		const radio = this.endpoints.length + index;
		const {medium} = this.radios;
		medium.setPower(radio, on);
		this.trace.event(Event.power, radio, on ? 1 : 0, 0);
		if (on) this.#dark.delete(index);
		else this.#dark.add(index);
		if (on) this.nodes[index].turnOn();
		else this.nodes[index].turnOff();
		this.#network.setPower(radio, on);
	}

	/** Node `index` is taken away for good: no network reckons with its radio any more. */
	takeAway(index: number): void {
		const radio = this.endpoints.length + index;
		this.nodes[index].takeAway();
		this.radios.mac.setRxOnWhenIdle(radio, false);
		this.#network.setPower(radio, false);
	}

	/** Has the radio of endpoint `index` work, or fall silent, when its device lives or dies. */
	setEndpoint(index: number, on: boolean): void {
		this.radios.mac.setRxOnWhenIdle(index, on);
		this.#network.setPower(index, on);
	}

	/** From now on the luck of the air and what nodes draw follow `seed`; the place is the same. */
	reseed(seed: number): void {
		this.#entropy = streamKey(seed, 'entropy');
		this.radios.reseed(seed);
	}

	/** Runs everything that is due up to `untilUs`. */
	run(untilUs: number): void {
		this.scheduler.run(untilUs);
	}

	/** Calls `run` after `delayUs`, in the order of the requests. */
	after(delayUs: number, run: () => void): void {
		const index = this.#laterCount++ & 0x7fff_ffff;
		this.#later.set(index, run);
		this.scheduler.at(this.scheduler.now + delayUs, this.#laterComes, index);
	}

	#runLater(index: number): void {
		const run = this.#later.get(index)!;
		this.#later.delete(index);
		run();
	}

	/** What the network hands up goes to the firmware or to the gateway's endpoint. */
	#networkOf(description: WorldDescription): Network {
		const {seed, network, routing, gateways, nodes, intruders = []} = description;
		const {mac, scheduler} = this.radios;
		return networkOf(network ?? {kind: '6lowpan'}, {
			mac,
			scheduler,
			seed,
			devices: [
				...gateways.map((_, index) => gatewayDevice(index)),
				...nodes.map(({sleeps}) => nodeDevice(sleeps)),
			],
			intruderCount: intruders.length,
			routing,
			datagram: (radio, datagram) => this.#arrived(radio, datagram),
			parentChanged: (radio, parent) => this.trace.parentChanged(radio, parent),
		});
	}

	/** Endpoints look for the network from the beginning, nodes from their boot on. */
	#switchOn({nodes}: WorldDescription): void {
		const {scheduler, endpoints} = this;
		for (const {radio} of endpoints) scheduler.at(0, this.#networkBegins, radio);
		for (const [index, {bootUs}] of nodes.entries()) {
			scheduler.at(bootUs, this.#networkBegins, endpoints.length + index);
		}
	}

	#arrived(radio: number, datagram: Datagram): void {
		const node = radio - this.endpoints.length;
		if (node < 0) {
			this.hopCounts[Math.min(datagram.hops, HOPS_MAX)]++;
			this.endpoints[radio].onDatagram(datagram);
		} else if (node < this.nodes.length) this.nodes[node].received(datagram);
		else this.intruders[node - this.nodes.length].arrived(datagram);
	}

	#intruder(radio: number, index: number, insider = false): Intruder {
		const {radios, scheduler} = this;
		const isProtected = this.zigbee !== undefined || radios.security !== undefined;
		const isMember = insider || !isProtected;
		const wakeAt = (us: number) =>
			scheduler.at(Math.max(us, scheduler.now), this.#intruderWakes, index, ++this.#stamps[radio]);
		const foothold = (heard: Overheard) => this.#network.foothold({radio, isMember, heard});
		return new Intruder(radio, {radios, foothold, wakeAt});
	}

	#endpoint(index: number): Endpoint {
		const network = this.#network;
		return {
			radio: index,
			get address() {
				return network.addressOf(index);
			},
			onDatagram: () => {},
			onWake: () => {},
			send: (to, octets, ports = AS_GATEWAY, radius = 0) => {
				this.onSend?.(index, to, octets);
				network.send(index, to, ports, octets, 0, octets.length, radius);
			},
			wakeAt: us => {
				const stamp = ++this.#stamps[index];
				this.scheduler.at(Math.max(us, this.scheduler.now), this.#endpointWakes, index, stamp);
			},
		};
	}

	#node(firmware: WebAssembly.Module, node: NodeDescription, index: number): WasmNode {
		const clock = new DriftingClock(node.bootUs, node.driftPpm);
		return new WasmNode(firmware, clock, node.config, this.#host(index));
	}

	/** What node `index` may ask of the world. */
	#host(index: number): NodeHost {
		const {scheduler, trace} = this;
		const radio = this.endpoints.length + index;
		let draws = 0;
		return {
			nowUs: () => scheduler.now,
			send: (peer, octets, at, size) => {
				this.onSend?.(radio, peer, octets.subarray(at, at + size));
				const radius = peer === EVERYBODY ? this.#radiusOf(octets, at, size) : 0;
				this.#network.send(radio, peer, AS_NODE, octets, at, size, radius);
			},
			entropy: () => draw(this.#entropy, radio, 0, draws++),
			sense: () => this.#temperature(radio),
			report: (what, value, octets) => {
				trace.event(Event.report, radio, what, value, octets);
				if (what === Report.asleep) this.#network.setAwake(radio, false);
				else if (what === Report.awake) this.#network.setAwake(radio, true);
			},
			wakeAt: us => scheduler.at(us, this.#nodeWakes, index, ++this.#stamps[radio]),
			trapped: panic => {
				this.#traps++;
				trace.event(Event.trap, radio, panic, 0);
				this.#network.restart(radio);
			},
			powerCut: () => {
				trace.event(Event.powerCut, radio, 0, 0);
				this.#network.restart(radio);
			},
		};
	}

	/** Hundredths of a degree: each node's own 18 to 26 degrees, and a little each minute. */
	#temperature(radio: number): number {
		const minute = Math.floor(this.scheduler.now / 60_000_000);
		const own = draw(this.#weather, radio, 0, 0) % 800;
		return 1800 + own + (draw(this.#weather, radio, 1, minute) % 50);
	}
}

/** The first endpoint is the coordinator; all have the others find the way to them. */
function gatewayDevice(index: number): DeviceDescription {
	return {kind: index === 0 ? 'coordinator' : 'router', isGateway: true};
}

function nodeDevice(sleeps = false): DeviceDescription {
	return {kind: sleeps ? 'sleeper' : 'router', isGateway: false};
}
