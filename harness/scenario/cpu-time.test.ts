import test from 'ava';
import {Report} from '../../sim/node/report.js';
import {simulate} from '../simulate.js';
import {cpuUsPerReport} from './cpu-time.js';
import {loadScenario} from './load.js';

const M0 = {counted: 'cortex-m0', cyclesPerInstruction: 2} as const;
const HZ = 16_000_000;

test('a protected PUBLISH of 70,118 instructions takes a Cortex-M0 of 16 MHz 8.765 ms', t => {
	const us = cpuUsPerReport(M0, HZ, true)!;
	t.is(us[Report.published], 8765);
	t.is(us[Report.secured], 30_119);
	t.is(us[Report.rekeyed], us[Report.secured]);
});

test('without keys there is no handshake, and a PUBLISH costs less than a quarter', t => {
	const us = cpuUsPerReport(M0, HZ, false)!;
	t.is(us[Report.published], 1972);
	t.false(Report.secured in us);
});

test('four times the clock, or half of the cycles, is that much less time', t => {
	const us = (hz: number, cyclesPerInstruction = 2) =>
		cpuUsPerReport({...M0, cyclesPerInstruction}, hz, true)![Report.published]!;
	t.is(us(4 * HZ), 2191);
	t.is(us(HZ, 1), 4382);
});

test('where nothing is said to be counted, nothing is charged', t => {
	t.is(cpuUsPerReport(undefined, HZ, true), undefined);
});

test('door contacts whose processor is counted need more of their battery, and the same air', async t => {
	const contacts = loadScenario('ten-years');
	const stated = {...contacts, durationMs: 7_200_000};
	const energy = {...contacts.energy!, cpu: M0};
	const [without, counted] = [await simulate(stated), await simulate({...stated, energy})];
	t.is(counted.outcome.traceHash, without.outcome.traceHash);
	const cpuUa = ({summary}: typeof counted) => summary({}).lifetime!.causesUa['cpu'];
	t.true(cpuUa(counted) > cpuUa(without));
});
