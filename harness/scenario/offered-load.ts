/*
 * What a scenario asks of the channel, before it runs: the airtime that is offered to a gateway's
 * receiver, over what there is of it.
 *
 *   nodes that the gateway hears   x   airtime of what each has to say   /   time
 *
 *   joining    all of a group within its `start`
 *   steady     PUBLISH and its answers, once a period
 *
 * It is the least: one hop, each frame once, nothing collided. CSMA carries about half of what there
 * is; from there on frames collide, are said again, and a fleet that joins asks everybody anew, so
 * that each second costs the run more than the one before. Reads links and draws no luck.
 */
import {airtimeUs, aTurnaroundTimeUs} from '../../sim/phy/o-qpsk.js';
import type {World} from '../../sim/world.js';
import type {NodeGroup, Scenario} from './schema.js';

/** Of 1. */
export interface OfferedLoad {
	readonly joining: number;
	readonly steady: number;
	/** The gateway, counted from one, that is asked for most. */
	readonly gateway: number;
}

/** More than CSMA carries: 802.15.4 saturates between a half and two thirds. */
export const LOAD_MAX = 0.5;

/** The sensitivity of the board that a scenario has unless it says another one. */
const HEARD_CDBM = -10_000;
/** MAC 11, IPHC and UDP 7, MQTT-SN 7; a record of SNAKE-128 14. */
const HEADERS_SIZE = 25;
const RECORD_SIZE = 14;
const ACK_SIZE = 5;
/** Frames of that size from search to subscription, without keys and with: measured, one hop. */
const JOINING = {plain: 4, guarded: 19} as const;
const JOINING_SIZE = 60;
/** Messages of a PUBLISH by QoS, answers counted. */
const MESSAGES: readonly number[] = [1, 2, 4];

/** The load at the gateway that is asked for most; undefined where no gateway hears anybody. */
export function offeredLoad(world: World, scenario: Scenario): OfferedLoad | undefined {
	const {links} = world.radios.terrain;
	const first = world.endpoints.length;
	const demands = scenario.nodes
		.filter(({target}) => target.kind === 'sim')
		.flatMap(group => new Array<Demand>(group.count).fill(demandOf(group, scenario)));
	let most: OfferedLoad | undefined;
	const gateways = scenario.gateways.reduce((sum, {count}) => sum + count, 0);
	for (let gateway = 0; gateway < gateways; gateway++) {
		let [joining, steady] = [0, 0];
		for (const [node, demand] of demands.entries()) {
			const link = links.find(first + node, gateway);
			if (link < 0 || links.rssiCdbm[link] < HEARD_CDBM) continue;
			joining += demand.joining;
			steady += demand.steady;
		}
		if (most === undefined || joining + steady > most.joining + most.steady) {
			most = {joining, steady, gateway: gateway + 1};
		}
	}
	return most;
}

/** One line for whoever starts the run; undefined where the channel can carry it. */
export function loadWarning(load: OfferedLoad | undefined): string | undefined {
	if (load === undefined || Math.max(load.joining, load.steady) <= LOAD_MAX) return undefined;
	const {joining, steady, gateway} = load;
	const times = (share: number) => `${share.toFixed(share < 10 ? 1 : 0)} times`;
	return (
		`warning: gateway ${gateway} hears ${times(joining)} what a channel has room for while nodes ` +
		`join, ${times(steady)} later; above ${LOAD_MAX} most is lost and the run gets slow: ` +
		'spread nodes, join later or publish less'
	);
}

/** Shares of the channel that one node asks for. */
interface Demand {
	readonly joining: number;
	readonly steady: number;
}

function demandOf(group: NodeGroup, {security}: Scenario): Demand {
	const guarded = security.policy !== 'off';
	const exchanges = guarded ? JOINING.guarded : JOINING.plain;
	const joining =
		(exchanges * frameUs(JOINING_SIZE)) / (1000 * Math.max(1000, group.start.withinMs));
	if (group.app !== 'sensor') return {joining, steady: 0};
	const {everyMs, qos, payload} = group.publish;
	const records = guarded ? RECORD_SIZE : 0;
	const messages = MESSAGES[qos] ?? 1;
	const publishUs =
		frameUs(HEADERS_SIZE + records + payload) + (messages - 1) * frameUs(HEADERS_SIZE + records);
	return {joining, steady: publishUs / (1000 * everyMs)};
}

/** A frame of so many octets with its Imm-Ack. */
function frameUs(size: number): number {
	return airtimeUs(size) + aTurnaroundTimeUs + airtimeUs(ACK_SIZE);
}
