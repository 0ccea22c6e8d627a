/*
 * Boards at lines in a scenario. A board is our firmware in a process of its own behind a unix
 * socket, so this needs no QEMU.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {World} from '../../sim/world.js';
import {type RunningBoard, startBoard} from '../conformance/targets/board-process.js';
import {EnvironmentError, UsageError} from '../errors.js';
import {verdictOf} from '../report/summary.js';
import {type SimulateOptions, simulate} from '../simulate.js';
import {BoardFleet} from './board-fleet.js';
import {parseScenario} from './load.js';

const folder = mkdtempSync(path.join(tmpdir(), 'fleet-'));
test.after.always(() => rmSync(folder, {recursive: true}));

test('a board and simulated nodes arrive at one broker, all of them with keys', async t => {
	const {port} = await board(t);
	const summary = await simulated(port);
	t.is(summary.nodes, 3);
	t.is(summary.deliveryRatio, 1, JSON.stringify(summary.lost));
	t.true(summary.published >= 6);
	t.is(verdictOf(summary), 'passed', JSON.stringify(summary.lag));
	t.true(summary.wallSeconds >= 6, 'time is the wall clock');
});

test('commands reach a board, which answers', async t => {
	const {port} = await board(t);
	const summary = await simulated(port, {}, text =>
		text
			.replace('app: sensor\n    target', 'app: actuator\n    target')
			.replace('publish: { every: 2s } # the board', 'subscribe: { qos: 1 }')
			.concat('\ntraffic: { commands: { every: 2s, qos: 1 } }\n'),
	);
	t.is(summary.commands.sent, 2);
	t.is(summary.commands.answered, 2);
});

test.serial('where the machine is too slow there is no verdict', async t => {
	const {port} = await board(t);
	const stuck = new Int32Array(new SharedArrayBuffer(4));
	const summary = await simulated(port, {
		prepared: world => {
			for (let us = 100_000; us < 6_000_000; us += 100_000) {
				world.after(us, () => void Atomics.wait(stuck, 0, 0, 150));
			}
		},
	});
	t.true(summary.lag!.p99Ms > summary.lag!.boundMs);
	t.is(verdictOf(summary), 'inconclusive');
});

test('a board that goes away for good ends the run', async t => {
	const {port, stop} = await board(t);
	const prepared = (world: World) => world.after(1_000_000, stop);
	const longer = (text: string) => text.replace('duration: 6s', 'duration: 1m');
	await t.throwsAsync(simulated(port, {prepared}, longer), {
		instanceOf: EnvironmentError,
		message: /^board 3 is lost: its line is silent/,
	});
});

test('a board with other firmware is refused', async t => {
	const {port} = await board(t);
	const place = {kind: 'serial', port} as const;
	const member = {name: 'board 1', place, settings: {}, bootUs: 0, radio: 1};
	await t.throwsAsync(BoardFleet.open([member], [], 'abc'), {
		instanceOf: EnvironmentError,
		message: /^board 1 runs build [0-9a-f]{16}, not abc; build its image anew/,
	});
});

test('boards are as fast as the wall clock, and no faster', async t => {
	await t.throwsAsync(simulated('/dev/none', {speed: 2}), {
		instanceOf: UsageError,
		message: /leave out --speed/,
	});
});

async function simulated(
	port: string,
	options: SimulateOptions = {},
	changed = (text: string) => text,
) {
	const scenario = parseScenario(changed(SCENARIO.replace('PORT', port)), 'boards.yaml');
	const run = await simulate(scenario, options);
	return run.summary({});
}

let boards = 0;

async function board(t: ExecutionContext): Promise<RunningBoard> {
	boards += 1;
	const running = await startBoard(path.join(folder, `${boards}.sock`));
	t.teardown(running.stop);
	return running;
}

const SCENARIO = `
name: boards
duration: 6s
area: { widthM: 10, heightM: 10 }
gateways:
  - { count: 1 }
nodes:
  - name: board
    count: 1
    app: sensor
    target: serial:PORT
    publish: { every: 2s } # the board
    retry: { after: 1s }
    start: { within: 100ms }
  - name: sensor
    count: 2
    app: sensor
    publish: { every: 2s }
    retry: { after: 1s }
    start: { within: 100ms }
expectations:
  - delivery == 1
`;
