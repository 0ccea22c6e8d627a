/*
 * What the radio of an attacker can do in a network, by the keys of that network that it has.
 *
 *                    member                                    outsider
 *   6LoWPAN, 1 hop   speaks to all in range                    the same, without the link key
 *   routes           a leaf: to anybody by its parent, to      to neighbours alone, and never
 *                    everybody in range as a neighbour          in the tree
 *   ZigBee           a router that has joined                   in clear, one hop far
 *   reads            whatever is in range, for whoever it is    nothing that is protected
 *
 * A member of a network takes part in as little as that network lets whoever listens all the time.
 * Where nothing is protected there are no outsiders.
 */
import type {Datagram, Ports} from './datagram.js';
import type {Scheduler} from './kernel/scheduler.js';
import {BROADCAST} from './mac/frame.js';
import type {MacIndication} from './mac/mac.js';
import {Ear as SixLowpanEar} from './sixlowpan/ear.js';
import type {SixLowpan} from './sixlowpan/sixlowpan.js';
import {Ear as ZigbeeEar} from './zigbee/ear.js';
import type {Zigbee} from './zigbee/zigbee.js';

export interface Foothold {
	/** Its short address, as it is now. */
	readonly address: number;
	/** Takes part from now on, if it can. */
	join(): void;
	/** Takes no part any more; it still hears. */
	leave(): void;
	/** To a short address, or 0xffff: everybody in range. */
	send(to: number, ports: Ports, octets: Uint8Array): void;
	/** Reads a frame that is not for all. */
	overhear(frame: MacIndication): void;
}

/** Told of a datagram for somebody else, and of whom it is for. */
export type Overheard = (datagram: Datagram, destination: number) => void;

/** Who stands there, and whom he tells. */
export interface Stranger {
	readonly radio: number;
	readonly isMember: boolean;
	readonly heard: Overheard;
}

export interface SixLowpanGround {
	readonly lowpan: SixLowpan;
	readonly scheduler: Scheduler;
	/** Whether there are routers. */
	readonly isRouted: boolean;
}

export function sixLowpanFoothold(
	{lowpan, scheduler, isRouted}: SixLowpanGround,
	{radio, isMember, heard}: Stranger,
): Foothold {
	const {contexts} = lowpan;
	const address = radio + 1;
	const ear = new SixLowpanEar({
		now: () => scheduler.now,
		contexts,
		// What is on its way here will come.
		heard: (datagram, destination) => {
			if (destination !== address) heard(datagram, destination);
		},
	});
	const isInTree = isMember && isRouted;
	return {
		address,
		join: () => {
			if (isInTree) lowpan.start(radio);
		},
		leave: () => lowpan.stop(radio),
		send: (to, ports, octets) => {
			if (!isInTree || to === BROADCAST) lowpan.sendNear(radio, to, ports, octets);
			else lowpan.send(radio, to, ports, octets, 0, octets.length);
		},
		overhear: frame => {
			if (frame.destination !== address) ear.overhear(radio, frame);
		},
	};
}

export interface ZigbeeGround {
	readonly zigbee: Zigbee;
	readonly scheduler: Scheduler;
	readonly networkKey: Uint8Array;
}

const ONE_HOP = 1;

export function zigbeeFoothold(
	{zigbee, scheduler, networkKey}: ZigbeeGround,
	{radio, isMember, heard}: Stranger,
): Foothold {
	const ear = new ZigbeeEar({networkKey, now: () => scheduler.now, heard});
	return {
		get address() {
			return zigbee.addressOf(radio);
		},
		join: () => {
			if (isMember) zigbee.setPower(radio, true);
		},
		leave: () => zigbee.setPower(radio, false),
		send: (to, ports, octets) => {
			if (isMember) zigbee.send(radio, to, ports, octets, 0, octets.length, ONE_HOP);
			else zigbee.sendInClear(radio, to, ports, octets);
		},
		overhear: frame => {
			if (isMember) ear.overhear(radio, zigbee.addressOf(radio), frame);
		},
	};
}
