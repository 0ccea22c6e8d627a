import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {EnvironmentError, UsageError} from '../errors.js';
import type {UsbPort} from '../locate/usb-port.js';
import {boardPort} from './board-port.js';

const BOTH = 'boards: [{board: microbit, name: left, sn: "99001"}, {board: microbit, sn: "99002"}]';

test('a board is where bench.yaml says, at the rate that is usual for its kind', async t => {
	const port = (port: string) =>
		portOf(t, 'microbit', `boards: [{board: microbit, port: ${port}}]`);
	t.is(await port('/dev/ttyUSB0'), '/dev/ttyUSB0:115200');
	t.is(await port('"/dev/ttyUSB0:9600"'), '/dev/ttyUSB0:9600');
	t.is(await port('"unix:/run/line"'), 'unix:/run/line');
	await t.throwsAsync(port('"a:b"'), {instanceOf: UsageError, message: /^a:b is not PORT/});
});

test('a board without a port in bench.yaml is found by the number of its probe', async t => {
	t.is(await portOf(t, 'left', BOTH), '/dev/ttyACM1:115200');
	await t.throwsAsync(portOf(t, 'microbit', BOTH), {
		instanceOf: UsageError,
		message: 'bench.yaml has 2 microbit: say left or --sn 99002',
	});
});

test('a board that no bench.yaml knows is found where it is the only one', async t => {
	const bench = path.join(folder(t), 'none');
	const found = (...ports: UsbPort[]) =>
		boardPort('microbit', {bench, environment: {}, ports: async () => ports});
	t.is(await found(microbit('99007')), '/dev/ttyACM7:115200');
	await t.throwsAsync(found(), {instanceOf: EnvironmentError});
	await t.throwsAsync(found(microbit('99007'), microbit('99008')), {instanceOf: UsageError});
});

test('what motebench test has found is not looked for again, but for another board', async t => {
	const environment = {MOTEBENCH_TARGET: 'board:left', MOTEBENCH_PORT: '/dev/ttyACM9:115200'};
	t.is(await portOf(t, 'left', BOTH, environment), '/dev/ttyACM9:115200');
	const other = BOTH.replace('left', 'right');
	t.is(await portOf(t, 'right', other, environment), '/dev/ttyACM1:115200');
});

test('a name that is in no bench.yaml and no board is a mistake of the user', async t => {
	await t.throwsAsync(portOf(t, 'microbti', BOTH), {
		instanceOf: UsageError,
		message: /did you mean microbit\?$/,
	});
	const list = '- {board: microbit, port: /dev/ttyUSB0}';
	await t.throwsAsync(portOf(t, 'microbit', list), {instanceOf: UsageError, message: /a mapping/});
});

/** Where `name` is by this bench.yaml, with two boards plugged in. */
function portOf(t: ExecutionContext, name: string, text: string, environment = {}) {
	const bench = path.join(folder(t), 'bench.yaml');
	writeFileSync(bench, text);
	return boardPort(name, {
		bench,
		environment,
		ports: async () => [microbit('99001'), microbit('99002')],
	});
}

function microbit(sn: string): UsbPort {
	const device = {vid: '0d28', pid: '0204', product: undefined, interface: 1};
	return {path: `/dev/ttyACM${sn.slice(-1)}`, sn, ...device};
}

function folder(t: ExecutionContext): string {
	const name = mkdtempSync(path.join(tmpdir(), 'board-port-'));
	t.teardown(() => rmSync(name, {recursive: true}));
	return name;
}
