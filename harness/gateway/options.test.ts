import test from 'ava';
import {complete, defaults, type GatewayOptions} from './options.js';

test('what is not given is the default', t => {
	t.deepEqual(complete({gwId: 2}), {...defaults, gwId: 2});
});

const refuses = test.macro((t, options: GatewayOptions, message: RegExp) => {
	t.throws(() => complete(options), {instanceOf: RangeError, message});
});

test('refuses a GwId of nine bits', refuses, {gwId: 256}, /^gwId is not .* 0 to 255: 256$/);
test('refuses TADV 0', refuses, {tadvS: 0}, /^tadvS/);
test('refuses half a client', refuses, {clientsMax: 1.5}, /^clientsMax/);
test('refuses a Tretry that is no number', refuses, {tretryMs: Number.NaN}, /^tretryMs/);
test('refuses more topics than TopicIds', refuses, {topicsMax: 65_535}, /^topicsMax/);
test('refuses messages without payload', refuses, {messageSizeMax: 6}, /^messageSizeMax/);
test('refuses predefined TopicId 0', refuses, {predefined: new Map([[0, 'a']])}, /TopicId: 0$/);
test(
	'refuses predefined TopicId 0xffff',
	refuses,
	{predefined: new Map([[0xffff, 'a']])},
	/TopicId: 65535$/,
);
test('refuses a predefined wildcard', refuses, {predefined: new Map([[1, 'a/#']])}, /"a\/#"$/);
