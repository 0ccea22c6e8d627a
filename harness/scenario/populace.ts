/*
 * Who lives in the world of a run beside its nodes: gateways and forwarders at their endpoints,
 * the two clients at the far end of the broker, attackers, and what befalls them all.
 *
 *   FarEnd -- broker -- BrokerGate -- GatewayHost -- endpoint      ForwarderHost -- endpoint
 */
import type {World} from '../../sim/world.js';
import type {Broker} from '../broker/port.js';
import type {GatewayOptions} from '../gateway/options.js';
import type {Store} from '../store/port.js';
import {type Made, scheduleAttackers} from './attacks.js';
import type {BoardFleet} from './board-fleet.js';
import {BrokerGate} from './broker-gate.js';
import {scheduleCommands} from './command-traffic.js';
import type {Described} from './describe.js';
import {FarEnd} from './far-end.js';
import {scheduleFaults} from './faults.js';
import type {FleetKeys} from './fleet-keys.js';
import {ForwarderHost} from './forwarder-host.js';
import {GatewayHost, type Protection} from './gateway-host.js';
import {clientIdsOf, eachOf} from './groups.js';
import {ownTopics} from './own-topics.js';
import type {GatewayGroup, Scenario} from './schema.js';
import type {Stores} from './stores.js';
import {scheduleSamples} from './traffic-changes.js';

/** The broker as whoever has this store and this GwId sees it. */
export type Brokers = (store: string | undefined, gwId: number) => Broker;

export interface Backing {
	readonly broker: Brokers;
	readonly stores: Stores;
	readonly keys: FleetKeys | undefined;
	readonly boards: BoardFleet | undefined;
}

export interface Populace {
	readonly hosts: readonly GatewayHost[];
	readonly forwarders: readonly ForwarderHost[];
	readonly attackers: readonly Made[];
}

/** Gateways, forwarders and the two clients at the far end; the nodes are there already. */
export function populate(
	world: World,
	{scenario, described}: {readonly scenario: Scenario; readonly described: Described},
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
	scheduleSamples(world, scenario);
	return {hosts, forwarders, attackers};
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

/** What nodes publish: names of their own, predefined names, and the one short name. */
function filtersOf(scenario: Scenario): string[] {
	const predefined = scenario.predefined.map(({topicName}) => topicName);
	return ['sensor/+/sample', 'actuator/+/answer', 'sm', ...new Set(predefined)];
}
