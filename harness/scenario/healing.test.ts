import test from 'ava';
import {healedFromUs} from './healing.js';
import {parseScenario} from './load.js';

test('five minutes after the last fault has struck a fleet is healed', t => {
	t.is(healedFromUs(struckAt('10m', '20m', '15m')), 25 * 60e6);
});

test('where nothing strikes nothing heals', t => {
	t.is(healedFromUs(struckAt()), undefined);
});

function struckAt(...times: readonly string[]) {
	const faults = times.map(at => `{kind: reboot, nodes: all, at: ${at}}`);
	const node = '{name: one, app: none, count: 1}';
	return parseScenario(
		`{name: own, duration: 1h, area: {widthM: 9, heightM: 9}, nodes: [${node}],` +
			` faults: [${faults.join(', ')}]}`,
		'own.yaml',
	);
}
