/*
 * What does it cost? Each row is measured in one run, on one machine, beside its neighbours:
 * quote ratios, not seconds. A second of the simulators is one of CPU, so that "x real time" means
 * a core of one's own, and what else the machine does changes little.
 *
 *   npm run bench                      everything
 *   npm run bench -- --only star       one part: the simulator, up to 1,000 nodes in one cell
 *   npm run bench -- --only cells      100 nodes round each of up to 100 gateways, with everything
 *   npm run bench -- --only peers      the star in ns-3, beside ours
 *   npm run bench -- --only gateway    the gateway over UDP, with its floor beside it
 *   npm run bench -- --only board      instructions of the firmware on a Cortex-M0, in QEMU
 *   npm run bench -- --only sweep      sixty runs by one thread, by one a core, and what the machine allows
 *   npm run bench -- --only view       frames a second of the view, beside an empty page
 *   npm run bench -- --json            one array on standard output
 */
import {readFileSync} from 'node:fs';
import {Command, Option} from 'commander';
import {qemuMissing} from '../harness/serial/qemu.js';
import {chromiumMissing} from '../harness/view/chromium.js';
import {compilerMissing} from './board-image.js';
import {type CellsRow, cells} from './cells.js';
import {countedImage} from './counted-board.js';
import {countInstructions, type InstructionRow, instructionTable} from './instructions.js';
import {ns3Libraries, type PeerRow, peers} from './peers.js';
import {radioStar, type StarResult, wholeStar} from './star.js';
import {SWEEP_HEAD, type SweepRow, sweepLineOf, sweepSpeed} from './sweep-speed.js';
import {type ThroughputRow, throughput} from './throughput.js';
import {VIEW_HEAD, type ViewRow, viewLineOf, viewSpeed} from './view-speed.js';
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

const PEERS_HEAD = `
the star in ns-3 and here, radio alone: 0.1 datagrams a second and node, PSDU 60, ACK
  nodes   ns-3: x real time   us/frame      PDR   ours: x real time   us/frame      PDR    ratio`;
const CELLS_HEAD = `
a hundred protected nodes round each gateway, ten minutes: a sample a minute, PUBLISH at QoS 1
                       name   nodes   x real time   once joined   us/frame      PDR   KiB a node: built   at most`;
/** Cells of a hundred nodes. */
const CELL_COUNTS = [10, 30, 100];
/** What ns-3 gets for each size, in seconds of the wall clock. */
const PEER_PATIENCE_S = 15;

const PARTS = ['star', 'cells', 'peers', 'gateway', 'board', 'sweep', 'view'] as const;
type Part = (typeof PARTS)[number];

interface Row {
	readonly name: string;
	readonly nodes: number;
	readonly simulatedSeconds: number;
	readonly cpuSeconds: number;
	/** Simulated by CPU time. */
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
		...(await star('star, radio alone', RADIO_MESSAGES, ({count, seconds}) =>
			radioStar(count, seconds),
		)),
		...(await star('star, firmware and gateway', WHOLE_MESSAGES, size =>
			wholeStar(firmware, size),
		)),
		...(await star('star, firmware, gateway and keys', WHOLE_MESSAGES, size =>
			wholeStar(firmware, {...size, protected: true}),
		)),
	);
}
if (wanted('cells')) rows.push(...(await inCells()));
if (wanted('peers')) rows.push(...(await inPeers()));
if (wanted('gateway')) rows.push(...(await gateway()));
if (wanted('board')) rows.push(...(await board()));
if (wanted('sweep')) rows.push(...(await sweep()));
if (wanted('view')) rows.push(...(await view()));
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
	const node = await moduleAsC('firmware/node.ts', 'node-counted');
	const counted = await countInstructions(await countedImage(node));
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

async function view(): Promise<ViewRow[]> {
	const missing = chromiumMissing();
	if (missing !== undefined) {
		console.error(`skipped: ${missing}`);
		return [];
	}
	if (!json) console.log(VIEW_HEAD);
	const measured: ViewRow[] = [];
	for await (const row of viewSpeed()) {
		measured.push(row);
		if (!json) console.log(viewLineOf(row));
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

async function inCells(): Promise<CellsRow[]> {
	if (!json) console.log(CELLS_HEAD);
	const measured: CellsRow[] = [];
	for await (const row of cells(CELL_COUNTS)) {
		measured.push(row);
		if (!json) console.log(cellsLineOf(row));
	}
	return measured;
}

function cellsLineOf(row: CellsRow): string {
	return [
		row.name.padStart(27),
		row.nodes.toString().padStart(8),
		row.speed.toFixed(1).padStart(14),
		row.speedJoined.toFixed(1).padStart(14),
		row.microsecondsPerFrame.toFixed(1).padStart(11),
		row.pdr.toFixed(4).padStart(9),
		row.kibPerNodeBuilt.toFixed(1).padStart(20),
		row.kibPerNode.toFixed(1).padStart(10),
	].join('');
}

/** The star in ns-3 where that is installed. */
async function inPeers(): Promise<PeerRow[]> {
	const libraries = await ns3Libraries();
	if (libraries === undefined) {
		console.error('skipped: ns-3 is not installed (apt-get install g++ pkg-config libns3-dev)');
		return [];
	}
	if (!json) console.log(PEERS_HEAD);
	const measured: PeerRow[] = [];
	for await (const row of peers(libraries, COUNTS, PEER_PATIENCE_S)) {
		measured.push(row);
		if (!json) console.log(peerLineOf(row));
	}
	return measured;
}

function peerLineOf({nodes, ns3, ours, ratio}: PeerRow): string {
	return [
		nodes.toString().padStart(7),
		ns3.speed.toFixed(2).padStart(20),
		ns3.microsecondsPerFrame.toFixed(1).padStart(11),
		ns3.pdr.toFixed(4).padStart(9),
		Math.round(ours.speed).toString().padStart(20),
		ours.microsecondsPerFrame.toFixed(2).padStart(11),
		ours.pdr.toFixed(4).padStart(9),
		Math.round(ratio).toString().padStart(9),
	].join('');
}

interface Size {
	readonly count: number;
	readonly seconds: number;
}

/** A star of each size; 0.1 datagrams a second and node. */
async function star(
	name: string,
	messages: number,
	run: (size: Size) => StarResult | Promise<StarResult>,
): Promise<Row[]> {
	await run({count: COUNTS[0], seconds: Math.round((WARM_UP * 10) / COUNTS[0])});
	if (!json) console.log(`\n${name}: 0.1 datagrams a second and node, PSDU 60, ACK\n${HEAD}`);
	const measured: Row[] = [];
	for (const count of COUNTS) {
		const seconds = Math.round((messages * 10) / count);
		const row = rowOf(name, count, seconds, await run({count, seconds}));
		measured.push(row);
		if (!json) console.log(lineOf(row));
	}
	return measured;
}

function rowOf(name: string, nodes: number, simulatedSeconds: number, result: StarResult): Row {
	const {cpuSeconds, events, pdr, attempts, frames} = result;
	return {
		name,
		nodes,
		simulatedSeconds,
		cpuSeconds,
		speed: simulatedSeconds / cpuSeconds,
		eventsPerSecond: events / cpuSeconds,
		pdr,
		attempts,
		microsecondsPerFrame: (1e6 * cpuSeconds) / frames,
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
