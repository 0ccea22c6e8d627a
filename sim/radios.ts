/*
 * Radios with a MAC and nothing above it: the lower half of a world, and all of it for whoever
 * measures the air itself.
 */
import {streamKey} from './kernel/random.js';
import {Scheduler} from './kernel/scheduler.js';
import {Trace} from './kernel/trace.js';
import {LinkSecurity} from './mac/link-security.js';
import {Mac} from './mac/mac.js';
import {DEFAULT_PIB, type Pib} from './mac/pib.js';
import type {Capture} from './phy/capture.js';
import {type CcaMode, Medium} from './phy/medium.js';
import {PsduPool} from './phy/psdu-pool.js';
import {type FadingOptions, SlowFading} from './phy/slow-fading.js';
import {
	type EmitterDescription,
	type PropagationModel,
	type RadioDescription,
	Terrain,
} from './phy/terrain.js';

export interface RadiosDescription {
	readonly seed: number;
	readonly radios: readonly RadioDescription[];
	/** What makes noise: numbered after the radios. */
	readonly emitters?: readonly EmitterDescription[];
	readonly propagation: PropagationModel;
	/** None if not said. */
	readonly fading?: FadingOptions;
	readonly capture: Capture;
	/** 1 if not said. */
	readonly ccaMode?: CcaMode;
	readonly pib?: Pib;
	/** 16 octets that protect data frames at security level 5; none if not said. */
	readonly linkKey?: Uint8Array;
	/** Radios that do not have the link key: all have it if not said. */
	readonly outsiders?: readonly number[];
	/** Frames that may wait in one radio's MAC: 64 if not said. */
	readonly macQueueMax?: number;
}

export class Radios {
	readonly scheduler = new Scheduler();
	readonly trace = new Trace(this.scheduler);
	readonly pool = new PsduPool();
	readonly terrain: Terrain;
	readonly medium: Medium;
	/** Undefined where frames are not protected. */
	readonly security: LinkSecurity | undefined;
	readonly mac: Mac;

	constructor(description: RadiosDescription) {
		const {seed, radios, capture, fading, linkKey, outsiders} = description;
		const {scheduler, trace, pool} = this;
		this.terrain = new Terrain({
			radios,
			emitters: description.emitters ?? [],
			model: description.propagation,
			luck: streamKey(seed, 'shadowing'),
			weather: fading && new SlowFading(fading, streamKey(seed, 'fading')),
			clock: scheduler,
		});
		this.medium = new Medium({
			scheduler,
			trace,
			pool,
			radios,
			links: this.terrain.links,
			capture,
			ccaMode: description.ccaMode ?? 1,
			luck: streamKey(seed, 'noise'),
			digest: fcsOf,
		});
		this.terrain.onChange = links => this.medium.rewire(links);
		this.security = linkKey && new LinkSecurity(linkKey, radios.length, outsiders);
		this.mac = new Mac({
			scheduler,
			trace,
			pool,
			medium: this.medium,
			radioCount: radios.length,
			pib: description.pib ?? DEFAULT_PIB,
			queueMax: description.macQueueMax ?? 64,
			luck: streamKey(seed, 'backoff'),
			security: this.security,
		});
	}

	/** Puts `radio` elsewhere. A RangeError where links are listed: nobody knows what they become. */
	move(radio: number, xM: number, yM: number): void {
		this.terrain.move(radio, xM, yM);
		this.trace.moved(radio, xM, yM);
	}

	/** From now on other luck decides over frames and backoffs; places, shadows and weather stay. */
	reseed(seed: number): void {
		this.medium.reseed(streamKey(seed, 'noise'));
		this.mac.reseed(streamKey(seed, 'backoff'));
	}
}

/** The last two octets of a frame stand for all of it. */
function fcsOf(octets: Uint8Array, size: number): number {
	return octets[size - 2] | (octets[size - 1] << 8);
}
