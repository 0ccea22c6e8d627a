/*
 * What carries datagrams between radios: 6LoWPAN over one hop or by routes, or ZigBee. Above here
 * nobody sees which, but for what it says of itself.
 */

import type {Datagram, Ports} from './datagram.js';
import {type Foothold, type Stranger, sixLowpanFoothold, zigbeeFoothold} from './foothold.js';
import {streamKey} from './kernel/random.js';
import type {Scheduler} from './kernel/scheduler.js';
import type {Mac} from './mac/mac.js';
import type {Role} from './sixlowpan/routing/router.js';
import {SixLowpan} from './sixlowpan/sixlowpan.js';
import {type DeviceDescription, Zigbee} from './zigbee/zigbee.js';

export type NetworkDescription =
	| {readonly kind: '6lowpan'}
	/** The key of its network layer has 16 octets. */
	| {readonly kind: 'zigbee'; readonly networkKey: Uint8Array};

/** Many hops: border routers beside the gateways, routers on all nodes but those that sleep. */
export interface RoutingDescription {
	/** Whether routers pass packets on, or frames. */
	readonly kind: 'rpl' | 'mesh-under';
	/** Whether fragments are sent on as they come; so they are, if not said. */
	readonly fragments?: 'forwarded' | 'reassembled';
	/** Of `rpl`: whether prefix and context are learnt, and addresses registered; so it is. */
	readonly discovery?: 'neighbors' | 'none';
	/** How often border routers begin all routes anew; never, if not said. */
	readonly repairEveryUs?: number;
}

export interface NetworkWays {
	readonly mac: Mac;
	readonly scheduler: Scheduler;
	readonly seed: number;
	/** What each radio is, where there are many hops; those of attackers come after them. */
	readonly devices: readonly DeviceDescription[];
	readonly intruderCount: number;
	/** Routes of 6LoWPAN. */
	readonly routing?: RoutingDescription | undefined;
	readonly datagram: (radio: number, datagram: Datagram) => void;
	/** A radio sends through another one from now on; -1 is none. */
	readonly parentChanged: (radio: number, parent: number) => void;
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
	/** What a radio has to do for the network begins: it has power for the first time. */
	begin(radio: number): void;
	/** A radio has power from now on, or has none. */
	setPower(radio: number, on: boolean): void;
	/** A radio expects something, or may rest. */
	setAwake(radio: number, awake: boolean): void;
	/** Whoever slept listens again: a blank page does not know that it slept, nor any route. */
	restart(radio: number): void;
	/** What an attacker can do here. */
	foothold(stranger: Stranger): Foothold;
}

/** The network of `description` on a MAC that has no other. */
export function networkOf(description: NetworkDescription, ways: NetworkWays): Network {
	return description.kind === 'zigbee'
		? overZigbee(description.networkKey, ways)
		: overSixLowpan(ways);
}

function overSixLowpan(ways: NetworkWays): Network {
	const {mac, scheduler, seed, devices, intruderCount, routing, datagram, parentChanged} = ways;
	const luck = streamKey(seed, 'routing');
	const roles = [...devices.map(roleOf), ...new Array<Role>(intruderCount).fill('leaf')];
	const lowpan = new SixLowpan({
		mac,
		now: () => scheduler.now,
		...(routing && {routing: {...routing, scheduler, luck, roles, parentChanged}}),
		listener: {datagram},
	});
	mac.listener = lowpan;
	return {
		lowpan,
		addressOf: radio => radio + 1,
		send: (radio, to, ports, octets, at, size, radius) => {
			lowpan.send(radio, to, ports, octets, at, size, radius);
		},
		begin: radio => lowpan.start(radio),
		setPower: (radio, on) => {
			if (on) lowpan.start(radio);
			else lowpan.stop(radio);
			mac.setRxOnWhenIdle(radio, on);
		},
		setAwake: (radio, awake) => {
			mac.setRxOnWhenIdle(radio, awake);
			lowpan.rest(radio, !awake);
		},
		restart: radio => {
			mac.setRxOnWhenIdle(radio, true);
			lowpan.stop(radio);
			lowpan.start(radio);
		},
		foothold: stranger => {
			return sixLowpanFoothold({lowpan, scheduler, isRouted: routing !== undefined}, stranger);
		},
	};
}

function roleOf({kind, isGateway}: DeviceDescription): Role {
	if (isGateway) return 'root';
	return kind === 'sleeper' ? 'leaf' : 'router';
}

const ROUTER: DeviceDescription = {kind: 'router', isGateway: false};

function overZigbee(networkKey: Uint8Array, ways: NetworkWays): Network {
	const {mac, scheduler, seed, intruderCount, datagram, parentChanged} = ways;
	const devices = [...ways.devices, ...new Array<DeviceDescription>(intruderCount).fill(ROUTER)];
	const listener = {datagram, parentChanged};
	const zigbee = new Zigbee({mac, scheduler, listener, devices, networkKey, seed});
	mac.listener = zigbee;
	return {
		zigbee,
		addressOf: radio => zigbee.addressOf(radio),
		send: (radio, to, ports, octets, at, size, radius) => {
			zigbee.send(radio, to, ports, octets, at, size, radius);
		},
		begin: radio => zigbee.setPower(radio, true),
		setPower: (radio, on) => zigbee.setPower(radio, on),
		setAwake: (radio, awake) => zigbee.setAwake(radio, awake),
		restart: radio => zigbee.setAwake(radio, true),
		foothold: stranger => zigbeeFoothold({zigbee, scheduler, networkKey}, stranger),
	};
}
