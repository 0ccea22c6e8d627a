/*
 * The thread in which a run with a view is simulated, so that it can be held without holding the
 * server that holds it. It writes the same files as any run.
 *
 *   stage   chunk, reached, memory, progress ...   done or failed
 */
import {parentPort, workerData} from 'node:worker_threads';
import type {World} from '../sim/world.js';
import {type ArtefactOptions, Artefacts} from './artefacts.js';
import {EnvironmentError, UsageError} from './errors.js';
import {LiveTape} from './live-tape.js';
import type {Manifest} from './report/manifest.js';
import type {Summary} from './report/summary.js';
import type {Described} from './scenario/describe.js';
import type {Scenario} from './scenario/schema.js';
import {simulate} from './simulate.js';
import {Governed} from './view/governor.js';
import {masked} from './view/memory.js';
import type {Stage} from './view/stage.js';
import {stageOf} from './world-file.js';

export interface LiveOrder {
	readonly scenario: Scenario;
	readonly folder: string;
	readonly capture: ArtefactOptions['capture'];
	readonly captureKeys?: boolean;
	readonly manifest?: Manifest;
	readonly brokerUrl?: string;
	readonly speed?: number;
	/** What the run may do: harness/view/governor.ts. */
	readonly shared: SharedArrayBuffer;
	/** False where something outside does not wait. */
	readonly holds: boolean;
}

export type LiveNews =
	| {readonly say: 'stage'; readonly stage: Stage}
	| {readonly say: 'chunk'; readonly chunk: Uint8Array<ArrayBuffer>}
	| {readonly say: 'reached'; readonly us: number}
	| {
			readonly say: 'memory';
			readonly radio: number;
			readonly timeUs: number;
			readonly octets: Uint8Array;
	  }
	| {readonly say: 'progress'; readonly nowUs: number; readonly wallSeconds: number}
	| {readonly say: 'done'; readonly summary: Summary; readonly endUs: number}
	| {
			readonly say: 'failed';
			readonly whose: 'user' | 'world' | 'us';
			readonly message: string;
	  };

if (parentPort !== null) {
	const port = parentPort;
	const say = (news: LiveNews) => port.postMessage(news);
	try {
		await simulateLive(workerData as LiveOrder, say);
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		say({say: 'failed', ...faultOf(error)});
	}
}

async function simulateLive(order: LiveOrder, say: (news: LiveNews) => void): Promise<void> {
	const {scenario, folder, capture, captureKeys = false, manifest, brokerUrl, speed} = order;
	const governed = new Governed(order.shared);
	const artefacts = new Artefacts({
		folder,
		capture,
		captureKeys,
		scenario,
		...(manifest && {manifest}),
	});
	const abort = new AbortController();
	let tape: LiveTape | undefined;
	let nowUs = () => 0;
	let summary: Summary;
	try {
		const simulated = await simulate(scenario, {
			signal: abort.signal,
			prepared: (world, described) => {
				artefacts.watch(world, described);
				tape = liveTape(order, {world, described, governed, say});
				nowUs = () => world.trace.now;
				world.trace.watch(tape);
			},
			progress: (us, wallSeconds) => {
				tape?.turned();
				say({say: 'progress', nowUs: us, wallSeconds});
				if (governed.stopped) abort.abort();
			},
			...(brokerUrl !== undefined && {brokerUrl}),
			...(speed !== undefined && {speed}),
		});
		tape?.turned();
		summary = artefacts.conclude(simulated);
	} finally {
		artefacts.close();
	}
	// Whoever hears this reads the files: they are whole by now.
	say({say: 'done', summary, endUs: nowUs()});
}

interface Scene {
	readonly world: World;
	readonly described: Described;
	readonly governed: Governed;
	readonly say: (news: LiveNews) => void;
}

function liveTape(
	{scenario, holds}: LiveOrder,
	{world, described, governed, say}: Scene,
): LiveTape {
	const stage = stageOf(scenario, described);
	say({say: 'stage', stage});
	const first = world.endpoints.length;
	return new LiveTape({
		trace: world.trace,
		governed: holds ? governed : undefined,
		chunk: chunk => say({say: 'chunk', chunk}),
		reached: us => say({say: 'reached', us}),
		attend: () => {
			const radio = governed.asked();
			if (radio === undefined) return;
			const page = world.nodes[radio - first]?.page ?? new Uint8Array(0);
			const octets = page.length === 0 ? page : masked(page, stage.areas);
			say({say: 'memory', radio, timeUs: world.trace.now, octets});
		},
	});
}

/** An error does not keep its class on its way to another thread. */
function faultOf(error: Error): {whose: 'user' | 'world' | 'us'; message: string} {
	if (error instanceof UsageError) return {whose: 'user', message: error.message};
	if (error instanceof EnvironmentError) return {whose: 'world', message: error.message};
	return {whose: 'us', message: error.stack ?? error.message};
}
