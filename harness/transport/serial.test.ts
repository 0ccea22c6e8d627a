/* A board that a program plays, in a process of its own behind a unix socket. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {startBoard} from '../conformance/targets/board-process.js';
import {EnvironmentError} from '../errors.js';
import {ConfigKey} from '../serial/config-key.js';
import {SerialBoard, SerialTransport} from './serial.js';

const folder = mkdtempSync(path.join(tmpdir(), 'serial-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const PUBLISHER = {
	[ConfigKey.App]: 1,
	[ConfigKey.TopicIdType]: 1,
	[ConfigKey.PeriodMs]: 1000,
	[ConfigKey.Qos]: 3,
};

test('a board that is configured sends its datagrams here, and gets ours', async t => {
	const port = await board(t, 'one');
	const transport = await SerialTransport.open({port, settings: PUBLISHER});
	t.teardown(() => transport.close());
	t.is(transport.device?.boardId, 'wasm');
	t.is(transport.device?.buildId.length, 16);
	const heard = await new Promise<string>(resolve => {
		transport.onDatagram = (from, datagram) => {
			resolve(`${from} ${Buffer.from(datagram).toString('hex', 1, 3)}`);
		};
	});
	t.is(heard, `${port} 0100`);
	transport.send(port, Uint8Array.of(2, 0x17));
	transport.broadcast(Uint8Array.of(2, 0x17), 0);
	t.is(transport.counters.sent, 2);
	await transport.close();
	transport.send(port, Uint8Array.of(2, 0x17));
	t.is(transport.counters.notSent, 1);
});

test('a board without an app is not started', async t => {
	const port = await board(t, 'two');
	await t.throwsAsync(SerialTransport.open({port}), {
		instanceOf: EnvironmentError,
		message: /START failed: WRONG_STATE/,
	});
});

test('a board that was reset is blank', async t => {
	const port = await board(t, 'three');
	const running = await SerialBoard.open({port});
	await running.start(PUBLISHER);
	t.is((await running.reset()).resetReason, 1);
	await t.throwsAsync(running.start({}), {message: /WRONG_STATE/});
	await running.close();
});

test('where there is no board it is one line, in time', async t => {
	const port = `unix:${path.join(folder, 'none.sock')}`;
	await t.throwsAsync(SerialBoard.open({port, deadlineMs: 50}), {
		instanceOf: EnvironmentError,
		message: /^no device at .*none\.sock: .*ENOENT/,
	});
});

test('a port that no driver knows is one line too', async t => {
	await t.throwsAsync(SerialBoard.open({port: '/dev/motebench-none:9600', deadlineMs: 50}), {
		instanceOf: EnvironmentError,
		message: /^no device at \/dev\/motebench-none: .*No such file/,
	});
});

/** A board that ends with the test. */
async function board(t: ExecutionContext, name: string): Promise<string> {
	const {port, stop} = await startBoard(path.join(folder, `${name}.sock`));
	t.teardown(stop);
	return port;
}
