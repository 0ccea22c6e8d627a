/*
 * What came of a run, as one object: summary.json, what --json prints, and what the text and the
 * JUnit report are made of. Keys are stable. Null stands for what could not be measured, such as
 * a latency when nothing arrived.
 */
import type {Spread} from './quantile.js';

export interface Summary {
	readonly scenario: string;
	readonly seed: number;
	readonly nodes: number;
	readonly gateways: number;
	readonly simulatedSeconds: number;
	readonly wallSeconds: number;
	/** Simulated seconds a second. */
	readonly speed: number;
	/** Whether the run was stopped before its end. */
	readonly interrupted: boolean;
	/** What the nodes' apps made. */
	readonly published: number;
	/** Of these, what the subscriber behind the broker had at least once. */
	readonly delivered: number;
	/** Copies beyond the first. */
	readonly duplicates: number;
	readonly deliveryRatio: number | null;
	/** From the app to the subscriber. */
	readonly latencyMs: Spread | null;
	readonly frames: {
		readonly sent: number;
		readonly delivered: number;
		readonly collided: number;
		readonly tooWeak: number;
		readonly retries: number;
		readonly channelAccessFailures: number;
	};
	readonly energy: {
		readonly totalMc: number;
		readonly perNodeMc: {readonly mean: number; readonly max: number};
		/** Of all nodes, over the messages delivered. */
		readonly perDeliveredUc: number | null;
	};
	readonly firmware: {
		readonly wasmBytes: number;
		readonly staticBytes: number;
		readonly traps: number;
	};
	readonly commands: {
		readonly sent: number;
		readonly answered: number;
		readonly roundTripMs: Spread | null;
	};
	/** How far time was behind the wall clock; null where there are no boards to hold it to that. */
	readonly lag: {
		readonly p50Ms: number;
		readonly p99Ms: number;
		readonly maxMs: number;
		readonly boundMs: number;
	} | null;
	/** Messages that never arrived: the first few, and how many more there are. */
	readonly lost: readonly LostMessage[];
	readonly lostOmitted: number;
	/** Messages that arrived more than once: the first few, and how many more there are. */
	readonly doubled: readonly DoubledMessage[];
	readonly doubledOmitted: number;
	readonly traceHash: string;
	readonly expectations: readonly ExpectationResult[];
	/** Paths of what the run has written, by kind. */
	readonly files: Readonly<Record<string, string>>;
	/** Where the broker was, without user and password; `in the run` for the one inside. */
	readonly broker: string;
}

/** How many lost and how many doubled messages a summary lists. */
export const LISTED_MAX = 100;

export interface LostMessage {
	readonly node: number;
	/** The number that the node gave the message. */
	readonly seq: number;
	/** When the app made it, in simulated time. */
	readonly timeMs: number;
	readonly payload: string;
	/** What is known about its end. */
	readonly why: string;
}

export interface DoubledMessage {
	readonly node: number;
	readonly seq: number;
	readonly timeMs: number;
	readonly payload: string;
	/** How often it arrived. */
	readonly copies: number;
}

export interface ExpectationResult {
	readonly text: string;
	/** Null where the figure was not measured. */
	readonly observed: number | null;
	readonly unit: 'count' | 'ratio' | 'ms';
	readonly passed: boolean;
}

/**
 * What a run shows. A trap is a fault of the firmware, whatever else was; a run whose time was too
 * far behind the wall clock shows nothing, be its expectations met or not.
 */
export type Verdict = 'passed' | 'failed' | 'inconclusive' | 'interrupted';

export function verdictOf(summary: Summary): Verdict {
	const {interrupted, expectations, firmware} = summary;
	if (interrupted) return 'interrupted';
	if (firmware.traps > 0) return 'failed';
	if (!keptUp(summary)) return 'inconclusive';
	return expectations.every(({passed}) => passed) ? 'passed' : 'failed';
}

/** Whether time was with the wall clock as far as the scenario asks. */
export function keptUp({lag}: Summary): boolean {
	return lag === null || lag.p99Ms <= lag.boundMs;
}

/** Whether a run came to its end, met what was expected of it, and no node trapped. */
export function hasPassed(summary: Summary): boolean {
	return verdictOf(summary) === 'passed';
}
