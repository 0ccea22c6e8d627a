import test from 'ava';
import {Bench} from './bench.js';

test('PINGREQ is answered at once, without the broker', t => {
	const on = new Bench();
	on.connect('a', 'n1');
	on.hears('a', {type: 'PINGREQ'});
	on.hears('a', {type: 'PINGREQ', clientId: 'n1'});
	t.deepEqual(on.sent(), [
		['a', {type: 'PINGRESP'}],
		['a', {type: 'PINGRESP'}],
	]);
	t.deepEqual(on.asked(), []);
});
