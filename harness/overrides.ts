import type {Scenario} from './scenario/schema.js';
import {withNodes} from './scenario/with-nodes.js';

/** What a command says in the place of a scenario. */
export interface Overrides {
	readonly seed?: number | undefined;
	readonly nodes?: number | undefined;
	/** In milliseconds. */
	readonly duration?: number | undefined;
}

/** `scenario` as the command wants it; a UsageError where that is no scenario. */
export function overridden(scenario: Scenario, {seed, nodes, duration}: Overrides): Scenario {
	const seeded = {
		...scenario,
		seed: seed ?? scenario.seed,
		durationMs: duration ?? scenario.durationMs,
	};
	return nodes === undefined ? seeded : withNodes(seeded, nodes);
}
