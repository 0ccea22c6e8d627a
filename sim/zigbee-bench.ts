/*
 * A ZigBee network without firmware, for tests: devices on a plane, what each of them has heard,
 * and the frames that were on the air.
 */
import type {PropagationModel} from './phy/terrain.js';
import {Radios} from './radios.js';
import {VECTOR_KEY} from './zigbee/vectors.js';
import {type DeviceDescription, Zigbee} from './zigbee/zigbee.js';

export const TO_GATEWAY = {from: 61_617, to: 61_616};
export const TO_CLIENT = {from: 61_616, to: 61_617};

/** 20 m are a good link, 30 m are a poor one, 40 m are none. */
const AIR: PropagationModel = {referenceLossDb: 40, exponent: 4, shadowingDb: 0};

export interface Stand {
	readonly xM: number;
	readonly yM?: number;
	/** A router if not said; the first one is the coordinator. */
	readonly kind?: 'router' | 'sleeper' | 'gateway';
}

/** One message as it came out. */
export interface Heard {
	readonly node: number;
	readonly source: number;
	readonly text: string;
	readonly atUs: number;
}

export interface SentFrame {
	readonly atUs: number;
	readonly sender: number;
	readonly octets: Buffer;
}

export class Network {
	readonly heard: Heard[] = [];
	readonly frames: SentFrame[] = [];
	/** Who has whom as a parent, in the order in which that came about. */
	readonly parents: string[] = [];
	readonly radios: Radios;
	readonly zigbee: Zigbee;
	readonly #on: number[];

	constructor(stands: readonly Stand[], seed = 1) {
		this.radios = new Radios({
			seed,
			capture: '3dB',
			ccaMode: 3,
			propagation: AIR,
			radios: stands.map(({xM, yM = 0}) => ({xM, yM, channel: 26, ...POWER})),
		});
		const {scheduler, trace, mac} = this.radios;
		this.zigbee = new Zigbee({
			mac,
			scheduler,
			seed,
			networkKey: VECTOR_KEY,
			devices: stands.map(({kind}, index) => deviceOf(kind, index)),
			listener: {
				datagram: (node, arrival) => {
					const text = Buffer.from(arrival.payload()).toString();
					this.heard.push({node, source: arrival.source, text, atUs: scheduler.now});
				},
				parentChanged: (node, parent) => void this.parents.push(`${node}: ${parent}`),
			},
		});
		mac.listener = this.zigbee;
		trace.watch({
			sent: (sender, _audience, {octets, size}) => {
				const copy = Buffer.from(octets.subarray(0, size));
				this.frames.push({atUs: scheduler.now, sender, octets: copy});
			},
		});
		this.#on = stands.map((_, index) => index);
	}

	/** Switches all on, one each second, and runs until they know each other. */
	form(): this {
		const {scheduler} = this.radios;
		for (const node of this.#on) {
			this.zigbee.setPower(node, true);
			scheduler.run(scheduler.now + 1_000_000);
		}
		return this.run(30);
	}

	run(seconds: number): this {
		const {scheduler} = this.radios;
		scheduler.run(scheduler.now + seconds * 1_000_000);
		return this;
	}

	/** Says `text` to a node, or to everybody so many hops far. */
	say(from: number, to: number | 'all', text: string, radius = 0): boolean {
		const octets = Buffer.from(text);
		const address = to === 'all' ? 0xffff : this.zigbee.addressOf(to);
		const ports = from === 0 ? TO_CLIENT : TO_GATEWAY;
		return this.zigbee.send(from, address, ports, octets, 0, octets.length, radius);
	}

	/** Who has heard `text`, once for each time. */
	whoHeard(text: string): number[] {
		return this.heard
			.filter(heard => heard.text === text)
			.map(({node}) => node)
			.sort((one, other) => one - other);
	}

	/** Takes a node's power, or gives it back. */
	setPower(node: number, on: boolean): void {
		this.radios.medium.setPower(node, on);
		this.zigbee.setPower(node, on);
	}
}

const POWER = {txPowerDbm: 0, sensitivityDbm: -100};

function deviceOf(kind: Stand['kind'], index: number): DeviceDescription {
	if (index === 0) return {kind: 'coordinator', isGateway: true};
	if (kind === 'gateway') return {kind: 'router', isGateway: true};
	return {kind: kind ?? 'router', isGateway: false};
}

/** So many devices in a row, each with a good link to the next one alone. */
export function row(count: number): Stand[] {
	return Array.from({length: count}, (_, index) => ({xM: 20 * index}));
}
