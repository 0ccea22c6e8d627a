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
	/** By how much the process has grown at most: in all, and over the nodes. */
	readonly memory: {readonly grownBytes: number; readonly perNodeBytes: number};
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
	/** Of datagrams that came to gateways over routes; null where there are none. */
	readonly hops: {readonly mean: number; readonly max: number} | null;
	/** Of messages after all faults had struck and the fleet had time to heal; null without faults. */
	readonly healedRatio: number | null;
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
	/** How long batteries last; null where the scenario names none. */
	readonly lifetime: LifetimeSummary | null;
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
	/** What became of the keys; null where there are none. */
	readonly keys: KeysSummary | null;
	/** What attackers have sent, and what was delivered to them or for them. */
	readonly attack: {readonly sent: number; readonly delivered: number};
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

/** Years, and the interval of 95 % that the scatter of the run leaves. */
export interface NodeLifetime {
	readonly node: number;
	readonly years: number;
	readonly low: number;
	readonly high: number;
	/** Mean current by cause. */
	readonly causesUa: Readonly<Record<string, number>>;
}

export interface LifetimeSummary {
	readonly battery: string;
	readonly medianYears: number;
	/** Mean current by cause, over all nodes. */
	readonly causesUa: Readonly<Record<string, number>>;
	/** Of the node that is out first: its years if one cause were twice as much, the worst first. */
	readonly shortens: readonly {readonly cause: string; readonly years: number}[];
	/** Nodes by lifetime, the shortest first: the first few, and how many more there are. */
	readonly nodes: readonly NodeLifetime[];
	readonly nodesOmitted: number;
}

export interface KeysSummary {
	/** Nodes that had a session. */
	readonly joined: number;
	/** Times at which new keys took the place of others. */
	readonly rekeyed: number;
	/** Attempts of nodes that came to nothing. */
	readonly refused: number;
	/** Generations that the key server has proof of. */
	readonly proved: number;
	readonly suspects: number;
	readonly revoked: number;
	/** Nonces that were looked at, and those that were used before. */
	readonly nonces: number;
	readonly noncesRepeated: number;
	/** Secrets that were found on the air or in memory, by kind: never what they are. */
	readonly leaks: Readonly<Record<string, number>>;
	/** What gateways have not let in, by reason. */
	readonly drops: Readonly<Record<GuardDrop, number>>;
}

/** Why a gateway drops what comes in. */
export const GUARD_DROPS = [
	'replays',
	'badTags',
	'malformed',
	'plaintextRefused',
	'unknownSessions',
	'groupFramesRefused',
	'hellosRefused',
	'foreignClientIds',
] as const;
export type GuardDrop = (typeof GUARD_DROPS)[number];

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
	readonly unit: 'count' | 'ratio' | 'ms' | 'years';
	readonly passed: boolean;
}

/**
 * What a run shows. A trap is a fault of the firmware, and so is a
 * key that did not do what it is for, whatever else was; a run whose time was too
 * far behind the wall clock shows nothing, be its expectations met or not.
 */
export type Verdict = 'passed' | 'failed' | 'inconclusive' | 'interrupted';

export function verdictOf(summary: Summary): Verdict {
	const {interrupted, expectations, firmware, keys} = summary;
	if (interrupted) return 'interrupted';
	if (firmware.traps > 0) return 'failed';
	if (keys !== null && (keys.noncesRepeated > 0 || leakCount(keys) > 0)) return 'failed';
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

/** Secrets that were found, of all kinds. */
export function leakCount({leaks}: KeysSummary): number {
	return Object.values(leaks).reduce((sum, count) => sum + count, 0);
}
