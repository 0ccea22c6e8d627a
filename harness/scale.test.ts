import test from 'ava';
import {loadScenario} from './scenario/load.js';
import type {NodeGroup, Scenario} from './scenario/schema.js';
import {simulate} from './simulate.js';

/* npm run bench -- --only cells says how fast; here is that it is so. */

const NODES = 10_000;
/** Twice what is measured, for other engines: routers and their tables are in it. */
const KIB_A_NODE_MAX = 64;

test('ten thousand nodes with keys and a hundred gateways live in one process', async t => {
	const before = process.memoryUsage().rss;
	let grownKib = 0;
	const {outcome} = await simulate(
		{...loadScenario('cells'), durationMs: 1000},
		{
			prepared: ({nodes, endpoints}) => {
				t.is(nodes.length, NODES);
				t.is(endpoints.length, 100);
				grownKib = (process.memoryUsage().rss - before) / 1024;
			},
		},
	);
	t.true(grownKib / NODES < KIB_A_NODE_MAX, `${grownKib / NODES} KiB a node`);
	t.true(outcome.deliveries.published > 0);
	t.deepEqual(outcome.deliveries.lost, []);
	t.is(outcome.traps, 0);
});

test('in two of these cells what is published arrives over three hops and more', async t => {
	const {outcome, summary} = await simulate(cellsOf(loadScenario('cells'), 2));
	const {deliveryRatio, hops, keys} = summary({});
	t.true(deliveryRatio !== null && deliveryRatio >= 0.99, `${deliveryRatio}`);
	t.true(hops !== null && hops.max >= 3 && hops.mean > 1.5);
	// Who hangs on a weak link may need more than five minutes for a handshake.
	t.true(keys !== null && keys.joined >= 198);
	t.is(outcome.traps, 0);
});

/** So many of the hundred cells in a row, for five minutes. */
function cellsOf(scenario: Scenario, cells: number): Scenario {
	const {gateways, nodes, area} = scenario;
	return {
		...scenario,
		durationMs: 300_000,
		area: {widthM: 300 * cells, heightM: area.heightM / 10},
		gateways: gateways.map(group => ({...group, count: cells})),
		nodes: nodes.map(group => ({
			...group,
			count: (group.count * cells) / 100,
			placement: {kind: 'cells' as const, cells, radiusM: radiusOf(group)},
		})),
	};
}

function radiusOf({placement}: NodeGroup): number {
	return placement.kind === 'cells' ? placement.radiusM : 0;
}
