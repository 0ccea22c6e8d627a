/*
 * What carries datagrams in a scenario: the word, and what the simulated network is told.
 *
 *   network: 6lowpan     one hop, the default
 *   network: zigbee      many hops; its key comes from the seed, 16 octets of luck
 *
 * How far a datagram for all is to go its sender says in SEARCHGW: MQTT-SN 1.2, 5.4.3.
 */
import type {NetworkDescription} from '../../sim/network.js';
import {drawnKey} from './air-keys.js';
import type {Scenario} from './schema.js';
import {oneOf} from './terms.js';

export const networkSchema = oneOf(
	['6lowpan', 'zigbee'],
	'What carries datagrams: 6LoWPAN over one hop, or ZigBee over many.',
).prefault('6lowpan');

const SEARCHGW = 0x01;
const RADIUS = 2;
const WHOLE_NETWORK = 0;

/** The network of `scenario`, with its key. */
export function networkOf({network, seed}: Pick<Scenario, 'network' | 'seed'>): NetworkDescription {
	if (network === '6lowpan') return {kind: network};
	return {kind: network, networkKey: drawnKey(seed, 'network key')};
}

/** The Radius of a SEARCHGW; 0, the whole network, for anything else. */
export function radiusOf(octets: Uint8Array, at: number, size: number): number {
	return size > RADIUS && octets[at + 1] === SEARCHGW ? octets[at + RADIUS] : WHOLE_NETWORK;
}
