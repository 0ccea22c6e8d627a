import test from 'ava';
import {simulate} from './bench.js';
import {parseScenario} from './scenario/load.js';

/* Nodes in a row, each of whom hears its two neighbours alone. */

test('four hops away from its gateway a node delivers by RPL', async t => {
	const {deliveries, forwarded} = await chain({hops: 4});
	t.is(deliveries.delivered, deliveries.published);
	t.true(deliveries.published > 50);
	t.true(forwarded > 3 * deliveries.published);
});

test('without routes only the first node of a row delivers', async t => {
	const {deliveries} = await chain({hops: 4, routing: 'none'});
	const radios = new Set(deliveries.lost.map(({radio}) => radio));
	t.false(radios.has(1));
	t.true(deliveries.delivered > 0);
	t.true(deliveries.delivered < deliveries.published);
});

test('the same seed has the same trace over many hops', async t => {
	const [first, again] = [await chain({hops: 3}), await chain({hops: 3})];
	t.is(first.traceHash, again.traceHash);
});

interface Row {
	readonly hops: number;
	readonly routing?: string;
}

async function chain({hops, routing = 'rpl'}: Row) {
	const points = Array.from({length: hops}, (_, index) => `[${40 * (index + 1)}, 5]`);
	const scenario = parseScenario(
		`
name: chain
duration: 5m
area: { widthM: 300, heightM: 10 }
air: { ccaMode: 3 }
routing: ${routing}
gateways: [{ placement: { points: [[0, 5]] } }]
nodes:
  - name: hop
    count: ${hops}
    app: sensor
    placement: { points: [${points.join(', ')}] }
    publish: { every: 20s, jitter: 1s }
    start: { within: 3s }
`,
		'chain.yaml',
	);
	let forwarded = () => 0;
	const outcome = await simulate(scenario, {
		prepared: world => {
			forwarded = () => world.lowpanCounters.forwarded;
		},
	});
	return {...outcome, forwarded: forwarded()};
}
