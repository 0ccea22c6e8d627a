/*
 * From a name or a path to a scenario that holds together, and from a board's name to its facts.
 * What one part of a file says about another is checked here, with the boards at hand.
 */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {
	type Board,
	boardSchema,
	hasRadio,
	type RadioBoard,
	transmitLevel,
} from '../../boards/schema.js';
import {UsageError} from '../errors.js';
import {type Complaint, mustBeContent, readBy} from '../yaml/complaint.js';
import {nearest} from '../yaml/nearest.js';
import {YamlSource} from '../yaml/yaml-source.js';
import {attacksOf} from './attack-content.js';
import {faultsOf} from './fault-content.js';
import {readGains, readRssi} from './measured-links.js';
import {routesOf} from './routing-content.js';
import {
	type ForwarderGroup,
	GATEWAYS_MAX,
	type GatewayGroup,
	NODES_MAX,
	type NodeGroup,
	type Scenario,
	scenarioSchema,
} from './schema.js';
import {changesOf} from './traffic-changes.js';

/** From build/harness/scenario to the root of the package. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SCENARIOS = path.join(ROOT, 'harness/scenario/scenarios');
const BOARDS = path.join(ROOT, 'boards');

/** What the system's codes mean to whoever named the file. */
const UNREADABLE: Record<string, string> = {
	ENOENT: 'there is no such file',
	EISDIR: 'this is a folder, expected a file',
	EACCES: 'this file may not be read by you',
};

/** Names of the scenarios that come with the package. */
export function scenarioNames(): string[] {
	const files = readdirSync(SCENARIOS).filter(file => file.endsWith('.yaml'));
	return files.map(file => file.slice(0, -'.yaml'.length)).sort();
}

/** Where the files are that the scenario of this name or path names. */
export function scenarioFolder(nameOrPath: string): string {
	return /[/\\.]/.test(nameOrPath) ? path.dirname(nameOrPath) : SCENARIOS;
}

/** Names of the boards that come with the package and have a radio for a network. */
export function boardNames(): string[] {
	return boardIds().filter(id => hasRadio(readBoard(id)));
}

function boardIds(): string[] {
	const folders = readdirSync(BOARDS);
	return folders.filter(id => existsSync(path.join(BOARDS, id, 'board.yaml'))).sort();
}

/** The text of a scenario, before it is read. */
export interface ScenarioText {
	readonly text: string;
	/** How complaints name it. */
	readonly file: string;
	/** Where files lie that it names. */
	readonly folder: string;
}

/**
 * Reads a scenario by the name of a bundled one or the path of a file. A file that is not there,
 * is not YAML or makes no sense is a UsageError with a line for each mistake.
 */
export function loadScenario(nameOrPath: string): Scenario {
	const {text, file, folder} = scenarioText(nameOrPath);
	return parseScenario(text, file, folder);
}

/** What is written, by the name of a bundled scenario or the path of a file. */
export function scenarioText(nameOrPath: string): ScenarioText {
	if (/[/\\.]/.test(nameOrPath)) {
		return {text: readText(nameOrPath), file: nameOrPath, folder: path.dirname(nameOrPath)};
	}
	const names = scenarioNames();
	if (!names.includes(nameOrPath)) throw notBundled(nameOrPath, names);
	const file = `${nameOrPath}.yaml`;
	return {text: readFileSync(path.join(SCENARIOS, file), 'utf8'), file, folder: SCENARIOS};
}

/**
 * Reads the text of a scenario; `file` names it in complaints. Files that it names are looked for
 * from `folder` on, which is where `file` lies unless given.
 */
export function parseScenario(
	text: string,
	file: string,
	folder: string = path.dirname(file),
): Scenario {
	return scenarioFrom(new YamlSource(text, file), folder);
}

/** The scenario that `source` says, whose files are looked for from `folder` on. */
export function scenarioFrom(source: YamlSource, folder: string): Scenario {
	const scenario = readBy(scenarioSchema, source);
	mustBeContent([...wholes(scenario), ...groups(scenario), ...faultsOf(scenario)], source);
	return withLinks(scenario, folder);
}

/** The scenario with the links that its file of measurements lists. */
function withLinks(scenario: Scenario, folder: string): Scenario {
	const {propagation} = scenario.air;
	if (propagation.model !== 'matrix' && propagation.model !== 'trace') return scenario;
	const {gateways, forwarders, nodes, faults} = scenario;
	const radios = [...gateways, ...forwarders, ...nodes].reduce((sum, {count}) => sum + count, 0);
	const emitters = faults.filter(({kind}) => kind === 'jam' || kind === 'wifi').length;
	const file = path.resolve(folder, propagation.file);
	const csv = {text: readText(file), file: propagation.file, radioCount: radios + emitters};
	const measured =
		propagation.model === 'matrix'
			? {...propagation, rows: readGains(csv)}
			: {...propagation, rows: readRssi(csv)};
	return {...scenario, air: {...scenario.air, propagation: measured}};
}

/** The facts of a board, by its name; a RangeError for a name that parseScenario never lets in. */
export function loadBoard(id: string): RadioBoard {
	const known = boards.has(id) || boardIds().includes(id);
	if (!known) throw new RangeError(`no board is called ${id}`);
	const board = readBoard(id);
	if (!hasRadio(board)) throw new RangeError(`${id} has no radio`);
	return board;
}

/** What QEMU calls a board; a RangeError for a name that parseScenario never lets in. */
export function machineOf(id: string): string {
	const machine = emulated().get(id);
	if (machine === undefined) throw new RangeError(`${id} is not emulated`);
	return machine;
}

/** The machines of boards that QEMU has and our firmware runs on, by id. */
function emulated(): Map<string, string> {
	return new Map(
		boardIds()
			.map(readBoard)
			.flatMap(({id, emulator, firmware}) =>
				emulator === undefined || firmware === undefined ? [] : [[id, emulator.machine]],
			),
	);
}

/** Read once: they come with the package, and every point of a sweep asks for all of them. */
const boards = new Map<string, Board>();

function readBoard(id: string): Board {
	const known = boards.get(id);
	if (known !== undefined) return known;
	const file = path.join(BOARDS, id, 'board.yaml');
	const board = readBy(boardSchema, new YamlSource(readFileSync(file, 'utf8'), file));
	boards.set(id, board);
	return board;
}

function* wholes(scenario: Scenario): Generator<Complaint> {
	const {gateways, forwarders, nodes, traffic} = scenario;
	const atMost = (field: string, groups: readonly {count: number}[], max: number) => {
		const count = groups.reduce((sum, group) => sum + group.count, 0);
		if (count <= max) return [];
		return [{path: [field], expected: `at most ${max} in all, not ${count}`}];
	};
	yield* atMost('gateways', gateways, GATEWAYS_MAX);
	yield* atMost('forwarders', forwarders, GATEWAYS_MAX);
	yield* atMost('nodes', nodes, NODES_MAX);
	yield* whichGateway(scenario, 'forwarders');
	yield* whichGateway(scenario, 'attackers');
	yield* attacksOf(scenario);
	yield* routesOf(scenario);
	yield* changesOf(scenario);

	const apps = new Set(nodes.map(({app}) => app));
	if (gateways.length === 0 && (apps.has('sensor') || apps.has('actuator'))) {
		yield {path: ['gateways'], expected: 'at least one, since nodes have an app'};
	}

	if (traffic.commands !== undefined && !apps.has('actuator')) {
		yield {path: ['traffic', 'commands'], expected: 'nodes with `app: actuator` to command'};
	}
}

function* whichGateway(
	scenario: Scenario,
	field: 'forwarders' | 'attackers',
): Generator<Complaint> {
	const gatewayCount = scenario.gateways.reduce((sum, {count}) => sum + count, 0);
	for (const [index, each] of scenario[field].entries()) {
		if (!('gateway' in each) || each.gateway <= gatewayCount) continue;
		yield {path: [field, index, 'gateway'], expected: `a gateway from 1 to ${gatewayCount}`};
	}
}

function* groups(scenario: Scenario): Generator<Complaint> {
	const names = new Set<string>();
	for (const [index, group] of scenario.gateways.entries()) {
		yield* place(scenario, group, ['gateways', index]);
	}

	for (const [index, group] of scenario.forwarders.entries()) {
		yield* place(scenario, group, ['forwarders', index]);
	}

	for (const [index, group] of scenario.nodes.entries()) {
		const at = ['nodes', index] as const;
		yield* place(scenario, group, at);
		yield* app(scenario, group, at);
		yield* target(scenario, group, at);
		if (names.has(group.name)) yield {path: [...at, 'name'], expected: 'a name of its own'};
		names.add(group.name);
	}
}

type GroupPath = readonly [list: string, index: number];

function* place(
	{area}: Scenario,
	{board: id, txPowerDbm, placement, count}: GatewayGroup | ForwarderGroup | NodeGroup,
	at: GroupPath,
): Generator<Complaint> {
	yield* power(id, txPowerDbm, at);
	if (placement.kind !== 'points') return;
	const points = [...at, 'placement', 'points'];
	if (placement.points.length !== count) {
		yield {path: points, expected: `${count} points, not ${placement.points.length}`};
	}

	for (const [index, {xM, yM}] of placement.points.entries()) {
		if (xM >= 0 && xM <= area.widthM && yM >= 0 && yM <= area.heightM) continue;
		const expected = `a point within the area of ${area.widthM} by ${area.heightM} metres`;
		yield {path: [...points, index], expected};
	}
}

function* power(id: string, powerDbm: number | undefined, at: GroupPath): Generator<Complaint> {
	const names = boardNames();
	if (!names.includes(id)) {
		yield {path: [...at, 'board'], expected: `one of the boards ${names.join(', ')}`};
		return;
	}

	const board = loadBoard(id);
	if (powerDbm === undefined || transmitLevel(board, powerDbm) !== undefined) return;
	const levels = board.radio.transmit.map(level => level.powerDbm).join(', ');
	yield {path: [...at, 'txPowerDbm'], expected: `a level of ${id}: ${levels}`};
}

function* app({predefined}: Scenario, group: NodeGroup, at: GroupPath): Generator<Complaint> {
	if (group.app !== 'sensor' || group.publish.topic !== 'predefined') return;
	if (predefined.length > 0) return;
	yield {path: [...at, 'publish', 'topic'], expected: 'a topic id under `predefined` to use'};
}

function* target({gateways}: Scenario, group: NodeGroup, at: GroupPath): Generator<Complaint> {
	const {kind} = group.target;
	if (kind === 'sim') return;
	if (gateways.length === 0) yield {path: ['gateways'], expected: 'at least one, for boards'};
	if (kind === 'serial' && group.count !== 1) {
		yield {path: [...at, 'count'], expected: '1, since a port has one board'};
	}
	if (kind !== 'qemu') return;
	const names = [...emulated().keys()];
	if (names.includes(group.target.board)) return;
	yield {path: [...at, 'target'], expected: `qemu: and one of ${names.join(', ')}`};
}

/** What is in `file`; a file that cannot be read is a UsageError. */
export function readText(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
		throw new UsageError(`${file}: ${UNREADABLE[String(error.code)] ?? error.message}`);
	}
}

function notBundled(name: string, names: readonly string[]): UsageError {
	const meant = nearest(name, names);
	const question = meant === undefined ? '' : `, did you mean ${meant}?`;
	return new UsageError([
		`no scenario is called ${name}${question}`,
		`bundled are ${names.join(', ')}; a file of your own is given by its path, ./${name}.yaml`,
	]);
}
