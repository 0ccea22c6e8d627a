/*
 * Our own firmware as a target: one node, one page, virtual time, no air.
 *
 *   port.send -> hears -> firmware -> says -> inbox of the port, or of all of them
 *
 * Its luck is nought, so each delay by luck is nought too.
 */
import {DriftingClock} from '../../../sim/node/drift.js';
import {Report} from '../../../sim/node/report.js';
import {WasmNode} from '../../../sim/node/wasm-node.js';
import {Deviation} from '../case.js';
import type {ClientFacts, ClientTarget, Task} from '../client-target.js';
import type {Port} from '../line.js';

/** Each gives what goes on instead of the octets: none, the same, others or several. */
export interface ClientAlterations {
	readonly hears?: (octets: Uint8Array) => readonly Uint8Array[];
	readonly says?: (octets: Uint8Array, to: number) => readonly Uint8Array[];
	/** Words of the config that differ. */
	readonly config?: Readonly<Record<number, number>>;
}

/** Keys of the firmware's configuration (firmware/config.ts): a test holds them against it. */
export const ConfigKey = {
	EuiHigh: 0,
	EuiLow: 1,
	App: 3,
	TopicIdType: 4,
	PeriodMs: 5,
	Qos: 7,
	KeepAliveS: 9,
	RetryMs: 10,
	RetryCount: 11,
	SearchMs: 12,
	WaitMs: 13,
	CleanSession: 14,
	Will: 15,
	WillQos: 16,
	WillRetain: 17,
	SleepS: 18,
	GwinfoMs: 19,
	FirstMs: 22,
} as const;

export const simulatedFacts: ClientFacts = {
	searches: true,
	gwAdd: '0001',
	keepAliveS: 100,
	tretryMs: 10_000,
	nretry: 3,
	tsearchgwMs: 5000,
	twaitMs: 40_000,
	tgwinfoMs: 5000,
	reconnectMs: 2500,
	sleepS: 300,
	periodMs: 2000,
	topicsMax: 4,
};

const EVERYBODY = 0xffff;
const US_PER_MS = 1000;
const RSSI_CDBM = -6000;
const APP = {publish: 1, subscribe: 2, fetch: 2} as const;
const TOPIC_ID_TYPE = {normal: 0, predefined: 1, short: 2} as const;
/** The first message, whatever the luck. */
const SOON_MS = 1;
/** Rarely enough that no case sees a second message. */
const RARELY_MS = 86_400_000;
/** More turns than this without the time moving on is a node that turns in circles. */
const TURNS_MAX = 1000;

export class SimulatedClient implements ClientTarget {
	readonly patienceMs = 3000;
	readonly quietMs = 600;
	readonly resolutionMs = 1;
	readonly facts = simulatedFacts;
	readonly delivered: string[] = [];
	readonly #alterations: ClientAlterations;
	readonly #ports: Port[] = [];
	readonly #node: WasmNode;
	#nowUs = 0;
	#wakeUs = 0;
	#panic: number | undefined;

	constructor(module: WebAssembly.Module, task: Task, alterations: ClientAlterations = {}) {
		this.#alterations = alterations;
		const config = {...configOf(task, simulatedFacts), ...alterations.config};
		this.#node = new WasmNode(module, new DriftingClock(0, 0), config, {
			nowUs: () => this.#nowUs,
			send: (peer, octets, at, size) => this.#says(octets.slice(at, at + size), peer),
			entropy: () => 0,
			sense: () => 2150,
			report: (what, _value, octets) => this.#told(what, octets),
			wakeAt: us => {
				this.#wakeUs = us;
			},
			trapped: panic => {
				this.#panic = panic;
			},
		});
	}

	open(): Port {
		const source = this.#ports.length + 1;
		const port = {inbox: [], send: (octets: Uint8Array) => this.#hears(octets, source)};
		this.#ports.push(port);
		return port;
	}

	async wait(ms: number, done: () => boolean): Promise<boolean> {
		const untilUs = this.#nowUs + Math.round(ms * US_PER_MS);
		this.#turn();
		while (!done() && this.#wakeUs <= untilUs) {
			this.#nowUs = Math.max(this.#nowUs, this.#wakeUs);
			this.#turn();
		}
		if (!done()) this.#nowUs = untilUs;
		if (this.#panic !== undefined) throw new Deviation(`the client trapped: ${this.#panic}`);
		return done();
	}

	async close(): Promise<void> {}

	/** Wakes the node as long as it wants to be woken now. */
	#turn(): void {
		for (let turns = 0; this.#wakeUs <= this.#nowUs; turns++) {
			if (turns > TURNS_MAX) throw new RangeError('the client wants to be woken for ever');
			this.#node.wake();
		}
	}

	#hears(octets: Uint8Array, source: number): void {
		this.#turn();
		for (const datagram of this.#alterations.hears?.(octets) ?? [octets]) {
			const {length: size} = datagram;
			this.#node.received({source, octets: datagram, at: 0, size, rssiCdbm: RSSI_CDBM});
		}
	}

	#says(octets: Uint8Array, to: number): void {
		for (const datagram of this.#alterations.says?.(octets, to) ?? [octets]) {
			const ports = to === EVERYBODY ? this.#ports : this.#ports.slice(to - 1, to);
			for (const {inbox} of ports) inbox.push(datagram);
		}
	}

	#told(what: number, octets: Uint8Array): void {
		if (what === Report.commanded) this.delivered.push(Buffer.from(octets).toString());
	}
}

/** The words of the config by which the firmware has `task` and `facts`. */
export function configOf(task: Task, facts: ClientFacts): Record<number, number> {
	const {keepAliveS, tretryMs, nretry, tsearchgwMs, twaitMs, tgwinfoMs, sleepS} = facts;
	return {
		[ConfigKey.EuiHigh]: 0x00112233,
		[ConfigKey.EuiLow]: 0x44556677,
		[ConfigKey.App]: APP[task.does],
		[ConfigKey.TopicIdType]: TOPIC_ID_TYPE[task.topic],
		[ConfigKey.FirstMs]: SOON_MS,
		[ConfigKey.PeriodMs]: task.often === true ? facts.periodMs : RARELY_MS,
		[ConfigKey.Qos]: task.qos === -1 ? 3 : task.qos,
		[ConfigKey.KeepAliveS]: keepAliveS,
		[ConfigKey.RetryMs]: tretryMs,
		[ConfigKey.RetryCount]: nretry,
		[ConfigKey.SearchMs]: tsearchgwMs,
		[ConfigKey.WaitMs]: twaitMs,
		[ConfigKey.GwinfoMs]: tgwinfoMs,
		[ConfigKey.SleepS]: task.does === 'fetch' ? sleepS : 0,
		...(task.cleanSession !== undefined && {[ConfigKey.CleanSession]: task.cleanSession ? 1 : 2}),
		...(task.will !== undefined && {
			[ConfigKey.Will]: 1,
			[ConfigKey.WillQos]: task.will.qos,
			[ConfigKey.WillRetain]: Number(task.will.retain),
		}),
	};
}
