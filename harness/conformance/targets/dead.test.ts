import test from 'ava';
import type {Broker} from '../../broker/port.js';
import {builtModule} from '../conform-command.js';
import {judgeClient, judgeGateway} from '../suite.js';
import {InProcessGateway} from './in-process-gateway.js';
import {SimulatedClient} from './simulated-client.js';

/* Whoever says nothing at all must not pass for being modest. */

const DEAD = {hears: () => [], says: () => []};

test('no case passes before a gateway that is dead', async t => {
	const results = await judgeGateway(async () => new InProcessGateway(DEAD));
	const passed = results.filter(({verdict}) => verdict === 'pass' || verdict === 'ambiguous');
	t.deepEqual(
		passed.map(({id, title}) => `${id} ${title}`),
		[],
	);
});

test('no case passes before a client that is dead', async t => {
	const module = builtModule();

	const results = await judgeClient(async task => new SimulatedClient(module, task, DEAD));
	t.deepEqual(
		results.filter(({verdict}) => verdict !== 'fail').map(({id}) => id),
		[],
	);
});

test('a gateway whose broker never answers accepts nobody', async t => {
	const broker = (inner: Broker): Broker => {
		return listener => Object.assign(Object.create(inner(listener)), {open() {}});
	};
	const open = async () => new InProcessGateway({broker});
	const results = await judgeGateway(open, {only: 'GW-CON-12'});
	t.is(results[0]!.verdict, 'fail');
});
