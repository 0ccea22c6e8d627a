import test from 'ava';
import {Solicitor} from './solicitor.js';

const SECOND = 1_000_000;

test('three RS are ten seconds apart, then it takes longer, up to a minute', t => {
	const {asked, solicitor} = bench();
	solicitor.begin(0);
	t.deepEqual(asked(300), [0.5, 10.5, 20.5, 40.5, 80.5, 140.5, 200.5, 260.5]);
});

test('a router that is heard is asked soon, but not within ten seconds of the last RS', t => {
	const {asked, solicitor} = bench();
	solicitor.begin(0);
	asked(45);
	solicitor.routerHeard(45 * SECOND);
	t.deepEqual(asked(60), [50.5]);
	t.deepEqual(asked(120), [110.5]);
	solicitor.routerHeard(130 * SECOND);
	t.deepEqual(asked(140), [130.5]);
});

test('an RA ends it until half of its lifetime is over, and it begins anew with ten seconds', t => {
	const {asked, solicitor} = bench(0);
	solicitor.begin(0);
	asked(60);
	solicitor.answered(60 * SECOND, 1600 * SECOND);
	solicitor.routerHeard(60 * SECOND);
	t.deepEqual(asked(890), [860, 870, 880]);
});

test('who is stopped asks nobody', t => {
	const {asked, solicitor} = bench();
	solicitor.begin(0);
	solicitor.stop();
	solicitor.routerHeard(SECOND);
	t.deepEqual(asked(100), []);
});

function bench(luck = 0.5) {
	const solicitor = new Solicitor(() => luck);
	/** When it asks, in seconds, up to then. */
	const asked = (untilS: number) => {
		const times: number[] = [];
		while (solicitor.pollAtUs <= untilS * SECOND) {
			const nowUs = solicitor.pollAtUs;
			if (solicitor.poll(nowUs)) times.push(nowUs / SECOND);
		}
		return times;
	};
	return {asked, solicitor};
}
