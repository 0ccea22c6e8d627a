/* Our client before the suite, simulated: a test a family, failures by the id of the case. */
import test from 'ava';
import {ConfigKey as FirmwareKey} from '../../firmware/config.js';
import type {Result} from './case.js';
import {clientFamilies} from './client/cases.js';
import {builtModule} from './conform-command.js';
import {judgeClient} from './suite.js';
import {ConfigKey, SimulatedClient} from './targets/simulated-client.js';

const module = builtModule();

for (const {prefix, title} of clientFamilies) {
	test(`${prefix}: ${title}`, async t => {
		const start = async (task: ConstructorParameters<typeof SimulatedClient>[1]) =>
			new SimulatedClient(module, task);
		const results = await judgeClient(start, {only: `${prefix}-`});
		t.deepEqual(results.filter(unmet).map(lineOf), []);
	});
}

test('at least 100 cases', t => {
	const cases = clientFamilies.flatMap(family => family.cases);
	t.true(cases.length >= 100);
	t.is(new Set(cases.map(({id}) => id)).size, cases.length, 'an id for each');
});

test('the keys of the config are those of the firmware', t => {
	for (const [name, value] of Object.entries(ConfigKey)) {
		t.is(FirmwareKey[name as keyof typeof FirmwareKey], value, name);
	}
});

test('a client that cannot be given its task is not supported', async t => {
	const results = await judgeClient(async () => undefined, {only: 'CL-PUB-01'});
	t.deepEqual(
		results.map(({id, verdict}) => [id, verdict]),
		[['CL-PUB-01', 'not supported']],
	);
});

function unmet({verdict}: Result): boolean {
	return verdict === 'fail' || verdict === 'not supported';
}

function lineOf({id, title, reason, octets = []}: Result): string {
	return `${id} ${title}: ${reason}\n${octets.join('\n')}`;
}
