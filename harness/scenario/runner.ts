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
import {Event} from '../../sim/kernel/trace.js';
import {World} from '../../sim/world.js';
import type {Gains} from '../attackers/attacker.js';
import {MemoryBroker} from '../broker/memory-broker.js';
import {MqttBroker} from '../broker/mqtt-broker.js';
import type {Broker} from '../broker/port.js';
import {UsageError} from '../errors.js';
import type {GatewayOptions} from '../gateway/options.js';
import {type GuardCounters, zeroCounters} from '../security/counters.js';
import type {Store} from '../store/port.js';
import {Arrivals} from './arrivals.js';
import {gainsOf, type Made, scheduleAttackers} from './attacks.js';
import {BoardFleet} from './board-fleet.js';
import {BrokerGate} from './broker-gate.js';
import type {Described, Member} from './describe.js';
import {type Drawn, EnergyObserver} from './energy-observer.js';
import {FarEnd} from './far-end.js';
import {scheduleFaults} from './faults.js';
import {FleetKeys} from './fleet-keys.js';
import {ForwarderHost} from './forwarder-host.js';
import {GatewayHost, type Protection} from './gateway-host.js';
import {healedFromUs} from './healing.js';
import {type KeyCounts, KeysWatch} from './keys-watch.js';
import {Lag, type LagSpread} from './lag.js';
import {NodeTarget} from './node-target.js';
import {ownTopics} from './own-topics.js';
import {Pace} from './pace.js';
import type {GatewayGroup, Scenario, Security} from './schema.js';
import {Stores} from './stores.js';

/** What a run goes on for after its duration, at most and besides sleep: docs/decisions/0002. */
const DRAIN_S = 60;

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
	/** Datagrams that came to gateways, by the hops that they took. */
	readonly hopCounts: Readonly<Uint32Array>;
	readonly frames: FrameCounts;
	/** By radio, in picocoulombs. */
	readonly chargesPc: readonly number[];
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
	readonly interrupted: boolean;
	/** How far time was behind the wall clock, where boards held it to that. */
	readonly lag?: LagSpread;
}

/** Runs `scenario`. An EnvironmentError says that the broker is not there, or has gone. */
export async function run(options: RunOptions): Promise<Outcome> {
	const {scenario, described, signal} = options;
	const world = new World(described.world);
	const endUs = scenario.durationMs * 1000;
	const healedUs = healedFromUs(scenario);
	const deliveries = new DeliveryCheck(world.trace, endUs);
	const commands = new CommandCheck(world.trace);
	const frames = new FrameCheck();
	const energy = new EnergyObserver(world, described, scenario);
	for (const observer of [deliveries, commands, frames, energy]) world.trace.watch(observer);
	options.prepared?.(world);

	const heard: (() => void)[] = [];
	const outside = brokerOutside(options, heard);
	const {scheduler} = world;
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
	const inside = brokerInside(world, scenario);
	const stores = new Stores(commit => world.after(scenario.stores.latencyMs * 1000, commit));
	const counted = outside && arrivals.count(outside.broker);
	const broker: Brokers = (store, gwId) => counted ?? stores.brokerOf(inside, store, gwId);
	let populace: Populace = {hosts: [], forwarders: [], attackers: []};
	let watch: KeysWatch | undefined;
	let boards: BoardFleet | undefined;
	try {
		boards = lag && (await BoardFleet.open(described.boards, heard, options.buildId));
		const keys = await keysOf(world, options, boards);
		watch = keys && watchOver(world, options, keys);
		populace = populate(world, options, {broker, stores, keys, boards});
		const told = () => options.progress?.(scheduler.now, pace.wallSeconds);
		await pace.run(endUs, told);
		const drainS = DRAIN_S + Math.max(...scenario.nodes.map(({sleepS}) => 2 * sleepS));
		for (let second = 1; second <= drainS && !signal?.aborted; second++) {
			if (deliveries.open + commands.open === 0) break;
			await pace.run(endUs + second * 1_000_000, told);
		}
	} finally {
		await boards?.close();
		await outside?.close();
	}

	return {
		members: described.members,
		deliveries: deliveries.verdict(),
		commands: commands.verdict(),
		...(healedUs !== undefined && {healed: deliveries.since(healedUs)}),
		hopCounts: world.hopCounts,
		frames: frames.verdict(),
		chargesPc: energy.chargesPc(scheduler.now),
		drawn: energy.drawn(),
		traps: world.traps + (boards?.traps ?? 0),
		gatewayPublished: populace.hosts.map(({published}) => published),
		forwarded: populace.forwarders.map(({counters}) => counters.forwarded),
		keys: watch?.verdict(),
		guards: guardsOf(populace.hosts),
		attack: gainsOf(populace.attackers),
		traceHash: world.trace.hash,
		simulatedUs: scheduler.now,
		wallSeconds: pace.wallSeconds,
		interrupted: signal?.aborted ?? false,
		...(lag && {lag: lag.spread}),
	};
}

function speedOf({described, speed}: RunOptions): {speed?: number} {
	if (described.boards.length === 0) return speed === undefined ? {} : {speed};
	if (speed === undefined || speed === 1) return {speed: 1};
	throw new UsageError('boards run as fast as the wall clock: leave out --speed');
}

function brokerInside(world: World, scenario: Scenario): MemoryBroker {
	const latencyUs = scenario.broker.latencyMs * 1000;
	return new MemoryBroker({schedule: answer => world.after(latencyUs, answer)});
}

function brokerOutside(options: RunOptions, heard: (() => void)[]): MqttBroker | undefined {
	if (options.brokerUrl === undefined) return undefined;
	return new MqttBroker({url: options.brokerUrl, deliver: event => heard.push(event)});
}

/** The broker as whoever has this store and this GwId sees it. */
type Brokers = (store: string | undefined, gwId: number) => Broker;

interface Backing {
	readonly broker: Brokers;
	readonly stores: Stores;
	readonly keys: FleetKeys | undefined;
	readonly boards: BoardFleet | undefined;
}

interface Populace {
	readonly hosts: readonly GatewayHost[];
	readonly forwarders: readonly ForwarderHost[];
	readonly attackers: readonly Made[];
}

/** Gateways, forwarders and the two clients at the far end; the nodes are there already. */
function populate(
	world: World,
	{scenario, described}: RunOptions,
	{broker, stores, keys, boards}: Backing,
): Populace {
	const farEnd = new FarEnd(broker(undefined, 0), {
		trace: world.trace,
		filters: filtersOf(scenario),
		name: `motebench-${scenario.name}-${scenario.seed}`,
	});
	farEnd.open();
	const groups = eachOf(scenario.gateways);
	const latencyUs = scenario.broker.latencyMs * 1000;
	const later = (answer: () => void) => world.after(latencyUs, answer);
	const gates = groups.map(({store}, index) => new BrokerGate(broker(store, index + 1), later));
	const forwarders = forward(world, scenario, groups.length);
	const hosts = groups.map((group, index) => {
		const store = stores.storeOf(group.store, index + 1);
		const disk = stores.storeOf(`keys of gateway ${index + 1}`, index + 1);
		return new GatewayHost(
			{...gatewayOptions(scenario, group, index), store},
			{
				trace: world.trace,
				endpoint: world.endpoints[index],
				gate: gates[index],
				protection: keys && protectionOf(keys, scenario, {index, store: disk}),
				lines: boards?.linesOf(index, groups.length),
			},
		);
	});
	for (const host of hosts) host.start();
	boards?.join(
		world,
		hosts.map(host => host.received.bind(host)),
	);
	scheduleFaults({world, scenario, described, hosts, gates, stores, keys});
	const clientIds = clientIdsOf(described);
	const gatewayCount = groups.length;
	const attackers = scheduleAttackers(scenario, {world, keys, gatewayCount, clientIds});
	scheduleCommands(world, scenario, described, farEnd);
	return {hosts, forwarders, attackers};
}

function clientIdsOf({members}: Described): string[] {
	return members.flatMap(({clientId}) => clientId ?? []);
}

function guardsOf(hosts: readonly GatewayHost[]): GuardCounters {
	const sum = zeroCounters();
	for (const {guarded} of hosts) {
		if (guarded === undefined) continue;
		for (const name of Object.keys(sum) as (keyof GuardCounters)[]) sum[name] += guarded[name];
	}
	return sum;
}

/** The keys of the fleet, with every node and board provisioned. */
async function keysOf(
	world: World,
	{scenario, described}: RunOptions,
	boards: BoardFleet | undefined,
): Promise<FleetKeys | undefined> {
	const {seed, security} = scenario;
	if (security.policy === 'off') return undefined;
	const registered = scenario.attackers.filter(({kind}) => kind === 'malicious-gateway').length;
	const gatewayCount = eachOf(scenario.gateways).length + registered;
	const keys = new FleetKeys({world, seed, gatewayCount, security});
	const targets = [...world.nodes.map(node => new NodeTarget(node)), ...(boards?.targets ?? [])];
	const euis = clientIdsOf(described);
	await keys.provision(targets.map((target, index) => [euis[index]!, target]));
	scheduleOrders(world, described, {keys, security});
	return keys;
}

function watchOver(world: World, {scenario, described}: RunOptions, keys: FleetKeys): KeysWatch {
	const own = eachOf(scenario.gateways).map((_, index) => index);
	const others = eachOf(scenario.forwarders).map(({gateway}) => gateway - 1);
	const gateways = [...own, ...others];
	const watch = new KeysWatch({world, keys, clientIds: clientIdsOf(described), gateways});
	keys.watch(watch);
	world.trace.watch(watch);
	return watch;
}

function scheduleOrders(
	world: World,
	described: Described,
	{keys, security}: {keys: FleetKeys; security: Security},
): void {
	const euis = clientIdsOf(described);
	for (const {ask, node, atMs} of security.orders) {
		const some = node === undefined ? {} : {euis: [euis[node - 1]]};
		const order = ask === 'rekey' ? {ask, ...some, deadlineS: 0} : {ask, euis: [euis[node! - 1]]};
		world.after(atMs * 1000, () => void keys.ask(order));
	}
}

/** A gateway keeps its sessions where a loss of power does not reach them. */
function protectionOf(
	keys: FleetKeys,
	scenario: Scenario,
	{index, store}: {index: number; store: Store | undefined},
): Protection {
	const {security} = scenario;
	return {
		options: {
			gwid: keys.gwidOf(index),
			gwId: index + 1,
			entropy: keys.luck(`gateway ${index + 1}`),
			policy: security.policy,
			recordForm: security.records,
			store,
		},
		keys: keys.serviceOf(index),
	};
}

function gatewayOptions(
	{predefined, security}: Scenario,
	{advertiseMs, clients, gwinfoDelayMs}: GatewayGroup,
	index: number,
): GatewayOptions {
	return {
		gwId: index + 1,
		tadvS: Math.ceil(advertiseMs / 1000),
		clientsMax: clients,
		gwinfoDelayMs,
		predefined: new Map(predefined.map(({topicId, topicName}) => [topicId, topicName])),
		...(security.policy === 'required' && {access: ownTopics}),
	};
}

/** Their endpoints come after those of the gateways. */
function forward({endpoints}: World, scenario: Scenario, gatewayCount: number): ForwarderHost[] {
	return eachOf(scenario.forwarders).map(({gateway}, index) => {
		const {address} = endpoints[gateway - 1];
		return new ForwarderHost(endpoints[gatewayCount + index], address);
	});
}

/** The group of each member, in the order of their numbers. */
function eachOf<Group extends {count: number}>(groups: readonly Group[]): Group[] {
	return groups.flatMap(group => new Array<Group>(group.count).fill(group));
}

/** What nodes publish: names of their own, predefined names, and the one short name. */
function filtersOf(scenario: Scenario): string[] {
	const predefined = scenario.predefined.map(({topicName}) => topicName);
	return ['sensor/+/sample', 'actuator/+/answer', 'sm', ...new Set(predefined)];
}

/** Each actuator has a command once in `everyMs`, all of them evenly spread; none in the first. */
function scheduleCommands(
	world: World,
	scenario: Scenario,
	{members}: Described,
	farEnd: FarEnd,
): void {
	const commands = scenario.traffic.commands;
	if (commands === undefined) return;
	const actuators = members.flatMap((member, radio) => (member.app === 'actuator' ? [radio] : []));
	const everyUs = commands.everyMs * 1000;
	const endUs = scenario.durationMs * 1000;
	actuators.forEach((radio, index) => {
		const phaseUs = Math.floor((everyUs * index) / actuators.length);
		const send = (round: number) => {
			const payload = `${radio} c${round}`;
			const octets = Buffer.from(payload, 'latin1');
			world.trace.event(Event.commanded, radio, commands.qos, octets.length, octets);
			farEnd.command(`actuator/${members[radio].clientId}/command`, payload, commands.qos);
			if (world.scheduler.now + everyUs < endUs) world.after(everyUs, () => send(round + 1));
		};
		if (everyUs + phaseUs < endUs) world.after(everyUs + phaseUs, () => send(1));
	});
}
