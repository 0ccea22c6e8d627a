import test from 'ava';
import {UsageError} from '../errors.js';
import {ConfigKey, withSetting} from './config-key.js';
import {portName} from './port-name.js';

test('a port has the rate that is said, or 115200, and a socket has none', t => {
	t.deepEqual(portName('/dev/ttyACM0'), {path: '/dev/ttyACM0', baudRate: 115_200, socket: false});
	t.deepEqual(portName('COM3:9600'), {path: 'COM3', baudRate: 9600, socket: false});
	t.deepEqual(portName('/dev/x:1200'), {path: '/dev/x', baudRate: 1200, socket: false});
	t.is(portName('/dev/x:4000000').baudRate, 4_000_000);
	t.like(portName('unix:/run/a:b.sock'), {path: '/run/a:b.sock', socket: true});
});

test('what is no port is a mistake of the user', t => {
	for (const bad of [
		'',
		':9600',
		'/dev/x:',
		'/dev/x:1199',
		'/dev/x:4000001',
		'/dev/x:fast',
		'unix:',
	]) {
		t.throws(() => portName(bad), {instanceOf: UsageError, message: /is not PORT/}, bad);
	}
});

test('settings are said by their names, decimal or hexadecimal', t => {
	const settings = withSetting(withSetting({}, 'App=1'), 'EuiLow=0xffffffff');
	t.deepEqual(settings, {[ConfigKey.App]: 1, [ConfigKey.EuiLow]: 0xffff_ffff});
});

test('what is no setting is a mistake of the user', t => {
	for (const bad of [
		'',
		'App',
		'App=',
		'App=x',
		'Ape=1',
		'App=-1',
		'App=4294967296',
		'toString=1',
	]) {
		t.throws(() => withSetting({}, bad), {instanceOf: UsageError, message: /keys are/}, bad);
	}
});
