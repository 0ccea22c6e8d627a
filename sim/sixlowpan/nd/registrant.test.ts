import test from 'ava';
import {Registrant} from './registrant.js';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const ROUTER = 7;

test('NS go out at once, three a second apart, then after longer and longer rests', t => {
	const {asked, registrant} = bench();
	registrant.begin(ROUTER, 0);
	t.deepEqual(asked(100), [0, 1, 2, 13, 14, 15, 36, 37, 38, 79, 80, 81]);
});

test('a registration is renewed after half of its hour', t => {
	const {asked, registrant} = bench();
	registrant.begin(ROUTER, 0);
	asked(0);
	t.is(registrant.answered(ROUTER, 0, 0), 'registered');
	t.deepEqual(asked(1800), [1800]);
	t.is(registrant.answered(ROUTER, 0, 30 * MINUTE), 'renewed');
	t.deepEqual(asked(3600), [3600]);
});

for (const status of [1, 2, 255]) {
	test(`status ${status} refuses: nobody is asked any more`, t => {
		const {asked, registrant} = bench();
		registrant.begin(ROUTER, 0);
		asked(0);
		t.is(registrant.answered(ROUTER, status, 0), 'refused');
		t.is(registrant.router, undefined);
		t.deepEqual(asked(100), []);
	});
}

test('an answer of another router, or to nothing that was asked, is unexpected', t => {
	const {asked, registrant} = bench();
	t.is(registrant.answered(ROUTER, 0, 0), 'unexpected');
	registrant.begin(ROUTER, 0);
	t.is(registrant.answered(ROUTER, 0, 0), 'unexpected', 'before the NS');
	asked(0);
	t.is(registrant.answered(ROUTER + 1, 0, 0), 'unexpected');
	t.is(registrant.answered(ROUTER, 0, 0), 'registered');
	t.is(registrant.answered(ROUTER, 2, 0), 'unexpected', 'a second time');
	t.true(registrant.isRegisteredWith(ROUTER));
});

test('another router has to be asked anew', t => {
	const {asked, registrant} = bench();
	registrant.begin(ROUTER, 0);
	asked(0);
	registrant.answered(ROUTER, 0, 0);
	registrant.begin(ROUTER + 1, MINUTE);
	t.false(registrant.isRegisteredWith(ROUTER + 1));
	t.deepEqual(asked(60), [60]);
});

function bench() {
	const registrant = new Registrant(() => 0);
	/** When it asks, in seconds, up to then. */
	const asked = (untilS: number) => {
		const times: number[] = [];
		while (registrant.pollAtUs <= untilS * SECOND) {
			const nowUs = registrant.pollAtUs;
			if (registrant.poll(nowUs)) times.push(nowUs / SECOND);
		}
		return times;
	};
	return {asked, registrant};
}
