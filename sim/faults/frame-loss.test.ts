import test from 'ava';
import {AirBench} from './air-bench.js';
import {FrameLoss} from './frame-loss.js';

test('so great a share of all frames as is asked for comes with a wrong FCS', t => {
	const {air, luck, pass} = new AirBench();
	const loss = new FrameLoss(air, {share: 0.3, luck});
	loss.strike();
	const lost = Array.from({length: 1000}, () => pass('00112233')).filter(
		frame => frame !== '00112233',
	);
	// Five standard deviations of a binomial with p = 0.3.
	t.true(Math.abs(lost.length - 300) < 73, `${lost.length}`);
	t.is(lost[0], '001122cc');
	loss.heal();
	t.is(pass('00112233'), '00112233');
});

test('at 0 nothing is lost, at 1 everything', t => {
	for (const [share, expected] of [
		[0, '0011'],
		[1, '00ee'],
	] as const) {
		const {air, luck, pass} = new AirBench();
		new FrameLoss(air, {share, luck}).strike();
		t.true(Array.from({length: 100}, () => pass('0011')).every(frame => frame === expected));
	}
});

test('frames that have been lost are not lost again before it has healed', t => {
	const {air, luck} = new AirBench();
	const loss = new FrameLoss(air, {share: 0.5, luck});
	loss.strike();
	t.throws(() => loss.strike(), {instanceOf: RangeError});
	loss.heal();
	t.notThrows(() => loss.strike());
});
