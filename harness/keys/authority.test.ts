import test from 'ava';
import {UsageError} from '../errors.js';
import {type Authority, enrolled, exported} from './authority.js';
import {EUI, OTHER_EUI} from './bench.js';

/** The fleet of the worked example. */
const empty: Authority = {orm: Buffer.from('f0e1d2c3b4a5968778695a4b3c2d1e0f', 'hex'), devices: []};
const RC0 = 'f43ddde275c50c76eecdd2eb7c089227';
const RC1 = 'faf5dea2adc6d7b0772aa6489389fb24';

test('the keys of epochs 0 and 1 are those of the worked example', t => {
	const {authority, recoveryKey} = enrolled(empty, {eui: EUI, batch: 1});
	t.is(recoveryKey.toString('hex'), RC0);
	t.is(exported(authority, [EUI]).keys[0]!.key.toString('hex'), RC0);
	t.is(exported(authority, [EUI], 1).keys[0]!.key.toString('hex'), RC1);
});

test('an export never goes back behind an earlier one', t => {
	const first = exported(enrolled(empty, {eui: EUI, batch: 1}).authority, [EUI], 2);
	t.is(exported(first.authority, [EUI], 2).keys[0]!.epoch, 2);
	t.is(exported(first.authority, [EUI], 3).keys[0]!.epoch, 3);
	for (const epoch of [1, undefined]) {
		t.throws(() => exported(first.authority, [EUI], epoch), {
			instanceOf: UsageError,
			message: /recovery epoch 2 of 00124b0001020304 was exported/,
		});
	}
});

test('a device that is enrolled again keeps what was exported of it', t => {
	const first = exported(enrolled(empty, {eui: EUI, batch: 1}).authority, [EUI], 2);
	const again = enrolled(first.authority, {eui: EUI, batch: 3});
	t.deepEqual(again.authority.devices, [{eui: EUI, batch: 3, exported: 2}]);
});

test('a device that was never enrolled has no key', t => {
	const {authority} = enrolled(empty, {eui: EUI, batch: 1});
	t.throws(() => exported(authority, [EUI, OTHER_EUI]), {
		instanceOf: UsageError,
		message: /never enrolled 00124b0001020305/,
	});
});
