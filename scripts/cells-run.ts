/*
 * The scenario cells at one size, in a process whose memory nobody else has used.
 *
 *   node build/scripts/cells-run.js CELLS  ->  one JSON object: CellsResult of cells.ts
 */
import {loadScenario} from '../harness/scenario/load.js';
import type {NodeGroup, Scenario} from '../harness/scenario/schema.js';
import {simulate} from '../harness/simulate.js';
import type {CellsResult} from './cells.js';

/** By then every node has its keys and its session. */
const JOINED_US = 120_000_000;
const CELL_M = 300;

const scenario = sized(Number(process.argv[2]));
const rssBefore = process.memoryUsage().rss;
let rssBuilt = rssBefore;
let joinedSeconds = 0;
let endSeconds = 0;
const startSeconds = cpuSeconds();
const {outcome} = await simulate(scenario, {
	prepared: () => {
		rssBuilt = process.memoryUsage().rss;
	},
	progress: nowUs => {
		if (nowUs <= JOINED_US) joinedSeconds = cpuSeconds();
		else if (nowUs <= 1000 * scenario.durationMs) endSeconds = cpuSeconds();
	},
});
const spentSeconds = cpuSeconds() - startSeconds;
const {deliveries, frames, traceHash} = outcome;
const nodes = scenario.nodes.reduce((sum, {count}) => sum + count, 0);
const seconds = scenario.durationMs / 1000;
const kibANode = (rss: number) => (rss - rssBefore) / 1024 / nodes;
const result: CellsResult = {
	nodes,
	gateways: scenario.gateways[0].count,
	simulatedSeconds: seconds,
	cpuSeconds: spentSeconds,
	speed: seconds / spentSeconds,
	speedJoined: (seconds - JOINED_US / 1e6) / (endSeconds - joinedSeconds),
	microsecondsPerFrame: (1e6 * spentSeconds) / frames.sent,
	pdr: deliveries.delivered / deliveries.published,
	kibPerNodeBuilt: kibANode(rssBuilt),
	kibPerNode: kibANode(1024 * process.resourceUsage().maxRSS),
	traceHash,
};
console.log(JSON.stringify(result));

function cpuSeconds(): number {
	const {user, system} = process.cpuUsage();
	return (user + system) / 1e6;
}

/** So many cells of the scenario, as far apart as they are there. */
function sized(cells: number): Scenario {
	const scenario = loadScenario('cells');
	const share = cells / scenario.gateways[0].count;
	const columns = Math.ceil(Math.sqrt(cells));
	return {
		...scenario,
		area: {widthM: CELL_M * columns, heightM: CELL_M * Math.ceil(cells / columns)},
		gateways: scenario.gateways.map(group => ({...group, count: cells})),
		nodes: scenario.nodes.map(group => resized(group, share, cells)),
	};
}

function resized(group: NodeGroup, share: number, cells: number): NodeGroup {
	const {placement, count} = group;
	if (placement.kind !== 'cells') throw new RangeError('the scenario places nodes in cells');
	return {...group, count: Math.round(share * count), placement: {...placement, cells}};
}
