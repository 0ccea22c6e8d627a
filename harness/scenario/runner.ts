/*
 * A scenario from beginning to end: build the world, let it run, say what came of it.
 *
 *   describe -> World -> boards, broker, endpoints, far end -> the duration -> the drain -> Outcome
 *
 * Observers are handed in by whoever wants files or pictures; the run needs none.
 */
import {CommandCheck, type Commands} from '../../sim/checks/commands.js';
import {type Deliveries, DeliveryCheck} from '../../sim/checks/delivery.js';
import {FrameCheck, type FrameCounts} from '../../sim/checks/frames.js';
import type {Charges} from '../../sim/energy/meter.js';
import {World} from '../../sim/world.js';
import type {Gains} from '../attackers/attacker.js';
import {MemoryBroker} from '../broker/memory-broker.js';
import type {MqttBroker} from '../broker/mqtt-broker.js';
import {UsageError} from '../errors.js';
import {type GuardCounters, zeroCounters} from '../security/counters.js';
import {Arrivals} from './arrivals.js';
import {gainsOf} from './attacks.js';
import type {BoardFleet} from './board-fleet.js';
import type {Described, Member} from './describe.js';
import {type Drawn, EnergyObserver} from './energy-observer.js';
import {Footprint} from './footprint.js';
import type {GatewayHost} from './gateway-host.js';
import {healedFromUs} from './healing.js';
import {keysOf, watchOver} from './keyed-fleet.js';
import type {KeyCounts, KeysWatch} from './keys-watch.js';
import {Lag, type LagSpread} from './lag.js';
import {Pace} from './pace.js';
import {type Brokers, type Populace, populate} from './populace.js';
import {calmOf, RecoveryCheck, servedIn} from './recovery.js';
import type {Scenario} from './schema.js';
import {Stores} from './stores.js';

/** What a run goes on for after its duration, at most and besides sleep: docs/decisions/0002. */
const DRAIN_S = 60;

/** A moment between two events: all up to `atUs` have happened, none later. */
export interface Halt {
	readonly atUs: number;
	/** May change what comes after. */
	readonly reached: (world: World) => void;
}

export interface RunOptions {
	readonly scenario: Scenario;
	readonly described: Described;
	/** The beginning of the hash of the firmware, which boards have to run too. */
	readonly buildId: string;
	/** A broker outside; without it one lives inside the run. */
	readonly brokerUrl?: string;
	/** Simulated seconds a second, at most; boards allow 1 alone. */
	readonly speed?: number;
	readonly signal?: AbortSignal;
	/** Called before time begins: observers join here. */
	readonly prepared?: (world: World) => void;
	/** Moments at which time stands still while somebody looks at the world: ascending. */
	readonly halts?: readonly Halt[];
	/** Called between turns, with the simulated time in microseconds and the seconds it took. */
	readonly progress?: (nowUs: number, wallSeconds: number) => void;
}

/** What came of a run, as counted. */
export interface Outcome {
	readonly members: readonly Member[];
	readonly deliveries: Deliveries;
	readonly commands: Commands;
	/** Of what was published after all faults had struck and the fleet had its time to heal. */
	readonly healed?: {readonly published: number; readonly delivered: number};
	/** Radios that were not served once all had healed; undefined where there is no such time. */
	readonly unserved?: readonly number[];
	/** Datagrams that came to gateways, by the hops that they took. */
	readonly hopCounts: Readonly<Uint32Array>;
	readonly frames: FrameCounts;
	/** By radio; boards come last, and are not metered. */
	readonly charges: readonly Charges[];
	/** By node, where the scenario names a battery. */
	readonly drawn?: readonly Drawn[];
	readonly traps: number;
	/** Messages that each gateway has handed to the broker. */
	readonly gatewayPublished: readonly number[];
	/** Datagrams of clients that each forwarder has passed on. */
	readonly forwarded: readonly number[];
	/** What became of the keys; undefined where there are none. */
	readonly keys?: KeyCounts | undefined;
	/** What the guards of all gateways have counted. */
	readonly guards: GuardCounters;
	/** What all attackers together have sent, and what they have gained. */
	readonly attack: Gains;
	readonly traceHash: string;
	readonly simulatedUs: number;
	readonly wallSeconds: number;
	/** By how much this process has grown at most. */
	readonly grownBytes: number;
	readonly interrupted: boolean;
	/** How far time was behind the wall clock, where boards held it to that. */
	readonly lag?: LagSpread;
}

/** Runs `scenario`. An EnvironmentError says that the broker is not there, or has gone. */
export async function run(options: RunOptions): Promise<Outcome> {
	const {scenario, described} = options;
	const footprint = new Footprint();
	const world = new World(described.world);
	const books = observe(world, options);
	options.prepared?.(world);

	const time = await timeOf(world, options);
	const {pace, outside, heard, lag} = time;
	const stores = new Stores(commit => world.after(scenario.stores.latencyMs * 1000, commit));
	const broker = brokersOf(world, scenario, {stores, time});
	let populace: Populace = {hosts: [], forwarders: [], attackers: []};
	let watch: KeysWatch | undefined;
	let boards: BoardFleet | undefined;
	try {
		boards = lag && (await boardsOf(options, heard));
		const keys = await keysOf(world, options, boards);
		watch = keys && watchOver(world, options, keys);
		populace = populate(world, options, {broker, stores, keys, boards});
		await live(world, options, {pace, books, footprint});
	} finally {
		await boards?.close();
		await outside?.close();
	}

	return {
		...verdictOf(books, world.scheduler.now),
		...healedOf(books, scenario),
		...(books.recovery && {unserved: books.recovery.verdict()}),
		hopCounts: world.hopCounts,
		members: described.members,
		traps: world.traps + (boards?.traps ?? 0),
		gatewayPublished: populace.hosts.map(({published}) => published),
		forwarded: populace.forwarders.map(({counters}) => counters.forwarded),
		keys: watch?.verdict(),
		guards: guardsOf(populace.hosts),
		attack: gainsOf(populace.attackers),
		traceHash: world.trace.hash,
		simulatedUs: world.scheduler.now,
		wallSeconds: pace.wallSeconds,
		grownBytes: footprint.grownBytes,
		interrupted: options.signal?.aborted ?? false,
		...(lag && {lag: lag.spread}),
	};
}

/** Who keeps count, whatever the scenario. */
interface Books {
	readonly deliveries: DeliveryCheck;
	readonly commands: CommandCheck;
	readonly frames: FrameCheck;
	readonly energy: EnergyObserver;
	readonly recovery: RecoveryCheck | undefined;
}

function observe(world: World, {scenario, described}: RunOptions): Books {
	const calm = calmOf(scenario);
	const served = servedIn(scenario, described.members);
	const books = {
		deliveries: new DeliveryCheck(world.trace, scenario.durationMs * 1000),
		commands: new CommandCheck(world.trace),
		frames: new FrameCheck(),
		energy: new EnergyObserver(world, described, scenario),
		recovery: calm && new RecoveryCheck(world.trace, calm, served),
	};
	for (const observer of Object.values(books)) {
		if (observer !== undefined) world.trace.watch(observer);
	}
	return books;
}

function verdictOf({deliveries, commands, frames, energy}: Books, nowUs: number) {
	return {
		deliveries: deliveries.verdict(),
		commands: commands.verdict(),
		frames: frames.verdict(),
		charges: energy.charges(nowUs),
		drawn: energy.drawn(),
	};
}

function healedOf({deliveries}: Books, scenario: Scenario): Pick<Outcome, 'healed'> {
	const fromUs = healedFromUs(scenario);
	return fromUs === undefined ? {} : {healed: deliveries.since(fromUs)};
}

interface Life {
	readonly pace: Pace;
	readonly books: Books;
	readonly footprint: Footprint;
}

/** The duration, and then until nothing is under way any more. */
async function live(
	world: World,
	{scenario, signal, progress, halts = []}: RunOptions,
	{pace, books: {deliveries, commands}, footprint}: Life,
): Promise<void> {
	const endUs = scenario.durationMs * 1000;
	footprint.look();
	const told = () => {
		footprint.look();
		progress?.(world.scheduler.now, pace.wallSeconds);
	};
	for (const {atUs, reached} of halts) {
		await pace.run(atUs, told);
		if (signal?.aborted) return;
		reached(world);
	}
	await pace.run(endUs, told);
	const drainS = DRAIN_S + Math.max(...scenario.nodes.map(({sleepS}) => 2 * sleepS));
	for (let second = 1; second <= drainS && !signal?.aborted; second++) {
		if (deliveries.open + commands.open === 0) return;
		await pace.run(endUs + second * 1_000_000, told);
	}
}

/** What decides how fast time runs. */
interface Time {
	readonly pace: Pace;
	/** What the world outside has said and the world has not heard yet. */
	readonly heard: (() => void)[];
	readonly outside: MqttBroker | undefined;
	readonly arrivals: Arrivals;
	readonly lag: Lag | undefined;
}

async function timeOf({scheduler}: World, options: RunOptions): Promise<Time> {
	const {signal, described} = options;
	const heard: (() => void)[] = [];
	const outside = await brokerOutside(options, heard);
	const lag = described.boards.length > 0 ? new Lag() : undefined;
	const arrivals = new Arrivals(() => performance.now());
	const pace = new Pace({
		scheduler,
		heard,
		arrivals,
		...(outside && {outside}),
		...speedOf(options),
		...(lag && {lag}),
		...(signal && {signal}),
	});
	return {pace, heard, outside, arrivals, lag};
}

function speedOf({described, speed}: RunOptions): {speed?: number} {
	if (described.boards.length === 0) return speed === undefined ? {} : {speed};
	if (speed === undefined || speed === 1) return {speed: 1};
	throw new UsageError('boards run as fast as the wall clock: leave out --speed');
}

/** The one broker outside, or the one inside as each store and GwId has it. */
function brokersOf(
	world: World,
	scenario: Scenario,
	{stores, time: {outside, arrivals}}: {readonly stores: Stores; readonly time: Time},
): Brokers {
	const counted = outside && arrivals.count(outside.broker);
	if (counted !== undefined) return () => counted;
	const inside = brokerInside(world, scenario);
	return (store, gwId) => stores.brokerOf(inside, store, gwId);
}

function brokerInside(world: World, scenario: Scenario): MemoryBroker {
	const latencyUs = scenario.broker.latencyMs * 1000;
	return new MemoryBroker({schedule: answer => world.after(latencyUs, answer)});
}

/** The client of brokers outside is loaded for whoever has one: it would slow every other run. */
async function brokerOutside(
	{brokerUrl}: RunOptions,
	heard: (() => void)[],
): Promise<MqttBroker | undefined> {
	if (brokerUrl === undefined) return undefined;
	const {MqttBroker: Client} = await import('../broker/mqtt-broker.js');
	return new Client({url: brokerUrl, deliver: event => heard.push(event)});
}

/** So are serial lines. */
async function boardsOf(
	{described, buildId}: RunOptions,
	heard: (() => void)[],
): Promise<BoardFleet> {
	const {BoardFleet: Fleet} = await import('./board-fleet.js');
	return await Fleet.open(described.boards, heard, buildId);
}

function guardsOf(hosts: readonly GatewayHost[]): GuardCounters {
	const sum = zeroCounters();
	for (const {guarded} of hosts) {
		if (guarded === undefined) continue;
		for (const name of Object.keys(sum) as (keyof GuardCounters)[]) sum[name] += guarded[name];
	}
	return sum;
}
