/*
 * A scenario, cut short, and nothing but the hash of its trace: what a worker thread and a process
 * of another engine are asked for.
 *
 *   node build/scripts/hash-run.js NAME NODES SECONDS [KEPT_AT_SECONDS]   ->  one line
 */
import {isMainThread} from 'node:worker_threads';
import {type Checkpoint, checkpointOf, mustBeSame} from '../harness/checkpoint.js';
import {loadScenario} from '../harness/scenario/load.js';
import type {Scenario} from '../harness/scenario/schema.js';
import {withNodes} from '../harness/scenario/with-nodes.js';
import {firmware, simulate} from '../harness/simulate.js';

export interface HashRun {
	readonly name: string;
	readonly nodes: number;
	readonly seconds: number;
	/** That of the scenario if not said. */
	readonly seed?: number;
	/** Kept then, and gone on with from there. */
	readonly keptAtS?: number;
}

/** The hash of the trace; where the run is kept on its way, that of the run that goes on. */
export default async function hashOf(run: HashRun): Promise<string> {
	const {name, nodes, seconds, keptAtS, seed} = run;
	const named = withNodes(loadScenario(name), nodes);
	const scenario = {...named, durationMs: 1000 * seconds, seed: seed ?? named.seed};
	if (keptAtS === undefined) return (await simulate(scenario)).outcome.traceHash;
	const checkpoint = await keptAt(scenario, 1_000_000 * keptAtS);
	const proved = {atUs: 1_000_000 * keptAtS, reached: mustBeSame.bind(undefined, checkpoint)};
	return (await simulate(checkpoint.scenario, {halts: [proved]})).outcome.traceHash;
}

async function keptAt(scenario: Scenario, atUs: number): Promise<Checkpoint> {
	let text = '';
	const abort = new AbortController();
	await simulate(scenario, {
		signal: abort.signal,
		halts: [
			{
				atUs,
				reached: world => {
					text = JSON.stringify(checkpointOf(world, scenario, firmware().built.sha256));
					abort.abort();
				},
			},
		],
	});
	return JSON.parse(text) as Checkpoint;
}

if (isMainThread && process.argv[1]?.endsWith('hash-run.js')) {
	const [name, nodes, seconds, keptAtS] = process.argv.slice(2);
	const kept = keptAtS === undefined ? {} : {keptAtS: Number(keptAtS)};
	console.log(await hashOf({name, nodes: Number(nodes), seconds: Number(seconds), ...kept}));
}
