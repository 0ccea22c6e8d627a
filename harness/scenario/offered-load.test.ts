import test from 'ava';
import {simulate} from '../simulate.js';
import {loadScenario} from './load.js';
import {LOAD_MAX, loadWarning, type OfferedLoad, offeredLoad} from './offered-load.js';
import type {Scenario} from './schema.js';
import {withNodes} from './with-nodes.js';

test('the greenhouse is within what a channel carries, with three times the nodes it is not', async t => {
	const greenhouse = {...loadScenario('greenhouse'), durationMs: 1};
	t.is(loadWarning(await loadOf(greenhouse)), undefined);
	const crowded = await loadOf(withNodes(greenhouse, 1500));
	t.true(crowded.joining > LOAD_MAX);
	t.regex(
		loadWarning(crowded)!,
		/^warning: gateway \d hears 1\.\d times what a channel has room for/,
	);
});

test('many cells are many channels', async t => {
	const cells = withNodes({...loadScenario('cells'), durationMs: 1}, 1000);
	t.is(loadWarning(await loadOf(cells)), undefined);
});

test('keys ask for more airtime than none, and twice the period for half of it', async t => {
	const smoke = {...loadScenario('smoke'), durationMs: 1};
	const plain = await loadOf({...smoke, security: {...smoke.security, policy: 'off'}});
	const guarded = await loadOf({...smoke, security: {...smoke.security, policy: 'required'}});
	t.true(guarded.steady > plain.steady && guarded.joining > plain.joining);
	const slower = await loadOf(publishing(smoke, 2));
	t.is(slower.steady, (await loadOf(smoke)).steady / 2);
});

test('what is as much as a channel carries is no reason to warn, a little more is', t => {
	const load = {joining: LOAD_MAX, steady: LOAD_MAX, gateway: 1};
	t.is(loadWarning(load), undefined);
	t.regex(loadWarning({...load, steady: LOAD_MAX + 0.01})!, /gateway 1/);
});

/** The load of a scenario whose world is built. */
async function loadOf(scenario: Scenario): Promise<OfferedLoad> {
	let load: OfferedLoad | undefined;
	await simulate(scenario, {
		prepared: world => {
			load = offeredLoad(world, scenario);
		},
	});
	return load!;
}

function publishing(scenario: Scenario, factor: number): Scenario {
	const nodes = scenario.nodes.map(group =>
		group.app === 'sensor'
			? {...group, publish: {...group.publish, everyMs: factor * group.publish.everyMs}}
			: group,
	);
	return {...scenario, nodes};
}
