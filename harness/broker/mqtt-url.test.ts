import test from 'ava';
import {UsageError} from '../errors.js';
import {brokerAddress} from './mqtt-url.js';

test('the port of a broker is 1883, and 8883 with TLS, unless it is given', t => {
	t.is(brokerAddress('mqtt://localhost').port, 1883);
	t.is(brokerAddress('mqtts://localhost').port, 8883);
	t.is(brokerAddress('mqtt://localhost:1').port, 1);
});

test('user and password come out of the URL, and are not shown', t => {
	t.deepEqual(brokerAddress('mqtt://anna:a%3Ab%40c@[::1]:1884'), {
		protocol: 'mqtt',
		host: '::1',
		port: 1884,
		username: 'anna',
		password: 'a:b@c',
		shown: 'mqtt://[::1]:1884',
	});
});

test('a WebSocket has the port of HTTP and the path that is given, else /mqtt', t => {
	const {port, path, shown} = brokerAddress('ws://broker');
	t.deepEqual([port, path, shown], [80, '/mqtt', 'ws://broker:80']);
	t.is(brokerAddress('wss://broker').port, 443);
	t.is(brokerAddress('wss://broker:8081/a/b?token=x').path, '/a/b?token=x');
	t.notRegex(brokerAddress('wss://broker/?token=x').shown, /token/);
	t.is(brokerAddress('mqtt://broker/a').path, undefined);
});

const bad = [
	'',
	'localhost',
	'localhost:1883',
	'http://localhost',
	'mqtt://',
	'mqtt://h:65536',
	'mqtt://me:100%@h',
];

for (const url of bad) {
	test(`"${url}" is not the address of a broker`, t => {
		t.throws(() => brokerAddress(url), {instanceOf: UsageError, message: /expected mqtt:\/\//});
	});
}

test('a password is not shown, however wrong the URL is', t => {
	const urls = [
		'http://anna:secret@host',
		'mqtt://anna:se/cret@host:x',
		'anna:secret@host',
		'mqtt//a:secret@@h',
		'mqtt://anna:x\nsecret@host:x',
	];
	for (const url of urls) {
		const error = t.throws(() => brokerAddress(url), {instanceOf: UsageError});
		t.notRegex(error.message, /cret|anna/);
	}
});
