/*
 * Keys of the network below MQTT-SN. One that is drawn follows from the seed: it protects nothing
 * but a simulation, and whoever has the seed has it. One that a scenario gives may be worth keeping,
 * so it stays in that file: docs/decisions/0011.
 */
import {draw, streamKey} from '../../sim/kernel/random.js';
import {extendedOf} from '../../sim/mac/link-security.js';
import {macPANId} from '../../sim/mac/pib.js';
import type {AirKeys} from '../../sim/pcap/wireshark.js';
import type {World, WorldDescription} from '../../sim/world.js';
import {PAN_ID} from '../../sim/zigbee/nib.js';
import type {Scenario} from './schema.js';

/** What a scenario says for a key from the seed. */
export const DRAWN = 'drawn';
/** What is kept in the place of a key that a scenario has given. */
export const WITHHELD = 'withheld';

const KEY_SIZE = 16;

/** 16 octets that follow from `seed`. */
export function drawnKey(seed: number, purpose: 'network key' | 'link key'): Uint8Array {
	const luck = streamKey(seed, purpose);
	return Uint8Array.from({length: KEY_SIZE}, (_, index) => draw(luck, index, 0, 0));
}

/** The key of the MAC of `scenario`; undefined where it protects nothing. */
export function linkKeyOf({air, seed}: Pick<Scenario, 'air' | 'seed'>): Uint8Array | undefined {
	return air.linkKey === DRAWN ? drawnKey(seed, 'link key') : air.linkKey;
}

/** What whoever reads a capture of `world` has to know, addresses as they are now. */
export function airKeysOf({network, linkKey}: WorldDescription, world: World): AirKeys {
	const {addresses} = world.radios.mac;
	const isZigbee = network?.kind === 'zigbee';
	const {length} = [...world.endpoints, ...world.nodes, ...world.intruders];
	const shorts = Array.from({length}, (_, radio) => addresses.shortOf(radio));
	return {
		networkKey: isZigbee ? network.networkKey : undefined,
		linkKey,
		panId: isZigbee ? PAN_ID : macPANId,
		addresses: shorts.map(short => [short, extendedOf(short)]),
	};
}
