/*
 * The scenario cells at one size, in a process whose memory nobody else has used.
 *
 *   node build/scripts/cells-run.js CELLS  ->  one JSON object: CellsResult of cells.ts
 */
import {loadScenario} from '../harness/scenario/load.js';
import type {Scenario} from '../harness/scenario/schema.js';
import {simulate} from '../harness/simulate.js';
import type {CellsResult} from './cells.js';

/** By then every node has its keys and its session. */
const JOINED_US = 120_000_000;
const CELL_M = 150;
const NODES_A_CELL = 100;

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
const nodes = scenario.nodes[0].count;
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

/** A hundred nodes in each of so many cells, as far apart as those of the scenario. */
function sized(cells: number): Scenario {
	const scenario = loadScenario('cells');
	const columns = Math.ceil(Math.sqrt(cells));
	const [gateway, node] = [scenario.gateways[0], scenario.nodes[0]];
	return {
		...scenario,
		area: {widthM: CELL_M * columns, heightM: CELL_M * Math.ceil(cells / columns)},
		gateways: [{...gateway, count: cells}],
		nodes: [
			{
				...node,
				count: NODES_A_CELL * cells,
				placement: {kind: 'cells', cells, radiusM: 25},
			},
		],
	};
}
