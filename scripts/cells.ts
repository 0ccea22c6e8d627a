/*
 * What ten thousand whole nodes cost: the scenario cells at growing sizes, each in a process of
 * its own, so that memory is that of its nodes alone.
 *
 * The engine reserves 10 GB of addresses for each WebAssembly memory, to find accesses beyond its
 * end without a compare. Ten thousand fit into the 128 TB that a process has, thirteen thousand do
 * not. With RESERVE_NOTHING it compares instead: the last row says what that costs.
 */
import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {RESERVE_NOTHING} from '../harness/address-space.js';

export interface CellsResult {
	readonly nodes: number;
	readonly gateways: number;
	readonly simulatedSeconds: number;
	readonly cpuSeconds: number;
	/** Simulated by CPU time: of the whole run, building and judging included; once all have joined. */
	readonly speed: number;
	readonly speedJoined: number;
	/** What a frame costs, ACKs counted as frames, with all that it causes. */
	readonly microsecondsPerFrame: number;
	/** Share of the messages that arrived. */
	readonly pdr: number;
	/** Resident memory a node: of a world that is built, and at most. */
	readonly kibPerNodeBuilt: number;
	readonly kibPerNode: number;
	readonly traceHash: string;
}

export interface CellsRow extends CellsResult {
	readonly name: string;
}

const PROGRAM = fileURLToPath(new URL('cells-run.js', import.meta.url));

/** Each number of cells of a hundred nodes, and the last of them once more with less addresses. */
export async function* cells(counts: readonly number[]): AsyncGenerator<CellsRow> {
	for (const count of counts) yield {name: 'cells', ...(await resultOf(count, []))};
	const last = counts.at(-1);
	if (last === undefined) return;
	yield {name: 'cells, nothing reserved', ...(await resultOf(last, [RESERVE_NOTHING]))};
}

async function resultOf(count: number, flags: readonly string[]): Promise<CellsResult> {
	const {stdout} = await promisify(execFile)(process.execPath, [...flags, PROGRAM, String(count)]);
	return JSON.parse(stdout) as CellsResult;
}
