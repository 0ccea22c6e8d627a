/*
 * From a scenario to the description of a world: where each radio stands, what its board can do,
 * what its firmware is told, when it is switched on and how its crystal errs. All luck is drawn
 * by number from the seed, so that a group at the end changes nothing before it.
 */
import {type RadioBoard, transmitLevel} from '../../boards/schema.js';
import type {Currents} from '../../sim/energy/meter.js';
import {draw, fraction, type StreamKey, streamKey} from '../../sim/kernel/random.js';
import type {FadingOptions} from '../../sim/phy/slow-fading.js';
import type {EmitterDescription, RadioDescription} from '../../sim/phy/terrain.js';
import type {IntruderDescription, NodeDescription, WorldDescription} from '../../sim/world.js';
import type {QemuImage} from '../serial/qemu.js';
import {linkKeyOf} from './air-keys.js';
import {hasRadio} from './attack-schema.js';
import {cpuUsPerReport} from './cpu-time.js';
import {networkOf, radiusOf} from './network-schema.js';
import {type Position, place} from './placement.js';
import type {ForwarderGroup, GatewayGroup, NodeGroup, Scenario} from './schema.js';

/** Keys of the firmware's configuration (firmware/config.ts). */
export const ConfigKey = {
	euiHigh: 0,
	euiLow: 1,
	node: 2,
	app: 3,
	topicIdType: 4,
	periodMs: 5,
	jitterMs: 6,
	qos: 7,
	payloadSize: 8,
	keepAliveS: 9,
	retryMs: 10,
	retryCount: 11,
	cleanSession: 14,
	sleepS: 18,
} as const;

const APP = {none: 0, sensor: 1, actuator: 2} as const;
const SESSION = {default: 0, clean: 1, kept: 2} as const;
const TOPIC_ID_TYPE = {normal: 0, predefined: 1, short: 2} as const;
/** The upper half of every simulated EUI-64: locally administered. */
const EUI_HIGH = 0x0200_0000;

/** A radio of the run, or a board that has none there: what it is and what it draws. */
export interface Member {
	readonly name: string;
	/** What a board draws nobody knows. */
	readonly currents?: Currents;
	/** When it is switched on. */
	readonly bootUs: number;
	/** Its ClientId; gateways and forwarders have none. */
	readonly clientId?: string;
	readonly app?: NodeGroup['app'];
}

/** Where a board is: a machine of QEMU with its image, or a port. */
export type BoardPlace =
	| ({readonly kind: 'qemu'} & QemuImage)
	| {readonly kind: 'serial'; readonly port: string};

/** A board at a line. */
export interface BoardMember {
	readonly name: string;
	readonly place: BoardPlace;
	/** Words of the firmware's configuration by ConfigKey. */
	readonly settings: Readonly<Record<number, number>>;
	/** When it starts. */
	readonly bootUs: number;
	/** The number by which the trace names it, though it is on no air. */
	readonly radio: number;
}

export interface Described {
	readonly world: WorldDescription;
	/** By radio: gateways first, then forwarders, then simulated nodes, then boards. */
	readonly members: readonly Member[];
	readonly boards: readonly BoardMember[];
}

/** What is there to run on. */
export interface Stock {
	/** By id: radios, and what they draw. */
	readonly boards: ReadonlyMap<string, RadioBoard>;
	/** The image of a board that QEMU has. */
	readonly imageOf: (board: string) => QemuImage;
}

/** The world of `scenario`, with what is in stock and the built firmware. */
export function describe(
	scenario: Scenario,
	{boards, imageOf}: Stock,
	firmware: WebAssembly.Module,
): Described {
	const ground = {scenario, boards, luck: streamKey(scenario.seed, 'deployment')};
	const endpoints = [...gatewaysOf(ground), ...forwardersOf(ground)];
	const nodes = nodesOf(ground, endpoints.length);
	const atLines = boardsOf(ground, imageOf, {
		radio: endpoints.length + nodes.length,
		number: nodes.length + 1,
	});
	const {air, seed} = scenario;
	const linkKey = linkKeyOf(scenario);
	return {
		members: [...[...endpoints, ...nodes].map(({member}) => member), ...atLines.map(onLine)],
		boards: atLines.map(({board}) => board),
		world: {
			seed,
			firmware,
			capture: air.capture,
			ccaMode: air.ccaMode,
			propagation: air.propagation,
			...(air.fading && {fading: fadingOf(air.fading)}),
			...(linkKey && {linkKey}),
			emitters: emittersOf(scenario),
			gateways: endpoints.map(({radio}) => radio),
			nodes: nodes.map(({radio}) => radio),
			intruders: intrudersOf(scenario),
			...routingOf(scenario),
			network: networkOf(scenario),
			radiusOf,
		},
	};
}

function routingOf({routing}: Scenario): Pick<WorldDescription, 'routing'> {
	const {kind, fragments, discovery, repairEveryMs} = routing;
	if (kind === 'none') return {};
	const repair = repairEveryMs !== undefined && {repairEveryUs: 1000 * repairEveryMs};
	return {routing: {kind, fragments, discovery, ...repair}};
}

type Group = GatewayGroup | ForwarderGroup | NodeGroup;

interface Ground {
	readonly scenario: Scenario;
	readonly boards: ReadonlyMap<string, RadioBoard>;
	readonly luck: StreamKey;
}

interface Placed<Radio> {
	readonly member: Member;
	readonly radio: Radio;
}

function gatewaysOf(ground: Ground): Placed<RadioDescription>[] {
	return endpointsOf(ground, 'gateway', {groups: ground.scenario.gateways, first: 0});
}

/** Places of forwarders are drawn after all others, so that they leave nobody else's changed. */
function forwardersOf(ground: Ground): Placed<RadioDescription>[] {
	const {gateways, forwarders, nodes} = ground.scenario;
	const first = gateways.length + nodes.length;
	return endpointsOf(ground, 'forwarder', {groups: forwarders, first});
}

interface Numbered {
	readonly groups: readonly (GatewayGroup | ForwarderGroup)[];
	/** Which luck is that of the first group. */
	readonly first: number;
}

function endpointsOf(
	{scenario, boards, luck}: Ground,
	kind: 'gateway' | 'forwarder',
	{groups, first}: Numbered,
): Placed<RadioDescription>[] {
	const placed = groups.flatMap((group, index) => {
		const board = boardOf(boards, group);
		return spots(scenario, group, luck, first + index).map(spot => ({
			currents: currentsOf(board, group),
			radio: radioOf(scenario, group, board, spot),
		}));
	});
	return placed.map(({currents, radio}, index) => ({
		member: {name: `${kind} ${index + 1}`, currents, bootUs: 0},
		radio,
	}));
}

/** The first node has the radio `first`. */
function nodesOf({scenario, boards, luck}: Ground, first: number): Placed<NodeDescription>[] {
	let number = 0;
	return scenario.nodes.flatMap((group, index) => {
		if (group.target.kind !== 'sim') return [];
		const board = boardOf(boards, group);
		const currents = currentsOf(board, group, scenario);
		return spots(scenario, group, luck, scenario.gateways.length + index).map(spot => {
			const radio = first + number++;
			const chance = (purpose: number) => fraction(draw(luck, radio, purpose, 0));
			const bootUs = bootUsOf(group, chance(1));
			const driftPpm = (2 * chance(2) - 1) * group.driftPpm;
			const config = configOf(group, number);
			const {app} = group;
			const sleeps = group.sleepS > 0;
			const name = `${group.name} ${number}`;
			return {
				member: {name, currents, bootUs, clientId: clientIdOf(number), app},
				radio: {...radioOf(scenario, group, board, spot), config, bootUs, driftPpm, sleeps},
			};
		});
	});
}

/** Whoever attacks has a good receiver: that of an nRF52840. */
const INTRUDER_SENSITIVITY_DBM = -100;

function intrudersOf({attackers, air}: Scenario): IntruderDescription[] {
	return attackers.filter(hasRadio).map(entry => ({
		...entry.position,
		channel: air.channel,
		txPowerDbm: entry.powerDbm,
		sensitivityDbm: INTRUDER_SENSITIVITY_DBM,
		insider: 'insider' in entry && entry.insider,
	}));
}

interface AtLine {
	readonly board: BoardMember;
	readonly node: number;
	readonly app: NodeGroup['app'];
}

/** Boards come after all simulated nodes, so that one more changes nobody's number. */
function boardsOf(
	{scenario, luck}: Ground,
	imageOf: Stock['imageOf'],
	first: {readonly radio: number; readonly number: number},
): AtLine[] {
	let count = 0;
	return scenario.nodes.flatMap(group => {
		const {target, app} = group;
		if (target.kind === 'sim') return [];
		const place =
			target.kind === 'serial' ? target : {kind: 'qemu' as const, ...imageOf(target.board)};
		return Array.from({length: group.count}, () => {
			const [radio, node] = [first.radio + count, first.number + count];
			count++;
			const bootUs = bootUsOf(group, fraction(draw(luck, radio, 1, 0)));
			const settings = configOf(group, node);
			const board = {name: `${group.name} ${node}`, place, settings, bootUs, radio};
			return {board, node, app};
		});
	});
}

function onLine({board: {name, bootUs}, node, app}: AtLine): Member {
	return {name, bootUs, clientId: clientIdOf(node), app};
}

function bootUsOf({start}: NodeGroup, chance: number): number {
	return Math.floor(chance * start.withinMs * 1000);
}

function boardOf(boards: ReadonlyMap<string, RadioBoard>, group: Group): RadioBoard {
	const board = boards.get(group.board);
	if (board === undefined) throw new RangeError(`no board ${group.board}`);
	return board;
}

/** What the radio draws, and where the scenario speaks of energy what is around it. */
function currentsOf(board: RadioBoard, group: Group, scenario?: Scenario): Currents {
	const energy = scenario?.energy;
	const level = group.txPowerDbm === undefined ? undefined : transmitLevel(board, group.txPowerDbm);
	const {transmit, receiveUa, sleepUa, startUpUs = 0, startUpUa = receiveUa} = board.radio;
	const radio = {rxUa: receiveUa, txUa: (level ?? transmit[0]).currentUa, sleepUa};
	if (scenario === undefined || energy === undefined) return radio;
	const worksUs = cpuUsPerReport(energy.cpu, board.mcu.hz, scenario.security.policy !== 'off');
	return {
		...radio,
		startUpUa,
		startUpUs,
		cpuUa: board.mcu.activeUa ?? 0,
		cpuUsPerFrame: 1000 * energy.cpuMsPerFrame,
		...(worksUs && {cpuUsPerReport: worksUs}),
		sensorUa: energy.sensor.currentUa,
		sensorUs: 1000 * energy.sensor.ms,
		leakUa: energy.leakUa,
	};
}

/** 20 MHz of a wireless LAN in the 2 MHz of one of our channels: a tenth. */
const WIFI_SHARE_DB = -10;

/** What makes noise, in the order of the faults. */
function emittersOf({faults, air}: Scenario): EmitterDescription[] {
	return faults.flatMap(fault => {
		if (fault.kind !== 'jam' && fault.kind !== 'wifi') return [];
		const shareDb = fault.kind === 'wifi' ? WIFI_SHARE_DB : 0;
		return [{...fault.position, channel: air.channel, txPowerDbm: fault.powerDbm + shareDb}];
	});
}

function fadingOf({deviationDb, everyMs}: NonNullable<Scenario['air']['fading']>): FadingOptions {
	return {deviationDb, periodUs: 1000 * everyMs};
}

function spots(scenario: Scenario, group: Group, luck: StreamKey, index: number): Position[] {
	const chance = (draws: number) => fraction(draw(luck, -1 - index, 0, draws));
	return place(group.placement, {count: group.count, area: scenario.area, draw: chance});
}

function radioOf(
	scenario: Scenario,
	group: Group,
	board: RadioBoard,
	spot: Position,
): RadioDescription {
	return {
		...spot,
		channel: scenario.air.channel,
		txPowerDbm: group.txPowerDbm ?? board.radio.transmit[0].powerDbm,
		sensitivityDbm: board.radio.sensitivityDbm,
	};
}

function configOf(group: NodeGroup, node: number): Record<number, number> {
	return {
		[ConfigKey.euiHigh]: EUI_HIGH,
		[ConfigKey.euiLow]: node,
		[ConfigKey.node]: node,
		[ConfigKey.app]: APP[group.app],
		[ConfigKey.keepAliveS]: group.keepAliveS,
		[ConfigKey.retryMs]: group.retry.afterMs,
		[ConfigKey.retryCount]: group.retry.count,
		[ConfigKey.sleepS]: group.sleepS,
		...(group.session !== 'default' && {[ConfigKey.cleanSession]: SESSION[group.session]}),
		...appConfigOf(group),
	};
}

function appConfigOf(group: NodeGroup): Record<number, number> {
	if (group.app === 'none') return {};
	if (group.app === 'actuator') return {[ConfigKey.qos]: group.subscribe.qos};
	const {topic, everyMs, jitterMs, qos, payload} = group.publish;
	return {
		[ConfigKey.topicIdType]: TOPIC_ID_TYPE[topic],
		[ConfigKey.periodMs]: everyMs,
		[ConfigKey.jitterMs]: jitterMs,
		[ConfigKey.qos]: qos,
		[ConfigKey.payloadSize]: payload,
	};
}

/** Sixteen hex digits of the node's EUI-64. */
function clientIdOf(node: number): string {
	return EUI_HIGH.toString(16).padStart(8, '0') + node.toString(16).padStart(8, '0');
}
