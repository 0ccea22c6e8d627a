/*
 * Where a run stops for a moment: where it is to be kept, and where one that was kept goes on.
 *
 *   0 ---- again, unseen ---- resume: proved ---- anew ---- checkpoint: kept ---- end
 */
import path from 'node:path';
import {
	type Checkpoint,
	checkpointOf,
	lacksKey,
	mustBeSame,
	mustFit,
	readCheckpoint,
	writeCheckpoint,
} from './checkpoint.js';
import {UsageError} from './errors.js';
import {formatDuration} from './scenario/duration.js';
import {loadScenario} from './scenario/load.js';
import type {Halt} from './scenario/runner.js';
import type {Scenario} from './scenario/schema.js';
import {firmware} from './simulate.js';

/** What the user says of it. */
export interface WaypointOptions {
	/** When to keep the run, in milliseconds. */
	readonly checkpoint?: number;
	/** The file of the run that goes on. */
	readonly resume?: string;
	/** The luck of a run that goes on. */
	readonly seedAfter?: number;
	readonly broker?: string;
	readonly speed?: number;
	/** Whether the run is looked at. */
	readonly view?: boolean;
}

/** What happens on the way. */
export interface Way {
	readonly scenario: Scenario;
	/** The folder for the checkpoint. */
	readonly folder: string;
	/** Called with the path of the checkpoint once it is written. */
	readonly kept: (file: string) => void;
}

export class Waypoints {
	readonly resumed: Checkpoint | undefined;
	readonly #options: WaypointOptions;
	#begin = () => {};

	/** A UsageError for options that do not go together, and for a file that is no checkpoint. */
	constructor(options: WaypointOptions) {
		const {resume, seedAfter} = options;
		if (seedAfter !== undefined && resume === undefined) {
			throw new UsageError('--seed-after is for a run that goes on: add --resume FILE');
		}
		if (options.view && (resume ?? options.checkpoint) !== undefined) {
			throw new UsageError('--view goes without --checkpoint and --resume');
		}
		this.#options = options;
		this.resumed = resume === undefined ? undefined : readCheckpoint(resume);
	}

	/** The scenario of that name; without one, that of the checkpoint. */
	scenarioOf(name: string | undefined): Scenario {
		if (name !== undefined) return loadScenario(name);
		if (this.resumed !== undefined && lacksKey(this.resumed)) {
			const again = `motebench run SCENARIO --resume ${this.#options.resume}`;
			throw new UsageError(`the link key of the run was not kept: name its scenario, ${again}`);
		}
		if (this.resumed !== undefined) return this.resumed.scenario;
		throw new UsageError('run what? Name a scenario, or a checkpoint: --resume FILE');
	}

	/** What tells this run from the one that was kept, for the name of its folder. */
	get suffix(): string {
		if (this.resumed === undefined) return '';
		const {seedAfter} = this.#options;
		const seed = seedAfter === undefined ? '' : `-0x${seedAfter.toString(16)}`;
		return `-from-${formatDuration(this.resumed.atMs)}${seed}`;
	}

	/** Up to when nothing new happens, in microseconds. */
	get againUntilUs(): number {
		return 1000 * (this.resumed?.atMs ?? 0);
	}

	/** Calls `begin` where the run is new: now, or where one goes on. */
	prepared(begin: () => void): void {
		if (this.resumed === undefined) begin();
		else this.#begin = begin;
	}

	/** A UsageError for a moment that the run does not have, or a run that cannot be had again. */
	haltsOf(way: Way): Halt[] {
		this.#mustBePossible(way.scenario);
		const {checkpoint} = this.#options;
		const halts = this.resumed === undefined ? [] : [this.#resumption(this.resumed)];
		if (checkpoint !== undefined) halts.push(keeping(checkpoint, way));
		return halts;
	}

	#resumption(resumed: Checkpoint): Halt {
		const {seedAfter} = this.#options;
		mustFit(resumed, firmware().built.sha256);
		return {
			atUs: this.againUntilUs,
			reached: world => {
				mustBeSame(resumed, world);
				if (seedAfter !== undefined) world.reseed(seedAfter);
				this.#begin();
			},
		};
	}

	#mustBePossible({durationMs, nodes}: Scenario): void {
		const {checkpoint, broker, speed} = this.#options;
		const fromMs = this.resumed?.atMs ?? 0;
		if (checkpoint === undefined && this.resumed === undefined) return;
		if (fromMs > durationMs) {
			throw new UsageError(`the run ends before ${formatDuration(fromMs)}, where it would go on`);
		}
		if (checkpoint !== undefined && (checkpoint <= fromMs || checkpoint > durationMs)) {
			const [from, to] = [fromMs, durationMs].map(formatDuration);
			throw new UsageError(`--checkpoint: a time after ${from} and up to ${to}, the end`);
		}
		const outside = broker !== undefined || nodes.some(({target}) => target.kind !== 'sim');
		if (outside) throw new UsageError('a run with a broker outside or boards is never had again');
		if (speed !== undefined && this.resumed) throw new UsageError('--resume goes without --speed');
	}
}

function keeping(atMs: number, {scenario, folder, kept}: Way): Halt {
	return {
		atUs: 1000 * atMs,
		reached: world => {
			const file = path.join(folder, 'checkpoint.json');
			writeCheckpoint(file, checkpointOf(world, scenario, firmware().built.sha256));
			kept(file);
		},
	};
}
