/*
 * Other periods from some time on. A sensor is told as if somebody had set it so by hand: a word of
 * its configuration, which it looks at when it has taken its next sample, and again after a reset.
 */
import type {World} from '../../sim/world.js';
import type {Complaint} from '../yaml/complaint.js';
import {ConfigKey} from './describe.js';
import type {Scenario} from './schema.js';

/** Puts what changes of the samples on the calendar of `world`. */
export function scheduleSamples(world: World, scenario: Scenario): void {
	for (const {atMs, nodes, samplesEveryMs, jitterMs} of scenario.traffic.changes ?? []) {
		if (samplesEveryMs === undefined) continue;
		const words = {[ConfigKey.periodMs]: samplesEveryMs, [ConfigKey.jitterMs]: jitterMs};
		world.after(1000 * atMs, () => {
			for (const index of sensorsOf(scenario, nodes)) world.nodes[index].configure(words);
		});
	}
}

/** What is wrong with the changes of `scenario`: they are of sensors and actuators that are there. */
export function* changesOf({traffic, nodes}: Scenario): Generator<Complaint> {
	const simulated = nodes.filter(({target}) => target.kind === 'sim');
	const sensors = simulated.filter(({app}) => app === 'sensor').map(({name}) => name);
	for (const [index, change] of (traffic.changes ?? []).entries()) {
		const at = ['traffic', 'changes', index];
		const known = change.nodes === undefined ? sensors.length > 0 : sensors.includes(change.nodes);
		if (change.samplesEveryMs !== undefined && !known) {
			yield {
				path: [...at, 'nodes'],
				expected: `simulated sensors: ${sensors.join(', ') || 'none'}`,
			};
		}
		if (change.commandsEveryMs !== undefined && traffic.commands === undefined) {
			yield {path: [...at, 'commandsEvery'], expected: '`commands` that it changes'};
		}
	}
}

/** Indices of simulated nodes. */
function sensorsOf({nodes}: Scenario, group: string | undefined): number[] {
	let first = 0;
	return nodes.flatMap(({name, count, app, target}) => {
		if (target.kind !== 'sim') return [];
		const start = first;
		first += count;
		if (app !== 'sensor' || (group ?? name) !== name) return [];
		return Array.from({length: count}, (_, index) => start + index);
	});
}
