/*
 * The firmware and the gateway's core back to back, with nothing between them but a link that
 * loses, doubles, delays and so reorders datagrams as a schedule says. No radio, no MAC: what
 * MQTT-SN promises has to hold by itself.
 *
 *   WasmNode  --datagram-->  fate 1: lost, or delays of its copies  --datagram-->  Gateway
 *             <--datagram--  fate 2                                 <--datagram--  MemoryBroker
 *
 * A fate is a list of delays in milliseconds: none is a loss, two are a duplicate. When the
 * schedule is used up the link is good.
 *
 * There may be several gateways, of one store. One that is struck is out of reach of the node, or
 * dead with all that it was not told is stored, and comes back; the node goes to another one.
 */
import {readFileSync} from 'node:fs';
import {draw, streamKey} from '../sim/kernel/random.js';
import {Scheduler} from '../sim/kernel/scheduler.js';
import {DriftingClock} from '../sim/node/drift.js';
import {Report} from '../sim/node/report.js';
import {WasmNode} from '../sim/node/wasm-node.js';
import {MemoryBroker} from './broker/memory-broker.js';
import type {BrokerListener, BrokerMessage, BrokerPort, Qos} from './broker/port.js';
import {Stores} from './scenario/stores.js';
import {STORE, Station} from './station.js';
import {StoreWitness} from './store/store-witness.js';

/** The delays of a datagram's copies in milliseconds; an empty one is lost. */
export type Fate = readonly number[];

export interface Encounter {
	/** Fates of the datagrams in either direction, in the order in which they are sent. */
	readonly fates: readonly Fate[];
	/** Words of the firmware's configuration by ConfigKey. */
	readonly config: Readonly<Record<number, number>>;
	/** Payloads that are sent to the node's command topic, and when. */
	readonly commands?: readonly {
		readonly atMs: number;
		readonly payload: string;
		readonly qos: Qos;
	}[];
	readonly durationMs: number;
	/** One, unless given; several share a store. */
	readonly gateways?: number;
	readonly strikes?: readonly Strike[];
	/** How long the store takes to keep something; 3 ms, unless given. */
	readonly storeMs?: number;
}

/** What happens to one of several gateways, and for how long. */
export interface Strike {
	/** Counted from one. */
	readonly gateway: number;
	readonly kind: 'death' | 'distance';
	/** So long after so many datagrams: between a datagram and what it leads to. */
	readonly datagrams: number;
	readonly lateMs: number;
	readonly forMs: number;
}

/** What both ends have to say. */
export interface Told {
	/** What the app made. */
	readonly published: readonly string[];
	/** What came out at the subscriber, in order, copies included. */
	readonly delivered: readonly string[];
	/** What the app was handed, copies included. */
	readonly commanded: readonly string[];
	readonly dropped: readonly string[];
	readonly traps: number;
	readonly datagrams: number;
	/** Of the store that gateways share: store-witness.ts. */
	readonly overwrites: number;
	readonly refusals: number;
}

const NODE = 2;
/** Of the first gateway; the next ones count on from a hundred. */
const GATEWAY = 1;
const EVERYBODY = 0xffff;
const GOOD: Fate = [5];
const BROKER_LATENCY_US = 2000;
/** Longer than the broker takes, so that a gateway dies between the two now and then. */
const STORE_MS = 3;
const firmware = new WebAssembly.Module(readFileSync(new URL('../node.wasm', import.meta.url)));

/** Plays `encounter` to its end. */
export function meet(encounter: Encounter): Told {
	const scheduler = new Scheduler();
	const told = {
		published: [] as string[],
		delivered: [] as string[],
		commanded: [] as string[],
		dropped: [] as string[],
		traps: 0,
		datagrams: 0,
	};
	const later = laterOn(scheduler);
	const struck = ({gateway, kind, lateMs, forMs}: Strike) => {
		later(lateMs * 1000, () => station(gateway - 1).strike(kind));
		later((lateMs + forMs) * 1000, () => station(gateway - 1).heal(kind));
	};
	const cross = (deliver: () => void) => {
		for (const strike of encounter.strikes ?? []) {
			if (strike.datagrams === told.datagrams) struck(strike);
		}
		const fate = encounter.fates[told.datagrams++] ?? GOOD;
		for (const delayMs of fate) later(delayMs * 1000, deliver);
	};

	const broker = new MemoryBroker({schedule: answer => later(BROKER_LATENCY_US, answer)});
	const nowMs = () => Math.floor(scheduler.now / 1000);
	const {storeMs = STORE_MS} = encounter;
	const stores = new Stores(commit => later(storeMs * 1000, commit));
	const witness = new StoreWitness();
	const count = encounter.gateways ?? 1;
	const stations = Array.from({length: count}, (_, index) => {
		const address = index === 0 ? GATEWAY : 100 + index;
		return new Station({
			gwId: index + 1,
			broker: stores.brokerOf(broker, count > 1 ? STORE : undefined, index + 1),
			stores: count > 1 ? stores : undefined,
			witness,
			later,
			nowMs,
			send: datagram => cross(() => station(index).near && hear(address, datagram)),
		});
	});
	const station = (index: number) => stations[index]!;
	const wake = scheduler.register(() => node.wake());
	const node = new WasmNode(firmware, new DriftingClock(0, 0), encounter.config, {
		nowUs: () => scheduler.now,
		send: (peer, octets, at, size) => {
			const datagram = octets.slice(at, at + size);
			stations.forEach((gateway, index) => {
				const address = index === 0 ? GATEWAY : 100 + index;
				if (peer !== address && peer !== EVERYBODY) return;
				cross(() => gateway.received(String(NODE), datagram));
			});
		},
		entropy: entropyOf(encounter),
		sense: () => 2150,
		report: (what, _value, octets) => {
			const text = Buffer.from(octets).toString('latin1');
			if (what === Report.published) told.published.push(text);
			else if (what === Report.dropped) told.dropped.push(text);
			else if (what === Report.commanded) told.commanded.push(text);
		},
		wakeAt: us => scheduler.at(us, wake, 0),
		trapped: () => {
			told.traps++;
		},
	});
	const hear = (source: number, octets: Uint8Array) =>
		node.received({source, octets, at: 0, size: octets.length, rssiCdbm: -5000});

	const farEnd = broker.broker(subscriber(told.delivered, () => farEnd));
	farEnd.open(1, {clientId: 'far-end', cleanSession: true, keepAliveS: 0});
	later(BROKER_LATENCY_US * 2, () => farEnd.subscribe(1, 1, '#', 2));
	for (const {atMs, payload, qos} of encounter.commands ?? []) {
		later(atMs * 1000, () => {
			const topicName = `actuator/${clientIdOf(encounter.config)}/command`;
			farEnd.publish(1, 2, {
				topicName,
				payload: Buffer.from(payload, 'latin1'),
				qos,
				retain: false,
			});
		});
	}

	for (const gateway of stations) gateway.start();
	const {durationMs} = encounter;
	for (let ms = 1; ms <= durationMs; ms = Math.max(ms + 1, nextMs(scheduler, stations))) {
		scheduler.run(Math.min(ms, durationMs) * 1000);
		for (const gateway of stations) gateway.poll();
	}
	const {overwrites, refusals} = witness;
	return {...told, overwrites, refusals};
}

/** The next millisecond at which either side has something to do. */
function nextMs(scheduler: Scheduler, stations: readonly Station[]): number {
	const dues = stations.map(({dueMs}) => dueMs);
	return Math.ceil(Math.min(scheduler.nextUs / 1000, ...dues));
}

function laterOn(scheduler: Scheduler): (delayUs: number, run: () => void) => void {
	const waiting: (() => void)[] = [];
	const due = scheduler.register(index => waiting[index]());
	return (delayUs, run) => scheduler.at(scheduler.now + delayUs, due, waiting.push(run) - 1);
}

/** Luck that depends on the length of the schedule alone, so that a shrunk one stays like itself. */
function entropyOf({durationMs}: Encounter): () => number {
	const key = streamKey(durationMs, 'bad link');
	let draws = 0;
	return () => draw(key, NODE, 0, draws++);
}

/** Writes down what the nodes have published, and not what was sent to them. */
function subscriber(delivered: string[], port: () => BrokerPort): BrokerListener {
	return {
		opened: () => {},
		published: () => {},
		subscribed: () => {},
		unsubscribed: () => {},
		lost: () => {},
		message: (link, message: BrokerMessage) => {
			if (message.qos > 0) port().acknowledge(link, message.delivery);
			if (message.topicName.endsWith('/command')) return;
			delivered.push(Buffer.from(message.payload).toString('latin1'));
		},
	};
}

function clientIdOf(config: Readonly<Record<number, number>>): string {
	return [config[0], config[1]].map(word => word.toString(16).padStart(8, '0')).join('');
}
