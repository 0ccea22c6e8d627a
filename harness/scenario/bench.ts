/* What tests of whole runs share: a bundled scenario, changed a little, run without files. */
import {readFileSync} from 'node:fs';
import {describe} from './describe.js';
import {loadBoard, loadScenario} from './load.js';
import {type Outcome, type RunOptions, run} from './runner.js';
import type {Scenario} from './schema.js';

export const firmware = new WebAssembly.Module(
	readFileSync(new URL('../../node.wasm', import.meta.url)),
);

/** The bundled scenario `name` with some of its fields replaced. */
export function bundled(name: string, changes: Partial<Scenario> = {}): Scenario {
	return {...loadScenario(name), ...changes};
}

/** Runs `scenario`; the rest is handed to run(). */
export function simulate(
	scenario: Scenario,
	options: Omit<Partial<RunOptions>, 'scenario' | 'described'> = {},
): Promise<Outcome> {
	const boards = [...scenario.gateways, ...scenario.nodes].map(({board}) => board);
	const facts = new Map(boards.map(id => [id, loadBoard(id)]));
	return run({scenario, described: describe(scenario, facts, firmware), ...options});
}
