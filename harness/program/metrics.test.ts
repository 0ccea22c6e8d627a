import test from 'ava';
import {EnvironmentError} from '../errors.js';
import {MetricsServer, metricsText} from './metrics.js';

const numbers = {counters: {droppedQueueFull: 3}, gauges: {connected: 0}};

test('a counter ends in total, and names are in lower case', t => {
	t.is(
		metricsText('moteGateway_', numbers).replaceAll('__', '_'),
		[
			'# TYPE mote_gateway_dropped_queue_full_total counter',
			'mote_gateway_dropped_queue_full_total 3',
			'# TYPE mote_gateway_connected gauge',
			'mote_gateway_connected 0',
			'',
		].join('\n'),
	);
});

test('each question is answered with the numbers of now', async t => {
	let connected = 0;
	const server = await MetricsServer.open(0, () =>
		metricsText('', {counters: {}, gauges: {connected}}),
	);
	for (connected of [1, 2]) {
		const answer = await fetch(server.url);
		t.is(await answer.text(), `# TYPE connected gauge\nconnected ${connected}\n`);
		t.regex(answer.headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
	}
	t.is((await fetch(server.url.replace('metrics', ''))).status, 404);
	t.is((await fetch(server.url, {method: 'POST'})).status, 405);
	await server.close();
});

test('a port that is taken is one line', async t => {
	const server = await MetricsServer.open(0, () => '');
	const port = Number(new URL(server.url).port);
	await t.throwsAsync(
		MetricsServer.open(port, () => ''),
		{instanceOf: EnvironmentError, message: /^cannot serve metrics at 127.0.0.1:\d+; choose/},
	);
	await server.close();
});
