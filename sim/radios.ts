/*
 * Radios with a MAC and nothing above it: the lower half of a world, and all of it for whoever
 * measures the air itself.
 */
import {streamKey} from './kernel/random.js';
import {Scheduler} from './kernel/scheduler.js';
import {Trace} from './kernel/trace.js';
import {Mac} from './mac/mac.js';
import {DEFAULT_PIB, type Pib} from './mac/pib.js';
import type {Capture} from './phy/capture.js';
import {Links, type RadioDescription} from './phy/links.js';
import {Medium} from './phy/medium.js';
import type {LogDistance} from './phy/propagation.js';
import {PsduPool} from './phy/psdu-pool.js';

export interface RadiosDescription {
	readonly seed: number;
	readonly radios: readonly RadioDescription[];
	readonly propagation: LogDistance;
	readonly capture: Capture;
	readonly pib?: Pib;
	/** Frames that may wait in one radio's MAC: 64 if not said. */
	readonly macQueueMax?: number;
}

export class Radios {
	readonly scheduler = new Scheduler();
	readonly trace = new Trace(this.scheduler);
	readonly pool = new PsduPool();
	readonly links: Links;
	readonly medium: Medium;
	readonly mac: Mac;

	constructor(description: RadiosDescription) {
		const {seed, radios, capture, propagation} = description;
		const {scheduler, trace, pool} = this;
		this.links = Links.between(radios, propagation, streamKey(seed, 'shadowing'));
		this.medium = new Medium({
			scheduler,
			trace,
			pool,
			radios,
			links: this.links,
			capture,
			luck: streamKey(seed, 'noise'),
			digest: fcsOf,
		});
		this.mac = new Mac({
			scheduler,
			trace,
			pool,
			medium: this.medium,
			radioCount: radios.length,
			pib: description.pib ?? DEFAULT_PIB,
			queueMax: description.macQueueMax ?? 64,
			luck: streamKey(seed, 'backoff'),
		});
	}
}

/** The last two octets of a frame stand for all of it. */
function fcsOf(octets: Uint8Array, size: number): number {
	return octets[size - 2] | (octets[size - 1] << 8);
}
