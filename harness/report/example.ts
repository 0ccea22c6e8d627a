import type {Details} from './details.js';
import type {Summary} from './summary.js';

/** A run as small as a summary can show, for tests of what is made of one. */
export const example: Summary = {
	scenario: 'smoke',
	seed: 0x5eed,
	nodes: 10,
	gateways: 1,
	simulatedSeconds: 60,
	wallSeconds: 0.25,
	memory: {grownBytes: 8_388_608, perNodeBytes: 838_861},
	speed: 240,
	interrupted: false,
	published: 1200,
	delivered: 1188,
	duplicates: 1,
	deliveryRatio: 0.99,
	latencyMs: {p50: 12.34, p95: 220, p99: 1310, max: 12_400},
	hops: null,
	healedRatio: null,
	frames: {
		sent: 5012,
		delivered: 4980,
		collided: 20,
		tooWeak: 3,
		retries: 31,
		channelAccessFailures: 2,
	},
	energy: {totalMc: 4000, perNodeMc: {mean: 400, max: 410.5}, perDeliveredUc: 3367},
	lifetime: null,
	firmware: {wasmBytes: 20_480, staticBytes: 3072, traps: 0},
	commands: {sent: 12, answered: 12, roundTripMs: {p50: 20, p95: 31, p99: 31, max: 31}},
	keys: null,
	attack: {sent: 0, delivered: 0},
	lag: null,
	lost: [],
	lostOmitted: 0,
	doubled: [],
	doubledOmitted: 0,
	traceHash: '0123456789abcdef',
	expectations: [
		{text: 'delivery >= 0.99', observed: 0.99, unit: 'ratio', passed: true},
		{text: 'latency.p95 <= 2s', observed: 220, unit: 'ms', passed: true},
	],
	files: {summary: 'runs/smoke-24301/summary.json', junit: 'runs/smoke-24301/junit.xml'},
	broker: 'in the run',
};

const AIR = {framesSent: 60, collided: 2, retries: 3, channelAccessFailures: 0, airtimeMs: 81.5};
const NODE = {
	...AIR,
	published: 120,
	delivered: 119,
	duplicates: 0,
	latencyP50Ms: 12,
	latencyP95Ms: 200,
	connects: 1,
	traps: 0,
};

/** Its details: three nodes of the ten, and a minute in four parts. */
export const exampleDetails: Details = {
	details: 1,
	slotSeconds: 15,
	slots: {
		published: [300, 300, 300, 300],
		delivered: [290, 299, 300, 299],
		latencyP50Ms: [14, 12, null, 12],
		latencyP95Ms: [900, 200, null, 210],
		framesSent: [1300, 1240, 0, 1236],
		retries: [20, 6, 0, 5],
		collided: [12, 4, 0, 4],
		airtimeMs: [1800, 1700, 0, 1690],
	},
	latencies: {shares: [0.25, 0.5, 0.75, 1], ms: [8, 12.34, 30, 12_400]},
	channels: [{channel: 26, radios: 11, airtimeMs: 5190, share: 0.0865}],
	energyMc: {sleep: 0, listening: 3900, sending: 60, receiving: 40},
	gateways: [{...AIR, name: 'gateway 1', published: 1188}],
	nodes: [
		{...NODE, node: 1, name: 'sensor 1', energyMc: 410.5},
		{...NODE, node: 2, name: 'sensor 2', energyMc: 399, latencyP50Ms: null, latencyP95Ms: null},
		{...NODE, node: 10, name: 'sensor 10', energyMc: null},
	],
};
