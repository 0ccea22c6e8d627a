/* Our gateway before the suite, in the run: a test a family, failures by the id of the case. */
import test from 'ava';
import type {Result} from './case.js';
import {gatewayFamilies} from './gateway/cases.js';
import {judgeGateway} from './suite.js';
import {InProcessGateway} from './targets/in-process-gateway.js';

/** What may be seen of us where the standard permits more than one reading. */
const READINGS: Readonly<Record<string, string>> = {
	'6.12 ClientId has moved': 'DISCONNECT at once',
	'6.3 TopicIds of the session before': 'PUBACK invalid TopicId',
	'6.5 REGISTER of a wildcard': 'refused',
	'6.5 REGISTER again': 'has the same TopicId',
	'5.4.13 TopicId of PUBACK': 'that of PUBLISH',
	'6.9 SUBSCRIBE again': 'has the same TopicId',
	'6.9 a name of two octets': 'with the TopicId of SUBACK',
	'6.8 QoS -1 with a normal TopicId': 'silence',
};

for (const mode of ['transparent', 'aggregating'] as const) {
	for (const {prefix, title} of gatewayFamilies) {
		test(`${prefix}: ${title}, ${mode}`, async t => {
			const open = async () => new InProcessGateway({options: {mode}});
			const results = await judgeGateway(open, {only: `${prefix}-`});
			t.deepEqual(results.filter(unmet).map(lineOf), []);
		});
	}
}

test('what we make of ambiguous clauses is what we have decided', async t => {
	const results = await judgeGateway(async () => new InProcessGateway());
	for (const {clause, reading} of results) {
		if (READINGS[clause] !== undefined) t.is(reading, READINGS[clause], clause);
	}
});

test('at least 150 cases and 100 clauses', t => {
	const cases = gatewayFamilies.flatMap(family => family.cases);
	t.true(cases.length >= 150);
	t.true(new Set(cases.map(({clause}) => clause)).size >= 100);
	t.is(new Set(cases.map(({id}) => id)).size, cases.length, 'an id for each');
});

function unmet({verdict}: Result): boolean {
	return verdict === 'fail' || verdict === 'not supported';
}

function lineOf({id, title, reason, octets = []}: Result): string {
	return `${id} ${title}: ${reason}\n${octets.join('\n')}`;
}
