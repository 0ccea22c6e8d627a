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
import {EnergyMeter} from '../../sim/energy/meter.js';
import type {Fault} from '../../sim/faults/fault.js';
import {Event} from '../../sim/kernel/trace.js';
import {World} from '../../sim/world.js';
import {MemoryBroker} from '../broker/memory-broker.js';
import {MqttBroker} from '../broker/mqtt-broker.js';
import type {Broker} from '../broker/port.js';
import {UsageError} from '../errors.js';
import type {GatewayOptions} from '../gateway/options.js';
import type {Store} from '../store/port.js';
import {Arrivals} from './arrivals.js';
import {BoardFleet} from './board-fleet.js';
import {BrokerGate} from './broker-gate.js';
import type {Described, Member} from './describe.js';
import {FarEnd} from './far-end.js';
import {FleetKeys} from './fleet-keys.js';
import {ForwarderHost} from './forwarder-host.js';
import {GatewayHost, type Protection} from './gateway-host.js';
import {Lag, type LagSpread} from './lag.js';
import {NodeTarget} from './node-target.js';
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
	readonly frames: FrameCounts;
	/** By radio, in picocoulombs. */
	readonly chargesPc: readonly number[];
	readonly traps: number;
	/** Messages that each gateway has handed to the broker. */
	readonly gatewayPublished: readonly number[];
	/** Datagrams of clients that each forwarder has passed on. */
	readonly forwarded: readonly number[];
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
	const deliveries = new DeliveryCheck(world.trace, endUs);
	const commands = new CommandCheck(world.trace);
	const frames = new FrameCheck();
	const radios = described.members.slice(0, described.members.length - described.boards.length);
	const meter = new EnergyMeter(
		radios.flatMap(({currents}) => currents ?? []),
		radios.map(({bootUs}) => bootUs),
		world.trace,
	);
	for (const observer of [deliveries, commands, frames, meter]) world.trace.watch(observer);
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
	let populace: Populace = {hosts: [], forwarders: []};
	let boards: BoardFleet | undefined;
	try {
		boards = lag && (await BoardFleet.open(described.boards, heard, options.buildId));
		const keys = await keysOf(world, options, boards);
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
		frames: frames.verdict(),
		chargesPc: radios.map((_, radio) => meter.chargePc(radio, scheduler.now)),
		traps: world.traps + (boards?.traps ?? 0),
		gatewayPublished: populace.hosts.map(({published}) => published),
		forwarded: populace.forwarders.map(({counters}) => counters.forwarded),
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
		const guarded = group.store && `${group.store}, keys of gateway ${index + 1}`;
		const guardStore = stores.storeOf(guarded, index + 1);
		return new GatewayHost(
			{...gatewayOptions(scenario, group, index), store},
			{
				trace: world.trace,
				endpoint: world.endpoints[index],
				gate: gates[index],
				protection: keys && protectionOf(keys, scenario, {index, store: guardStore}),
				lines: boards?.linesOf(index, groups.length),
			},
		);
	});
	for (const host of hosts) host.start();
	boards?.join(
		world,
		hosts.map(host => host.received.bind(host)),
	);
	scheduleFaults(world, scenario, {hosts, gates, stores});
	scheduleCommands(world, scenario, described, farEnd);
	return {hosts, forwarders};
}

/** The keys of the fleet, with every node and board provisioned. */
async function keysOf(
	world: World,
	{scenario, described}: RunOptions,
	boards: BoardFleet | undefined,
): Promise<FleetKeys | undefined> {
	const {seed, security} = scenario;
	if (security.policy === 'off') return undefined;
	const gatewayCount = eachOf(scenario.gateways).length;
	const keys = new FleetKeys({world, seed, gatewayCount, security});
	const targets = [...world.nodes.map(node => new NodeTarget(node)), ...(boards?.targets ?? [])];
	const euis = described.members.flatMap(({clientId}) => clientId ?? []);
	await keys.provision(targets.map((target, index) => [euis[index]!, target]));
	scheduleOrders(world, described, {keys, security});
	return keys;
}

function scheduleOrders(
	world: World,
	{members}: Described,
	{keys, security}: {keys: FleetKeys; security: Security},
): void {
	const euis = members.flatMap(({clientId}) => clientId ?? []);
	for (const {ask, node, atMs} of security.orders) {
		const some = node === undefined ? {} : {euis: [euis[node - 1]]};
		const order = ask === 'rekey' ? {ask, ...some, deadlineS: 0} : {ask, euis: [euis[node! - 1]]};
		world.after(atMs * 1000, () => void keys.ask(order));
	}
}

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
	{predefined}: Scenario,
	{advertiseMs, clients, gwinfoDelayMs}: GatewayGroup,
	index: number,
): GatewayOptions {
	return {
		gwId: index + 1,
		tadvS: Math.ceil(advertiseMs / 1000),
		clientsMax: clients,
		gwinfoDelayMs,
		predefined: new Map(predefined.map(({topicId, topicName}) => [topicId, topicName])),
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

interface Struck {
	readonly hosts: readonly GatewayHost[];
	readonly gates: readonly BrokerGate[];
	readonly stores: Stores;
}

function scheduleFaults(world: World, {faults}: Scenario, struck: Struck): void {
	for (const {kind, gateway, atMs, forMs} of faults) {
		const fault =
			kind === 'broker-loss'
				? brokerLoss(struck.gates[gateway - 1])
				: gatewayDeath(world, struck, gateway);
		world.after(atMs * 1000, () => fault.strike());
		if (forMs !== undefined) world.after((atMs + forMs) * 1000, () => fault.heal());
	}
}

function brokerLoss(gate: BrokerGate): Fault {
	return {strike: () => gate.shut(), heal: () => gate.open()};
}

function gatewayDeath(world: World, {hosts, stores}: Struck, gateway: number): Fault {
	const {mac} = world.radios;
	const [host, radio] = [hosts[gateway - 1], gateway - 1];
	return {
		strike: () => {
			mac.setRxOnWhenIdle(radio, false);
			host.die();
			stores.died(gateway);
		},
		heal: () => {
			mac.setRxOnWhenIdle(radio, true);
			host.revive();
		},
	};
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
