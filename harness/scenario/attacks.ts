/*
 * The attackers of a scenario, made, given a radio each and put on the calendar.
 *
 *   Intruder  --frames-->     Replayer, Reflector                            sim/faults
 *             --datagrams-->  RogueGateway, MaliciousGateway, CapturedNode   harness/attackers
 *   nodes     --flash-->      Clone
 *
 * Luck is that of the attacker's place in the scenario.
 */
import type {Fault} from '../../sim/faults/fault.js';
import {Reflector} from '../../sim/faults/reflector.js';
import {Replayer} from '../../sim/faults/replayer.js';
import type {Intruder} from '../../sim/intruder.js';
import {draw, fraction, streamKey} from '../../sim/kernel/random.js';
import {AS_GATEWAY, AS_NODE, type World} from '../../sim/world.js';
import type {Attacker, AttackerWays, Gains} from '../attackers/attacker.js';
import {CapturedNode} from '../attackers/captured-node.js';
import {Clone} from '../attackers/clone.js';
import {MaliciousGateway} from '../attackers/malicious-gateway.js';
import {RogueGateway} from '../attackers/rogue-gateway.js';
import {stolen} from '../attackers/stolen-flash.js';
import {nameOf} from '../security/peer.js';
import type {Address} from '../transport/transport.js';
import {type AttackerEntry, hasRadio, type RadioEntry} from './attack-schema.js';
import type {FleetKeys} from './fleet-keys.js';
import type {Ends} from './nonce-log.js';
import type {Scenario} from './schema.js';
import {schedule} from './strikes.js';

/** What attackers may take hold of. */
export interface Attacked {
	readonly world: World;
	readonly keys: FleetKeys | undefined;
	readonly gatewayCount: number;
	/** ClientIds of the nodes, from the first. */
	readonly clientIds: readonly string[];
}

/** An attacker as it was made: what it sent and what it has gained are counted in it. */
export type Made = Attacker | Replayer | Reflector | Clone;

const EVERYBODY = 0xffff;

/** Makes all attackers of the scenario and puts them on the calendar. */
export function scheduleAttackers(scenario: Scenario, attacked: Attacked): Made[] {
	let radios = 0;
	let registered = attacked.gatewayCount;
	return scenario.attackers.map((entry, index) => {
		const luck = luckOf(scenario.seed, index);
		const gateway = entry.kind === 'malicious-gateway' ? registered++ : -1;
		if (!hasRadio(entry)) {
			const clone = cloneOf(entry, attacked.world);
			schedule(attacked.world, clone, entry);
			return clone;
		}
		const intruder = attacked.world.intruders[radios++];
		const made = attackerOf(entry, {...attacked, luck, gateway, intruder});
		schedule(attacked.world, 'insider' in entry ? present(intruder, made) : made, entry);
		return made;
	});
}

/** Whoever speaks takes part in the network for as long as it strikes. */
function present(intruder: Intruder, made: Fault): Fault {
	return {
		strike: () => {
			intruder.join();
			made.strike();
		},
		heal: () => {
			made.heal();
			intruder.leave();
		},
	};
}

/** What all of them together have sent and gained. */
export function gainsOf(attackers: readonly Made[]): Gains {
	const sum = {sent: 0, read: 0, accepted: 0};
	for (const each of attackers) {
		if ('sent' in each) sum.sent += each.sent;
		if (!('gains' in each)) continue;
		sum.sent += each.gains.sent;
		sum.read += each.gains.read;
		sum.accepted += each.gains.accepted;
	}
	return sum;
}

interface Ground extends Attacked {
	readonly intruder: Intruder;
	/** A draw by number. */
	readonly luck: (number: number) => number;
	/** The place at which it is registered, where it is a gateway. */
	readonly gateway: number;
}

function attackerOf(entry: RadioEntry, ground: Ground): Made {
	switch (entry.kind) {
		case 'replayer':
			return new Replayer(radioOf(ground), {everyUs: entry.every * 1000, keptMax: entry.keeps});
		case 'reflector':
			return new Reflector(radioOf(ground), entry.share);
		case 'rogue-gateway':
			return listening(ground, new RogueGateway(waysOf(ground), entry));
		case 'malicious-gateway':
			return listening(ground, maliciousGateway(entry, ground));
		case 'captured-node':
			return listening(ground, capturedNode(entry, ground));
	}
}

function cloneOf({node, onto}: Extract<AttackerEntry, {kind: 'clone'}>, {nodes}: World): Made {
	return new Clone(nodes[node - 1], nodes[onto - 1]);
}

function maliciousGateway(
	{tricks}: Extract<RadioEntry, {kind: 'malicious-gateway'}>,
	ground: Ground,
): Attacker {
	const {keys, gateway} = ground;
	if (keys === undefined) throw new RangeError('a registered gateway without keys');
	return new MaliciousGateway(waysOf(ground), {
		gwid: keys.gwidOf(gateway),
		gwId: gateway + 1,
		keys: keys.serviceOf(gateway),
		tricks,
	});
}

/** The node is gone from then on: it is in the attacker's hand. */
function capturedNode(
	{node, victim, gateway}: Extract<RadioEntry, {kind: 'captured-node'}>,
	ground: Ground,
): Attacker {
	const {world, keys, clientIds} = ground;
	if (keys === undefined) throw new RangeError('a captured node without keys');
	const taken = world.nodes[node - 1];
	const gwid = keys.gwidOf(gateway - 1);
	const eui = clientIds[node - 1];
	const ends = {gwid: nameOf(gwid), eui, fromGateway: false, impostor: 'captor'};
	return new CapturedNode(overheard(waysOf(ground, AS_NODE), keys, ends), {
		open: () => {
			world.takeAway(node - 1);
			return stolen(taken.flash.image());
		},
		get gateway() {
			return String(world.endpoints[gateway - 1].address);
		},
		gwid,
		victim: clientIds[victim - 1],
	});
}

/** `ways` whose datagrams are told to those who watch keys. */
function overheard(ways: AttackerWays, keys: FleetKeys, ends: Ends): AttackerWays {
	const {transport} = ways;
	const send = (to: Address, datagram: Uint8Array) => {
		keys.spoke(ends, datagram);
		transport.send(to, datagram);
	};
	return {...ways, transport: {...transport, send}};
}

function listening(ground: Ground, attacker: Attacker): Attacker {
	const {intruder} = ground;
	intruder.onDatagram = datagram => attacker.received(String(datagram.source), datagram.payload());
	intruder.onOverheard = (datagram, destination) =>
		attacker.overheard(String(datagram.source), String(destination), datagram.payload());
	return attacker;
}

/** What a fault that neither reads nor speaks is given. */
function radioOf({intruder, world, luck}: Ground) {
	return {
		set onFrame(hear: (frame: Uint8Array) => void) {
			intruder.onFrame = hear;
		},
		sendFrame: (frame: Uint8Array) => intruder.sendFrame(frame),
		mirrored: (frame: Uint8Array) => intruder.mirrored(frame),
		after: (delayUs: number, run: () => void) => world.after(delayUs, run),
		luck: (number: number) => fraction(luck(number)),
	};
}

function waysOf({intruder, world, luck}: Ground, ports = AS_GATEWAY): AttackerWays {
	let drawn = 0;
	return {
		transport: {
			send: (to, datagram) => intruder.send(Number(to), datagram, ports),
			broadcast: datagram => intruder.send(EVERYBODY, datagram, ports),
		},
		nowMs: () => Math.floor(world.scheduler.now / 1000),
		after: (delayMs, run) => world.after(delayMs * 1000, run),
		entropy: size => Uint8Array.from({length: size}, () => luck(drawn++) & 0xff),
	};
}

function luckOf(seed: number, index: number): (number: number) => number {
	const key = streamKey(seed, `attacker ${index}`);
	return number => draw(key, index, 0, number);
}
