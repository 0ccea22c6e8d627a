import test from 'ava';
import {builtModule} from '../conform-command.js';
import {clientMutants} from './client-mutants.js';
import {gatewayMutants} from './gateway-mutants.js';
import {selftest} from './selftest.js';

test('every mutant is caught by the case that is named', async t => {
	const proofs = await selftest(builtModule());
	const rest = proofs.filter(({outcome}) => outcome !== 'caught');
	t.deepEqual(rest, []);
	t.true(proofs.length >= 40);
});

test('no two mutants have one name', t => {
	for (const mutants of [gatewayMutants, clientMutants]) {
		t.is(new Set(mutants.map(({name}) => name)).size, mutants.length);
	}
});
