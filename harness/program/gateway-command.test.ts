/*
 * The verb, in a process of its own.
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {Motebench} from '../motebench.js';
import {connect, UdpClient} from './bench.js';

const folder = mkdtempSync(path.join(tmpdir(), 'command-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const usual = ['--udp', '127.0.0.1:0', '--broker', 'mqtt://127.0.0.1:1', '--security', 'off'];

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
	test(`${signal} stops a gateway, which is no failure`, async t => {
		const gateway = verb(t, [...usual, '--log', 'json']);
		const client = await UdpClient.open(await gateway.says(/"udp":"([^"]+)"/));
		t.deepEqual(await client.ask(connect('n1')), {type: 'CONNACK', returnCode: 1});
		gateway.child.kill(signal);
		t.is(await gateway.ended(), 0);
		t.regex(gateway.stderr.trim().split('\n').at(-1)!, /"event":"stopping","connects":0/);
		await client.close();
	});
}

test('no secret that a gateway is given comes out of it', async t => {
	const gateway = verb(t, [
		...['--udp', '127.0.0.1:0', '--broker', 'mqtt://anna:hush-1@127.0.0.1:1', '--security', 'off'],
		...['--credentials', file('credentials', 'n1: {user: bert, password: hush-2}')],
		...['--user', 'carl', '--password-file', file('password', 'hush-3\n')],
	]);
	const client = await UdpClient.open(await gateway.says(/udp=(\S+)/));
	await client.ask(connect('n1'));
	gateway.child.kill('SIGTERM');
	t.is(await gateway.ended(), 0);
	t.regex(gateway.stderr, /broker-out-of-reach/);
	t.notRegex(gateway.stderr, /hush|anna|bert|carl/);
	await client.close();
});

test('a gateway runs once with a store, and others run beside it', async t => {
	const store = ['--store', path.join(folder, 'store')];
	const first = verb(t, [...usual, ...store]);
	await first.says(/(listening)/);
	const again = verb(t, [...usual, ...store, '--gateway-id', '1']);
	t.is(await again.ended(), 3);
	t.regex(
		again.stderr,
		new RegExp(`^motebench: gateway 1 uses .*store already, as process ${first.child.pid};`),
	);
	t.regex(again.stderr, /give each gateway a --gateway-id of its own/);
	const other = verb(t, [...usual, ...store, '--gateway-id', '2']);
	await other.says(/(listening)/);
	first.child.kill('SIGKILL');
	t.is(await first.ended(), 'SIGKILL');
	const next = verb(t, [...usual, ...store]);
	await next.says(/(listening)/);
	for (const gateway of [other, next]) {
		gateway.child.kill('SIGTERM');
		t.is(await gateway.ended(), 0);
	}
});

const mistakes: [title: string, args: string[], said: RegExp][] = [
	['a bad address', [...usual, '--udp', '1884'], /1884 is not HOST:PORT/],
	['a bad broker', [...usual, '--broker', 'h'], /not the address of a broker/],
	['a certificate without key', [...usual, '--cert', 'x'], /--cert and --key belong together/],
	['a password without user', [...usual, '--password-file', 'x'], /needs --user/],
	['a gateway without keys', usual.slice(0, 4), /say where they are with --keys DIR/],
	['keys for nobody', [...usual, '--keys', 'x'], /--security off knows no keys/],
	['a file that is not there', [...usual, '--ca', path.join(folder, 'no')], /cannot be read/],
];

for (const [title, args, said] of mistakes) {
	test(`${title} is a mistake of the user`, async t => {
		const gateway = verb(t, args);
		t.is(await gateway.ended(), 2);
		t.regex(gateway.stderr, said);
	});
}

function verb(t: ExecutionContext, args: readonly string[]): Motebench {
	return new Motebench(t, 'gateway', ...args);
}

function file(name: string, text: string): string {
	const place = path.join(folder, name);
	writeFileSync(place, text);
	return place;
}
