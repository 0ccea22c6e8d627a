/* Luck of the network layer: each device draws its own, by number. */
import {below, draw, type StreamKey} from '../kernel/random.js';
import type {Device} from './device.js';

export class Luck {
	constructor(private readonly key: StreamKey) {}

	/** 0 to `count` - 1. */
	below(device: Device, count: number): number {
		return below(draw(this.key, device.radio, 0, device.draws++), count);
	}

	/** `least` to `most`. */
	between(device: Device, least: number, most: number): number {
		return least + this.below(device, most - least + 1);
	}
}
