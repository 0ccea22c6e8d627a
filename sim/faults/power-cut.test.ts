import test from 'ava';
import {PowerCut, type PowerHandle} from './power-cut.js';

test('without a step the power fails at once', t => {
	const {node, log} = bench();
	new PowerCut(node).strike();
	t.deepEqual(log, ['cut']);
});

test('a step counts from one, clean or torn, and is spared if it heals before', t => {
	const {node, log} = bench();
	const clean = new PowerCut(node, {step: 1});
	clean.strike();
	clean.heal();
	new PowerCut(node, {step: 5, torn: () => 0}).strike();
	t.deepEqual(log, ['at 0', 'spared', 'at 4 torn']);
});

function bench() {
	const log: string[] = [];
	const node: PowerHandle = {
		cutPower: () => void log.push('cut'),
		flash: {
			cutAt: (step, luck) => void log.push(`at ${step}${luck ? ' torn' : ''}`),
			spare: () => void log.push('spared'),
		},
	};
	return {node, log};
}
