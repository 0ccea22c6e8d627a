/*
 * Attackers in the networks that have hops or keys of their own: ZigBee, RPL, mesh-under, and
 * 6LoWPAN with a link key. An outsider has nothing but its radio; an insider has the key of the
 * network, and still none of MQTT-SN.
 */
import test, {type ExecutionContext} from 'ava';
import {Event} from '../sim/kernel/trace.js';
import type {World} from '../sim/world.js';
import {type Aftermath, aftermath, fleet, type Words} from './attack-bench.js';

const LINK_KEY = '000102030405060708090a0b0c0d0e0f';

/** Everything that carries datagrams here, besides one hop in clear. */
const NETWORKS: Record<string, Words> = {
	zigbee: {network: 'zigbee'},
	rpl: {routing: 'rpl'},
	'mesh-under': {routing: 'mesh-under'},
	'a link key': {air: {linkKey: LINK_KEY}},
	'rpl and a link key': {routing: 'rpl', air: {linkKey: LINK_KEY}},
};
const PROTECTED = ['zigbee', 'a link key', 'rpl and a link key'];
const ROGUE = {kind: 'rogue-gateway', position: [8, 8], gwId: 9, powerDbm: 8, at: '0s'};

const notFollowed = test.macro({
	title: (_, network: string) => `in ${network}, nobody follows a rogue gateway that is an insider`,
	async exec(t, network: string) {
		const rogue = {...ROGUE, insider: true};
		const {after, arrived} = await attacked(network, [rogue], {duration: '6m'});
		t.true(after.attack.sent > 20, `${after.attack.sent} sent`);
		t.true(arrived > 0, 'nodes have heard it');
		t.is(after.gained, 0);
		t.is(after.keys?.joined, 6);
		holds(t, after);
	},
});
for (const network of Object.keys(NETWORKS)) test(notFollowed, network);

const unheard = test.macro({
	title: (_, network: string) => `in ${network}, what an outsider says is dropped and counted`,
	async exec(t, network: string) {
		const {after, arrived, dropped} = await attacked(network, [ROGUE], {duration: '3m'});
		t.true(after.attack.sent > 20, `${after.attack.sent} sent`);
		t.is(arrived, 0, 'a node has heard it');
		t.true(dropped >= after.attack.sent, `${dropped} of ${after.attack.sent}`);
		t.is(after.gained, 0);
		t.is(after.deliveries.delivered, after.deliveries.published);
		holds(t, after);
	},
});
for (const network of PROTECTED) test(unheard, network);

const repeated = test.macro({
	title: (_, network: string) => `in ${network}, replays and reflections are dropped and counted`,
	async exec(t, network: string) {
		const attackers = [
			{kind: 'replayer', position: [9, 9], every: '50ms', keeps: 400, at: '0s'},
			{kind: 'reflector', position: [11, 11], share: 0.3, at: '0s'},
		];
		const {after, dropped} = await attacked(network, attackers, {duration: '3m'});
		t.true(after.attack.sent > 1000, `${after.attack.sent} sent`);
		t.true(dropped + after.guards.replays > 100, `${dropped} and ${after.guards.replays}`);
		t.is(after.gained, 0);
		t.is(after.deliveries.delivered, after.deliveries.published);
		t.is(after.keys?.suspects, 0);
		holds(t, after);
	},
});
for (const network of Object.keys(NETWORKS)) test(repeated, network);

const captured = test.macro({
	title: (_, network: string) => `in ${network}, whoever holds one node has that one alone`,
	async exec(t, network: string) {
		const captor = {kind: 'captured-node', position: [9, 9], node: 1, victim: 2, at: '1m'};
		const {after} = await attacked(network, [captor], {duration: '3m'});
		t.true(after.attack.sent > 20, `${after.attack.sent} sent`);
		t.true(after.guards.foreignClientIds > 3, `${after.guards.foreignClientIds} tries`);
		t.is(after.gained, 0);
		const others = after.deliveries.lost.filter(({payload}) => !payload.startsWith('1 '));
		t.is(others.length, 0);
		holds(t, after);
	},
});
for (const network of Object.keys(NETWORKS)) test(captured, network);

const noOther = test.macro({
	title: (_, network: string) => `in ${network}, a registered gateway reads no session but its own`,
	async exec(t, network: string) {
		const malicious = {kind: 'malicious-gateway', position: [12, 12], at: '0s'};
		let overheard = 0;
		const {after} = await attacked(network, [malicious], {duration: '3m'}, world => {
			const [intruder] = world.intruders;
			// Attackers are made later than this is called.
			world.after(1, () => {
				const {onOverheard} = intruder;
				intruder.onOverheard = (datagram, destination) => {
					overheard += 1;
					onOverheard(datagram, destination);
				};
			});
		});
		t.true(overheard > 50, `${overheard} datagrams`);
		t.is(after.gained, 0);
		holds(t, after);
	},
});
for (const network of Object.keys(NETWORKS)) test(noOther, network);

/* The bench. */

interface Attack {
	readonly after: Aftermath;
	/** Datagrams of the first attacker that have come to nodes or to the gateway. */
	readonly arrived: number;
	/** Frames that the network has refused, whoever it was. */
	readonly dropped: number;
}

async function attacked(
	network: string,
	attackers: readonly Words[],
	words: Words,
	prepared: (world: World) => void = () => {},
): Promise<Attack> {
	let arrived = 0;
	let insecure = 0;
	const scenario = fleet({...NETWORKS[network], attackers, ...words});
	const after = await aftermath(scenario, world => {
		const [intruder] = world.intruders;
		for (const receiver of world.nodes) {
			const {received} = receiver;
			receiver.received = datagram => {
				if (datagram.source === intruder.address) arrived += 1;
				received.call(receiver, datagram);
			};
		}
		world.trace.watch({
			event: (event, radio) => {
				if (event === Event.insecure && radio < intruder.radio) insecure += 1;
			},
		});
		prepared(world);
	});
	return {after, arrived, dropped: insecure + zigbeeDrops(after.world)};
}

function zigbeeDrops({zigbee}: World): number {
	if (zigbee === undefined) return 0;
	const {unsecured, micBad, replays} = zigbee.counters;
	return unsecured + micBad + replays;
}

function holds(t: ExecutionContext, {keys, traps}: Aftermath): void {
	t.is(traps, 0);
	t.true(keys!.nonces > 20, 'the watch has seen nonces');
	t.is(keys!.noncesRepeated, 0);
	t.deepEqual(keys!.leaks, []);
}
