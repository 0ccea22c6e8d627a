import test from 'ava';
import {parseScenario, scenarioText} from '../scenario/load.js';
import {longestFirst} from './longest-first.js';

const {text} = scenarioText('smoke');

test('runs with more nodes begin before others, and runs that last longer too', t => {
	const runs = [run('few', 60, 1), run('many', 60, 5), run('long', 180, 1)];
	t.deepEqual(namesOf(longestFirst(runs)), ['many', 'long', 'few']);
});

test('runs that are alike begin in the order of the plan', t => {
	const runs = [run('a', 60, 4), run('b', 60, 4), run('c', 30, 8)];
	t.deepEqual(namesOf(longestFirst(runs)), ['a', 'b', 'c']);
});

test('a plan stays as it is: its table is in its own order', t => {
	const runs = [run('few', 60, 1), run('many', 60, 5)];
	longestFirst(runs);
	t.deepEqual(namesOf(runs), ['few', 'many']);
});

/** So many nodes for so long. */
function run(name: string, seconds: number, count: number) {
	const scenario = parseScenario(text, 'smoke.yaml');
	const nodes = [{...scenario.nodes[0]!, count}];
	return {name, scenario: {...scenario, nodes, durationMs: 1000 * seconds}};
}

function namesOf(runs: readonly {readonly name: string}[]): string[] {
	return runs.map(({name}) => name);
}
