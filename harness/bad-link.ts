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
 */
import {readFileSync} from 'node:fs';
import {draw, streamKey} from '../sim/kernel/random.js';
import {Scheduler} from '../sim/kernel/scheduler.js';
import {DriftingClock} from '../sim/node/drift.js';
import {Report} from '../sim/node/report.js';
import {WasmNode} from '../sim/node/wasm-node.js';
import {MemoryBroker} from './broker/memory-broker.js';
import type {BrokerListener, BrokerMessage, BrokerPort, Qos} from './broker/port.js';
import {Gateway} from './gateway/gateway.js';

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
}

const NODE = 2;
const GATEWAY = 1;
const GOOD: Fate = [5];
const BROKER_LATENCY_US = 2000;
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
	const cross = (deliver: () => void) => {
		const fate = encounter.fates[told.datagrams++] ?? GOOD;
		for (const delayMs of fate) later(delayMs * 1000, deliver);
	};

	const broker = new MemoryBroker({schedule: answer => later(BROKER_LATENCY_US, answer)});
	const nowMs = () => Math.floor(scheduler.now / 1000);
	const gateway: Gateway = new Gateway(
		{tadvS: 60},
		{
			send: (_to, datagram) => cross(() => hear(datagram)),
			broadcast: datagram => cross(() => hear(datagram)),
		},
		listener => broker.broker(timed(listener, () => gateway.poll(nowMs()))),
	);
	const wake = scheduler.register(() => node.wake());
	const node = new WasmNode(firmware, new DriftingClock(0, 0), encounter.config, {
		nowUs: () => scheduler.now,
		send: (_peer, octets, at, size) => {
			const datagram = octets.slice(at, at + size);
			cross(() => gateway.received(nowMs(), String(NODE), datagram));
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
	const hear = (octets: Uint8Array) =>
		node.received({source: GATEWAY, octets, at: 0, size: octets.length, rssiCdbm: -5000});

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

	gateway.start(0);
	for (let ms = 1; ms <= encounter.durationMs; ms = Math.max(ms + 1, nextMs(scheduler, gateway))) {
		scheduler.run(Math.min(ms, encounter.durationMs) * 1000);
		gateway.poll(nowMs());
	}
	return told;
}

/** The next millisecond at which either side has something to do. */
function nextMs(scheduler: Scheduler, gateway: Gateway): number {
	return Math.ceil(Math.min(scheduler.nextUs / 1000, gateway.pollAt()));
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

function timed(listener: BrokerListener, tick: () => void): BrokerListener {
	const at = (tell: () => void) => {
		tick();
		tell();
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
