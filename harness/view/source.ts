/*
 * What the view's server serves: a run, whether it goes on or is a folder of files. How it came
 * to be, neither server nor page knows.
 */
import type {Reel} from './reel.js';
import type {Stage} from './stage.js';

/** A node's memory as it was at one moment, masked. */
export interface Memory {
	readonly timeUs: number;
	readonly octets: Uint8Array;
}

export interface Source {
	readonly stage: Stage;
	readonly reel: Reel;
	/** `governed`: the run goes as far as the page lets it. `free`: it goes on by itself. */
	readonly mode: 'recorded' | 'governed' | 'free';
	/** The memory of a node; undefined where there is none. */
	memoryOf(radio: number): Promise<Memory | undefined>;
	/** A governed run may go on up to `us`, or for one more event. */
	allow?(us: number): void;
	allowOne?(): void;
}
