import test from 'ava';
import {loadScenario} from './scenario/load.js';
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
