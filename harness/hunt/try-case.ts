/*
 * One case of a hunt, wherever it is tried: what a thread of the pool loads.
 */
import {UsageError} from '../errors.js';
import {parseScenario} from '../scenario/load.js';
import {calmOf, RecoveryCheck, servedIn} from '../scenario/recovery.js';
import type {Scenario} from '../scenario/schema.js';
import {type Firmware, firmware, firmwareIn, simulate} from '../simulate.js';
import {Threads} from '../sweep/crew.js';
import {type Finding, judge} from './judge.js';

export interface Case {
	/** A scenario's file, as YAML or JSON. */
	readonly text: string;
	/** Where files lie that it names. */
	readonly folder: string;
	/** The URL of a folder with another firmware than the one that is built. */
	readonly firmware?: string;
}

export interface Tried {
	readonly finding?: Finding;
	/** Why it is no scenario; then it was not run. */
	readonly invalid?: string;
	readonly traceHash?: string;
}

/** Runs the case and judges it. What is thrown on the way is a finding, too. */
export default async function tryCase({text, folder, firmware: other}: Case): Promise<Tried> {
	const built = other === undefined ? firmware() : firmwareIn(new URL(other));
	try {
		return await judged(parseScenario(text, 'case.yaml', folder), built);
	} catch (error) {
		if (error instanceof UsageError) return {invalid: error.message};
		if (!(error instanceof Error)) throw error;
		return {finding: {kind: 'crash', what: `${error.name}: ${error.message}`}};
	}
}

/** So many threads that try cases. */
export function caseThreads(count: number): Threads<Case, Tried> {
	return new Threads(new URL(import.meta.url), count);
}

async function judged(scenario: Scenario, built: Firmware): Promise<Tried> {
	const {outcome} = await simulate(scenario, {firmware: built});
	const unserved = outcome.unserved ?? [];
	const beyond = unserved.length === 0 ? [] : await outOfReach(scenario, built);
	const lost = unserved.filter(radio => !beyond.includes(radio));
	const finding = judge(scenario, outcome, {lost, beyond: unserved.length - lost.length});
	return {traceHash: outcome.traceHash, ...(finding !== undefined && {finding})};
}

/** Who is not served even where nothing strikes, such as a node that no gateway hears. */
async function outOfReach(scenario: Scenario, built: Firmware): Promise<readonly number[]> {
	const calm = calmOf(scenario);
	let recovery: RecoveryCheck | undefined;
	await simulate(
		{...scenario, faults: [], attackers: []},
		{
			firmware: built,
			prepared: ({trace}, {members}) => {
				recovery = calm && new RecoveryCheck(trace, calm, servedIn(scenario, members));
				if (recovery !== undefined) trace.watch(recovery);
			},
		},
	);
	return recovery?.verdict() ?? [];
}
