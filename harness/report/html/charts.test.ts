import test from 'ava';
import {exampleDetails} from '../example.js';
import {chartOf, plotDataOf} from './chart.js';
import {chartsOf} from './charts.js';

test('charts end with the run, though what is late is waited for', t => {
	const [whole, half] = [60, 30].map(seconds => chartsOf(exampleDetails, seconds));
	t.deepEqual(whole[0].x.values, [0, 15, 30, 45]);
	t.deepEqual(half[0].x.values, [0, 15]);
	for (const {series} of half.filter(({x}) => x.axis === 'seconds')) {
		for (const {values} of series) t.is(values.length, 2);
	}
});

test('a share of nothing is a hole, not nought', t => {
	const collisions = chartsOf(exampleDetails, 60).find(({id}) => id === 'collisions')!;
	t.is(collisions.series[0].values[2], null);
});

test('a line breaks where nothing was measured, and a lonely value is a dot', t => {
	const latency = chartsOf(exampleDetails, 60).find(({id}) => id === 'latency')!;
	const [line] = chartOf(latency)
		.match(/class="line tone1" d="([^"]+)"/)!
		.slice(1);
	t.regex(line, /^M[\d. ]+L[\d. ]+M[\d. ]+h\.1$/);
});

test('the curve of a baseline is looked up at the same latencies', t => {
	const {latencies} = exampleDetails;
	const slower = {...exampleDetails, latencies: {...latencies, ms: latencies.ms.map(ms => 2 * ms)}};
	const curve = chartsOf(exampleDetails, 60, slower).find(({id}) => id === 'latencies')!;
	const [own, base] = curve.series;
	const at = curve.x.values.indexOf(16);
	t.deepEqual([own.values[at], base.values[at]], [0.5, 0.25]);
	t.deepEqual([own.values.at(-1), base.values.at(-1)], [1, 1]);
});

test('a dip is seen: delivery begins at what it falls to', t => {
	const lows = [0.96, 0.6, 0.2].map(share => {
		const delivered = [300 * share, 300, 300, 300];
		const slots = {...exampleDetails.slots, delivered};
		return plotDataOf(chartsOf({...exampleDetails, slots}, 60)[0]).yRange[0];
	});
	t.deepEqual(lows, [0.95, 0.5, 0]);
});

test('paper and screen have the same scales', t => {
	for (const chart of chartsOf(exampleDetails, 60)) {
		const {yTicks, yRange, data} = plotDataOf(chart);
		t.true(yTicks.length >= 2, chart.id);
		t.deepEqual([yTicks[0], yTicks.at(-1)], yRange, chart.id);
		t.is(data.length, 1 + chart.series.length);
	}
});
