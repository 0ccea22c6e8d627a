/*
 * The keys of a run, where its scenario wants any: made, given to every node and board, watched,
 * and asked for anew when the scenario says so.
 */
import type {World} from '../../sim/world.js';
import type {BoardFleet} from './board-fleet.js';
import type {Described} from './describe.js';
import {FleetKeys} from './fleet-keys.js';
import {clientIdsOf, eachOf} from './groups.js';
import {KeysWatch} from './keys-watch.js';
import {NodeTarget} from './node-target.js';
import type {Scenario, Security} from './schema.js';

export interface Keyed {
	readonly scenario: Scenario;
	readonly described: Described;
}

/** The keys of the fleet, with every node and board provisioned. */
export async function keysOf(
	world: World,
	{scenario, described}: Keyed,
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

/** Who reads all that the key server hands out, and all that is sent. */
export function watchOver(world: World, {scenario, described}: Keyed, keys: FleetKeys): KeysWatch {
	const own = eachOf(scenario.gateways).map((_, index) => index);
	const others = eachOf(scenario.forwarders).map(({gateway}) => gateway - 1);
	const gateways = [...own, ...others];
	const clientIds = clientIdsOf(described);
	const watch = new KeysWatch({world, keys, clientIds, gateways, forwarders: others.length});
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
