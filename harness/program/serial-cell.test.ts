/* A board behind a serial line reaches a gateway and a broker. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {startBoard} from '../conformance/targets/board-process.js';
import {Motebench} from '../motebench.js';
import {UdpTransport} from '../transport/udp.js';
import {encodeForwarder} from '../wire/forwarder.js';
import {decode, encode} from '../wire/wire.js';

const folder = mkdtempSync(path.join(tmpdir(), 'cell-'));
test.after.always(() => rmSync(folder, {recursive: true}));

test('the forwarder of a board carries its messages to a gateway and back', async t => {
	const {port, stop} = await startBoard(path.join(folder, 'board.sock'), 10);
	t.teardown(stop);
	const gateway = await UdpTransport.open({listen: {host: '127.0.0.1', port: 0}});
	t.teardown(() => gateway.close());
	const said = new Set<string>();
	const published = new Promise<void>(resolve => {
		gateway.onDatagram = (from, datagram) => {
			const envelope = decode(datagram);
			if (envelope.type !== 'FORWARDER') return t.fail(envelope.type);
			const inner = decode(envelope.inner);
			said.add(inner.type);
			const answer = answerTo(inner);
			if (answer !== undefined) {
				gateway.send(from, encodeForwarder({...envelope, inner: encode(answer)}));
			}
			if (inner.type === 'PUBLISH') resolve();
		};
	});
	const settings = ['App=1', 'EuiLow=7', 'TopicIdType=1', 'PeriodMs=1000'];
	const verb = new Motebench(
		t,
		...['forwarder', '--serial', port, '--gateway', gateway.address],
		...settings.flatMap(setting => ['--set', setting]),
	);
	t.is(await verb.says(/board=(\S+)/), 'wasm');
	await published;
	t.deepEqual([...said].slice(0, 3), ['SEARCHGW', 'CONNECT', 'PUBLISH']);
	verb.child.kill('SIGTERM');
	t.is(await verb.ended(), 0);
	t.regex(verb.stderr, /stopped forwarded=\d+ returned=\d+ dropped=0/);
});

const mistakes: [claim: string, args: string[]][] = [
	['no clients', []],
	['two kinds of clients', ['--serial', 'unix:x', '--listen', '127.0.0.1:0']],
	['a group of boards', ['--serial', 'unix:x', '--multicast', '239.255.18.84:1883']],
	['settings without a board', ['--listen', '127.0.0.1:0', '--set', 'App=1']],
	['no such setting', ['--serial', 'unix:x', '--set', 'Ape=1']],
	['no such rate', ['--serial', '/dev/x:1']],
];

for (const [claim, args] of mistakes) {
	test(`${claim} is a mistake of the user`, async t => {
		const verb = ['forwarder', '--gateway', '127.0.0.1:9', ...args];
		t.is(await new Motebench(t, ...verb).ended(), 2);
	});
}

test('a board that is not there is exit code 3', async t => {
	const args = ['forwarder', '--gateway', '127.0.0.1:9', '--serial', '/dev/motebench-none'];
	t.is(await new Motebench(t, ...args).ended(), 3);
});

function answerTo(message: ReturnType<typeof decode>): Parameters<typeof encode>[0] | undefined {
	if (message.type === 'SEARCHGW') return {type: 'GWINFO', gwId: 5, gwAdd: new Uint8Array()};
	if (message.type === 'CONNECT') return {type: 'CONNACK', returnCode: 0};
	return undefined;
}
