/*
 * What a run leaves for its view besides the trace: who is where, and what nodes remember.
 *
 *   world.json   harness/view/stage.ts
 *   memory.gz    one masked page a node at the end of the run, as long as the memory map, gzipped
 */
import {readFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import type {WasmNode} from '../sim/node/wasm-node.js';
import type {Described, Member as DescribedMember} from './scenario/describe.js';
import type {Scenario} from './scenario/schema.js';
import {areasOf, masked} from './view/memory.js';
import type {Member, MemoryArea, Stage} from './view/stage.js';

const MEMORY_MAP = new URL('../../docs/memory-map.md', import.meta.url);
/** Addresses that the module tells by itself. */
const TOLD = ['rxFrame', 'config', 'counters', 'panicCode', 'board'];

/** The stage of a run of `scenario`. */
export function stageOf(scenario: Scenario, described: Described): Stage {
	const {name, description, seed, durationMs, area} = scenario;
	return {
		version: 1,
		scenario: name,
		description,
		seed,
		durationMs,
		area,
		radios: radiosOf(described),
		areas: mapOf(described.world.firmware),
	};
}

/** The memory of all nodes, as the file has it. */
export function memoryOf(nodes: readonly WasmNode[], areas: readonly MemoryArea[]): Uint8Array {
	return gzipSync(Buffer.concat(nodes.map(({page}) => masked(page, areas))));
}

function radiosOf({members, world: {gateways, nodes, intruders = []}}: Described): Member[] {
	const placed = [...gateways, ...nodes];
	return [
		...members.map((member, radio) => memberOf(member, placed[radio])),
		...intruders.map(({xM, yM}, index) => ({
			kind: 'attacker' as const,
			name: `attacker ${index + 1}`,
			xM,
			yM,
			bootUs: 0,
		})),
	];
}

/** A board at a line has no place. */
function memberOf(
	{name, bootUs, clientId, app, currents}: DescribedMember,
	place: {readonly xM: number; readonly yM: number} | undefined,
): Member {
	return {
		kind: app ?? (name.startsWith('forwarder') ? 'forwarder' : 'gateway'),
		name,
		bootUs,
		...(place && {xM: place.xM, yM: place.yM}),
		...(clientId !== undefined && {clientId}),
		...(currents && {currents}),
	};
}

/** The memory map of the firmware; none where the map is not that of this module. */
function mapOf(firmware: WebAssembly.Module): MemoryArea[] {
	const areas = areasOf(readFileSync(MEMORY_MAP, 'utf8'));
	const host = new Proxy({}, {get: () => () => 0});
	const {exports} = new WebAssembly.Instance(firmware, {host});
	const fits = TOLD.every(name => {
		const at = (exports[name] as WebAssembly.Global | undefined)?.value;
		return areas.some(area => area.name === name && area.at === at);
	});
	return fits ? areas : [];
}
