/*
 * What does it cost? Each row is measured in one run, on one machine, beside its neighbours:
 * quote ratios, not seconds.
 *
 *   npm run bench                      everything
 *   npm run bench -- --only star       one part: the simulator
 *   npm run bench -- --only gateway    the other: the gateway over UDP, with its floor beside it
 *   npm run bench -- --only board      instructions of the firmware on a Cortex-M0, in QEMU
 *   npm run bench -- --only sweep     sixty runs by one thread, and by one a core
 *   npm run bench -- --json            one array on standard output
 */
import {readFileSync} from 'node:fs';
import {Command, Option} from 'commander';
import {qemuMissing} from '../harness/serial/qemu.js';
import {boardWithFirmware} from '../harness/target/board-facts.js';
import {buildImage, compilerMissing} from './board-image.js';
import {countInstructions, type InstructionRow, instructionTable} from './instructions.js';
import {radioStar, type StarResult, wholeStar} from './star.js';
import {SWEEP_HEAD, type SweepRow, sweepLineOf, sweepSpeed} from './sweep-speed.js';
import {type ThroughputRow, throughput} from './throughput.js';
import {moduleAsC} from './wasm-to-c.js';

const COUNTS = [50, 100, 250, 500, 1000];
/** Messages of a row: enough that a row takes about a second. */
const RADIO_MESSAGES = 400_000;
const WHOLE_MESSAGES = 50_000;
/** Messages of a row of the gateway. */
const GATEWAY_MESSAGES = 10_000;
/** Messages before the first row, so that the engine has compiled what it will. */
const WARM_UP = 20_000;

const GATEWAY_HEAD = `
the gateway as a program, over UDP on loopback, to mosquitto
                      name  clients   QoS  pause ms   CPU s/10,000   messages/s   p99 ms   lost`;
const HEAD = '  nodes   x real time   events/s   us/frame      PDR   attempts';

const PARTS = ['star', 'gateway', 'board', 'sweep'] as const;
type Part = (typeof PARTS)[number];

interface Row {
	readonly name: string;
	readonly nodes: number;
	readonly simulatedSeconds: number;
	readonly wallSeconds: number;
	/** Simulated by wall-clock time. */
	readonly speed: number;
	readonly eventsPerSecond: number;
	/** Share of the messages that arrived. */
	readonly pdr: number;
	/** Transmissions a frame. */
	readonly attempts: number;
	/** What a frame costs, with its ACK and all that it causes. */
	readonly microsecondsPerFrame: number;
}

const program = new Command('bench')
	.addOption(new Option('--only <part>', 'one part alone').choices(PARTS))
	.option('--json', 'print the rows as JSON')
	.parse();
const {json = false, only} = program.opts<{json?: boolean; only?: Part}>();

const firmware = new WebAssembly.Module(
	readFileSync(new URL('../../build/node.wasm', import.meta.url)),
);
const rows: unknown[] = [];
if (wanted('star')) {
	rows.push(
		...star('star, radio alone', RADIO_MESSAGES, radioStar),
		...star('star, firmware and gateway', WHOLE_MESSAGES, (count, seconds) =>
			wholeStar(firmware, count, seconds),
		),
	);
}
if (wanted('gateway')) rows.push(...(await gateway()));
if (wanted('board')) rows.push(...(await board()));
if (wanted('sweep')) rows.push(...(await sweep()));
if (json) console.log(JSON.stringify(rows, undefined, '\t'));

function wanted(part: Part): boolean {
	return only === undefined || only === part;
}

async function board(): Promise<InstructionRow[]> {
	const missing = (await compilerMissing()) ?? qemuMissing();
	if (missing !== undefined) {
		console.error(`skipped: ${missing}`);
		return [];
	}
	const node = await moduleAsC('firmware/node.ts', 'node');
	const counted = await countInstructions(await buildImage(boardWithFirmware('microbit'), node));
	if (!json) console.log(`\nthe firmware on a Cortex-M0 (microbit)\n${instructionTable(counted)}`);
	return counted;
}

async function sweep(): Promise<SweepRow[]> {
	if (!json) console.log(SWEEP_HEAD);
	const measured: SweepRow[] = [];
	for await (const row of sweepSpeed()) {
		measured.push(row);
		if (!json) console.log(sweepLineOf(row));
	}
	return measured;
}

async function gateway(): Promise<ThroughputRow[]> {
	if (!json) console.log(GATEWAY_HEAD);
	const measured: ThroughputRow[] = [];
	for await (const row of throughput([1, 10, 100, 500, 1000], GATEWAY_MESSAGES)) {
		measured.push(row);
		if (!json) console.log(gatewayLineOf(row));
	}
	return measured;
}

function gatewayLineOf(row: ThroughputRow): string {
	const cells: readonly (readonly [string | number, number])[] = [
		[row.name, 26],
		[row.clients, 9],
		[row.qos, 6],
		[row.pauseMs === 0 ? '-' : row.pauseMs, 10],
		[row.cpuPer10k.toFixed(2), 15],
		[Math.round(row.perSecond), 13],
		[row.p99Ms.toFixed(1), 9],
		[row.lost, 7],
	];
	return cells.map(([cell, width]) => String(cell).padStart(width)).join('');
}

/** A star of each size; 0.1 datagrams a second and node. */
function star(
	name: string,
	messages: number,
	run: (count: number, seconds: number) => StarResult,
): Row[] {
	run(COUNTS[0], Math.round((WARM_UP * 10) / COUNTS[0]));
	if (!json) console.log(`\n${name}: 0.1 datagrams a second and node, PSDU 60, ACK\n${HEAD}`);
	return COUNTS.map(nodes => {
		const simulatedSeconds = Math.round((messages * 10) / nodes);
		const row = rowOf(name, nodes, simulatedSeconds, run(nodes, simulatedSeconds));
		if (!json) console.log(lineOf(row));
		return row;
	});
}

function rowOf(name: string, nodes: number, simulatedSeconds: number, result: StarResult): Row {
	const {wallSeconds, events, pdr, attempts, frames} = result;
	return {
		name,
		nodes,
		simulatedSeconds,
		wallSeconds,
		speed: simulatedSeconds / wallSeconds,
		eventsPerSecond: events / wallSeconds,
		pdr,
		attempts,
		microsecondsPerFrame: (1e6 * wallSeconds) / frames,
	};
}

function lineOf({nodes, speed, eventsPerSecond, microsecondsPerFrame, pdr, attempts}: Row): string {
	return [
		nodes.toString().padStart(7),
		Math.round(speed).toString().padStart(14),
		Math.round(eventsPerSecond).toString().padStart(11),
		microsecondsPerFrame.toFixed(2).padStart(11),
		pdr.toFixed(4).padStart(9),
		attempts.toFixed(3).padStart(11),
	].join('');
}
