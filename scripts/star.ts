/*
 * The star of the benchmark: nodes around one gateway, all in range of each other, each sending
 * 60-octet PSDUs with ACK, ten seconds apart in the mean. As radios alone, and with everything:
 * firmware, 6LoWPAN, gateway, broker and subscriber, at QoS 0; the latter with keys or without.
 */
import {MemoryBroker} from '../harness/broker/memory-broker.js';
import {BrokerGate} from '../harness/scenario/broker-gate.js';
import {FarEnd} from '../harness/scenario/far-end.js';
import {FleetKeys} from '../harness/scenario/fleet-keys.js';
import {GatewayHost, type Protection} from '../harness/scenario/gateway-host.js';
import {NodeTarget} from '../harness/scenario/node-target.js';
import {DeliveryCheck} from '../sim/checks/delivery.js';
import {FrameCheck} from '../sim/checks/frames.js';
import {draw, fraction, streamKey} from '../sim/kernel/random.js';
import {ln} from '../sim/phy/decibel.js';
import {Radios} from '../sim/radios.js';
import {World} from '../sim/world.js';

/** Mean time between two datagrams of a node. */
const INTERVAL_US = 10_000_000;
const PSDU_SIZE = 60;
/** What makes a PUBLISH fill the PSDU: MHR 9, IPHC and NHC 6, PUBLISH 7, FCS 2. */
const PAYLOAD_SIZE = PSDU_SIZE - 24;
/** What a compact record adds to a message: docs/security-protocol.md. */
const RECORD_SIZE = 14;
const SECURITY = {policy: 'required', records: 'compact', rekeyHours: 24, rekeyLog2: 20} as const;
const RADIUS_M = 10;
/** The upper half of every simulated EUI-64: locally administered. */
const EUI_HIGH = 0x0200_0000;
const AIR = {
	seed: 1,
	capture: '3dB',
	propagation: {referenceLossDb: 46.68, exponent: 3, shadowingDb: 0},
} as const;

/** What a star of either kind says of itself; what came before the measured part is left out. */
export interface StarResult {
	readonly events: number;
	/** Of this process. */
	readonly cpuSeconds: number;
	/** Share of the messages that arrived. */
	readonly pdr: number;
	/** Transmissions a frame, the first included. */
	readonly attempts: number;
	/** Frames that were sent and done with, whatever their end. */
	readonly frames: number;
}

/** Radios alone, for `seconds` of simulated time. */
export function radioStar(count: number, seconds: number): StarResult {
	const {scheduler, trace, mac} = new Radios({...AIR, radios: star(count)});
	const payload = new Uint8Array(PSDU_SIZE).fill(0x5a);
	const luck = streamKey(1, 'traffic');
	const next = scheduler.register((node, round) => {
		mac.send(node, 1, payload, 0, PSDU_SIZE - 11);
		const wait = -ln(fraction(draw(luck, node, 0, round))) * INTERVAL_US;
		scheduler.at(scheduler.now + Math.round(wait), next, node, round + 1);
	});
	for (let node = 1; node <= count; node++) {
		scheduler.at(Math.floor(fraction(draw(luck, node, 1, 0)) * INTERVAL_US), next, node, 0);
	}

	const frames = new FrameCheck();
	trace.watch(frames);
	const tally = {received: 0, done: 0};
	mac.listener = {macReceived: () => tally.received++, macSent: () => tally.done++};
	const cpuSeconds = timed(() => scheduler.run(seconds * 1_000_000));
	return {
		events: scheduler.executed,
		cpuSeconds,
		pdr: tally.received / tally.done,
		attempts: 1 + frames.verdict().retries / tally.done,
		frames: tally.done,
	};
}

/** How many nodes, for how many seconds of simulated time after all have connected. */
export interface WholeStar {
	readonly count: number;
	readonly seconds: number;
	/** Whether every message is protected; not if not said. */
	readonly protected?: boolean;
}

/** Everything; what comes after the first two minutes is measured. */
export async function wholeStar(
	firmware: WebAssembly.Module,
	{count, seconds, protected: keyed = false}: WholeStar,
): Promise<StarResult> {
	const world = worldOf(firmware, count, keyed ? PAYLOAD_SIZE - RECORD_SIZE : PAYLOAD_SIZE);
	const protection = keyed ? await protectionOf(world) : undefined;
	const memory = new MemoryBroker({schedule: run => world.after(1000, run)});
	const [endpoint] = world.endpoints;
	const gate = new BrokerGate(memory.broker, answer => world.after(1000, answer));
	const host = new GatewayHost({}, {trace: world.trace, endpoint, gate, protection});
	const farEnd = new FarEnd(memory.broker, {trace: world.trace, filters: ['#'], name: 'star'});
	host.start();
	farEnd.open();
	world.run(CONNECTED_US);

	const delivery = new DeliveryCheck(world.trace, CONNECTED_US + seconds * 1_000_000);
	const frames = new FrameCheck();
	world.trace.watch(delivery);
	world.trace.watch(frames);
	const before = world.scheduler.executed;
	const cpuSeconds = timed(() => world.run(CONNECTED_US + seconds * 1_000_000));
	const events = world.scheduler.executed - before;
	world.run(world.scheduler.now + 10_000_000);
	const {published, delivered} = delivery.verdict();
	return {
		events,
		cpuSeconds,
		pdr: delivered / published,
		attempts: 1 + frames.verdict().retries / published,
		frames: published,
	};
}

/** By then every node has found its gateway and registered its topic. */
const CONNECTED_US = 120_000_000;

function worldOf(firmware: WebAssembly.Module, count: number, payloadSize: number): World {
	const [gateway, ...around] = star(count);
	const nodes = around.map((radio, index) => ({
		...radio,
		config: configOf(index + 1, payloadSize),
		bootUs: Math.floor((index * CONNECTED_US) / 2 / count),
		driftPpm: 0,
	}));
	return new World({...AIR, gateways: [gateway], nodes, firmware});
}

/** A key server, and keys on every node. */
async function protectionOf(world: World): Promise<Protection> {
	const security = {...SECURITY, orders: []};
	const keys = new FleetKeys({world, seed: AIR.seed, gatewayCount: 1, security});
	await keys.provision(
		world.nodes.map((node, index) => [euiOf(index + 1), new NodeTarget(node)] as const),
	);
	return {
		options: {
			gwid: keys.gwidOf(0),
			gwId: 1,
			entropy: keys.luck('gateway 1'),
			policy: SECURITY.policy,
			recordForm: SECURITY.records,
			store: undefined,
		},
		keys: keys.serviceOf(0),
	};
}

function euiOf(node: number): string {
	return EUI_HIGH.toString(16).padStart(8, '0') + node.toString(16).padStart(8, '0');
}

/** Words by ConfigKey: a sensor that publishes at QoS 0 and keeps alive by publishing. */
function configOf(node: number, payloadSize: number): Record<number, number> {
	return {0: EUI_HIGH, 1: node, 2: node, 3: 1, 5: 10_000, 6: 5000, 7: 0, 8: payloadSize, 9: 600};
}

/** A gateway in the middle and `count` radios around it. */
function star(count: number) {
	return Array.from({length: count + 1}, (_, index) => ({
		xM: index === 0 ? 0 : RADIUS_M * Math.cos((2 * Math.PI * index) / count),
		yM: index === 0 ? 0 : RADIUS_M * Math.sin((2 * Math.PI * index) / count),
		channel: 15,
		txPowerDbm: 0,
		sensitivityDbm: -100,
	}));
}

/** CPU of this process, which a busy machine stretches far less than time. */
function timed(run: () => void): number {
	const start = process.cpuUsage();
	run();
	const {user, system} = process.cpuUsage(start);
	return (user + system) / 1e6;
}
