/* What tests of whole runs share: a bundled scenario, changed a little, run without files. */

import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Artefacts} from './artefacts.js';
import type {Summary} from './report/summary.js';
import {loadScenario} from './scenario/load.js';
import type {Outcome} from './scenario/runner.js';
import type {Scenario} from './scenario/schema.js';
import {type SimulateOptions, simulate as simulated} from './simulate.js';

/** The bundled scenario `name` with some of its fields replaced. */
export function bundled(name: string, changes: Partial<Scenario> = {}): Scenario {
	return {...loadScenario(name), ...changes};
}

/** For tests of what is seen or changed on the way: nobody has keys. */
export const IN_CLEAR = {
	security: {policy: 'off', records: 'compact', rekeyHours: 0, rekeyLog2: 20, orders: []},
} satisfies Partial<Scenario>;

/** Runs `scenario` with its files in `folder`, without a capture. */
export async function record(
	scenario: Scenario,
	folder: string,
	prepared: SimulateOptions['prepared'] = () => {},
): Promise<Summary> {
	const artefacts = new Artefacts({folder, capture: 'none', scenario});
	try {
		const run = await simulated(scenario, {
			prepared: (world, described) => {
				artefacts.watch(world, described);
				prepared(world, described);
			},
		});
		return artefacts.conclude(run);
	} finally {
		artefacts.close();
	}
}

/** Runs `scenario` and returns what was counted. */
export async function simulate(
	scenario: Scenario,
	options: SimulateOptions = {},
): Promise<Outcome> {
	return (await simulated(scenario, options)).outcome;
}

/** Runs `scenario` and returns its capture, with the frames that the trace has counted. */
export async function captured(scenario: Scenario, capture: 'none' | 'gateways' | 'all') {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	try {
		const artefacts = new Artefacts({folder, capture});
		const outcome = await simulate(scenario, {
			prepared: (world, described) => artefacts.watch(world, described),
		});
		artefacts.close();
		const file = artefacts.files['capture'];
		return {
			outcome,
			sent: outcome.frames.sent,
			traceHash: outcome.traceHash,
			capture: file === undefined ? new Uint8Array(0) : readFileSync(file),
		};
	} finally {
		rmSync(folder, {recursive: true});
	}
}
