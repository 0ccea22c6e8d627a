/*
 * What carries datagrams between radios: 6LoWPAN over one hop, or ZigBee over many. Above here
 * nobody sees which, but for what it says of itself.
 */
import type {Scheduler} from './kernel/scheduler.js';
import type {Mac} from './mac/mac.js';
import type {Datagram, Ports} from './sixlowpan/datagram.js';
import {SixLowpan} from './sixlowpan/sixlowpan.js';
import {type DeviceDescription, Zigbee} from './zigbee/zigbee.js';

export type NetworkDescription =
	| {readonly kind: '6lowpan'}
	/** The key of its network layer has 16 octets. */
	| {readonly kind: 'zigbee'; readonly networkKey: Uint8Array};

export interface NetworkWays {
	readonly mac: Mac;
	readonly scheduler: Scheduler;
	readonly seed: number;
	/** What each radio would be in a ZigBee network. */
	readonly devices: readonly DeviceDescription[];
	readonly datagram: (radio: number, datagram: Datagram) => void;
}

export interface Network {
	/** Undefined where it is ZigBee. */
	readonly lowpan?: SixLowpan;
	/** Undefined where it is 6LoWPAN. */
	readonly zigbee?: Zigbee;
	/** The short address of a radio, by which others speak to it. */
	addressOf(radio: number): number;
	/** To a short address, or 0xffff: everybody, `radius` hops far where there are hops, 0 is all. */
	send(
		radio: number,
		to: number,
		ports: Ports,
		octets: Uint8Array,
		at: number,
		size: number,
		radius: number,
	): void;
	/** A radio has power from now on, or has none. */
	setPower(radio: number, on: boolean): void;
	/** A radio expects something, or may rest. */
	setAwake(radio: number, awake: boolean): void;
}

/** The network of `description` on a MAC that has no other. */
export function networkOf(description: NetworkDescription, ways: NetworkWays): Network {
	return description.kind === 'zigbee'
		? overZigbee(description.networkKey, ways)
		: overSixLowpan(ways);
}

function overSixLowpan({mac, scheduler, datagram}: NetworkWays): Network {
	const lowpan = new SixLowpan({mac, now: () => scheduler.now, listener: {datagram}});
	mac.listener = lowpan;
	return {
		lowpan,
		addressOf: radio => radio + 1,
		send: (radio, to, ports, octets, at, size) => {
			lowpan.send(radio, to, ports, octets, at, size);
		},
		setPower: (radio, on) => mac.setRxOnWhenIdle(radio, on),
		setAwake: (radio, awake) => mac.setRxOnWhenIdle(radio, awake),
	};
}

function overZigbee(networkKey: Uint8Array, ways: NetworkWays): Network {
	const {mac, scheduler, seed, devices, datagram} = ways;
	const zigbee = new Zigbee({mac, scheduler, listener: {datagram}, devices, networkKey, seed});
	mac.listener = zigbee;
	return {
		zigbee,
		addressOf: radio => zigbee.addressOf(radio),
		send: (radio, to, ports, octets, at, size, radius) => {
			zigbee.send(radio, to, ports, octets, at, size, radius);
		},
		setPower: (radio, on) => zigbee.setPower(radio, on),
		setAwake: (radio, awake) => zigbee.setAwake(radio, awake),
	};
}
