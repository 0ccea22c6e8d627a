/*
 * From what was counted to what is said: the Summary of a run.
 */
import type {Message} from '../sim/checks/delivery.js';
import {sumPc} from '../sim/energy/meter.js';
import {lifetimesOf} from './lifetimes.js';
import {spreadOf} from './report/quantile.js';
import {
	GUARD_DROPS,
	type GuardDrop,
	type KeysSummary,
	LISTED_MAX,
	leakCount,
	type Summary,
} from './report/summary.js';
import {evaluate, type Figures} from './scenario/expectations.js';
import type {Outcome} from './scenario/runner.js';
import type {Scenario} from './scenario/schema.js';

/** What build/node.json says of the firmware. */
export interface Built {
	readonly wasmBytes: number;
	readonly staticBytes: number;
}

export interface Surroundings {
	readonly built: Built;
	/** Paths of the files of the run, by kind. */
	readonly files: Readonly<Record<string, string>>;
	/** Where the broker was, without user and password. */
	readonly broker: string;
}

/** The summary of a run of `scenario` that ended in `outcome`. */
export function summarise(scenario: Scenario, outcome: Outcome, around: Surroundings): Summary {
	const facts = factsOf(scenario, outcome);
	const figures = figuresOf(facts, outcome);
	const {lost, doubled} = outcome.deliveries;
	const first = outcome.members.length - facts.nodes;
	return {
		...facts,
		firmware: {
			wasmBytes: around.built.wasmBytes,
			staticBytes: around.built.staticBytes,
			traps: outcome.traps,
		},
		lost: lost.slice(0, LISTED_MAX).map(message => ({...named(message, first), why: why(message)})),
		lostOmitted: Math.max(0, lost.length - LISTED_MAX),
		doubled: doubled
			.slice(0, LISTED_MAX)
			.map(message => ({...named(message, first), copies: message.copies})),
		doubledOmitted: Math.max(0, doubled.length - LISTED_MAX),
		traceHash: outcome.traceHash,
		expectations: scenario.expectations.map(expectation => evaluate(expectation, figures)),
		files: around.files,
		broker: around.broker,
	};
}

type Facts = Omit<
	Summary,
	| 'firmware'
	| 'lost'
	| 'lostOmitted'
	| 'doubled'
	| 'doubledOmitted'
	| 'traceHash'
	| 'expectations'
	| 'files'
	| 'broker'
>;

function factsOf(scenario: Scenario, outcome: Outcome): Facts {
	const {deliveries, commands, frames, wallSeconds, grownBytes, members, simulatedUs, lag} =
		outcome;
	const {published, delivered, duplicates} = deliveries;
	const nodes = members.filter(({clientId}) => clientId !== undefined).length;
	const simulatedSeconds = Math.min(simulatedUs / 1e6, scenario.durationMs / 1000);
	return {
		scenario: scenario.name,
		seed: scenario.seed,
		nodes,
		gateways: outcome.gatewayPublished.length,
		simulatedSeconds,
		wallSeconds,
		speed: simulatedSeconds / wallSeconds,
		memory: {grownBytes, perNodeBytes: Math.round(grownBytes / nodes)},
		interrupted: outcome.interrupted,
		published,
		delivered,
		duplicates,
		deliveryRatio: published === 0 ? null : delivered / published,
		latencyMs: spreadOf(deliveries.latenciesUs.map(us => us / 1000)),
		hops: hopsOf(scenario, outcome),
		healedRatio: healedOf(outcome),
		frames: {
			sent: frames.sent,
			delivered: frames.delivered,
			collided: frames.collided,
			tooWeak: frames.tooWeak,
			retries: frames.retries,
			channelAccessFailures: frames.channelAccessFailures,
		},
		lifetime: lifetimesOf(scenario.energy?.battery.name ?? '', outcome.drawn ?? []),
		energy: energyOf(outcome.charges.slice(members.length - nodes).map(sumPc), delivered),
		commands: {
			sent: commands.sent,
			answered: commands.answered,
			roundTripMs: spreadOf(commands.roundTripsUs.map(us => us / 1000)),
		},
		keys: keysOf(outcome),
		attack: attackOf(outcome),
		lag: lag === undefined ? null : {...lag, boundMs: scenario.boards.lagMs},
	};
}

function hopsOf({routing}: Scenario, {hopCounts}: Outcome): Summary['hops'] {
	const count = hopCounts.reduce((sum, each) => sum + each, 0);
	if (routing.kind === 'none' || count === 0) return null;
	const sum = hopCounts.reduce((total, each, hops) => total + each * hops, 0);
	return {mean: sum / count, max: hopCounts.findLastIndex(each => each > 0)};
}

function healedOf({healed}: Outcome): number | null {
	return healed === undefined || healed.published === 0
		? null
		: healed.delivered / healed.published;
}

/** What nobody made, and what an attacker could read or was granted without a right to it. */
function attackOf({attack, deliveries}: Outcome): Summary['attack'] {
	return {sent: attack.sent, delivered: attack.read + attack.accepted + deliveries.strangers};
}

function keysOf({keys, guards}: Outcome): KeysSummary | null {
	if (keys === undefined) return null;
	const {leaks: found, ...counts} = keys;
	const leaks: Record<string, number> = {};
	for (const {what} of found) leaks[what] = (leaks[what] ?? 0) + 1;
	const reasons = {...guards, hellosRefused: guards.refused + guards.hellosLimited};
	const drops = Object.fromEntries(GUARD_DROPS.map(name => [name, reasons[name]]));
	return {...counts, leaks, drops: drops as Record<GuardDrop, number>};
}

/** Of the nodes; gateways and forwarders have a plug. A microcoulomb is 10^6 picocoulombs. */
function energyOf(chargesPc: readonly number[], delivered: number): Summary['energy'] {
	const totalPc = chargesPc.reduce((sum, charge) => sum + charge, 0);
	return {
		totalMc: totalPc / 1e9,
		perNodeMc: {
			mean: chargesPc.length === 0 ? 0 : totalPc / 1e9 / chargesPc.length,
			max: chargesPc.reduce((most, charge) => Math.max(most, charge), 0) / 1e9,
		},
		perDeliveredUc: delivered === 0 ? null : totalPc / 1e6 / delivered,
	};
}

function figuresOf(facts: Facts, outcome: Outcome): Figures {
	const {traps, commands, gatewayPublished, deliveries, unserved} = outcome;
	const {latencyMs, frames, deliveryRatio} = facts;
	const trip = facts.commands.roundTripMs;
	return {
		published: facts.published,
		delivered: facts.delivered,
		duplicates: facts.duplicates,
		collisions: frames.collided,
		retries: frames.retries,
		channelAccessFailures: frames.channelAccessFailures,
		traps,
		...(deliveryRatio !== null && {delivery: deliveryRatio}),
		...(facts.healedRatio !== null && {'delivery.healed': facts.healedRatio}),
		'delivery.repeatedAtQos2': deliveries.doubled.filter(({qos}) => qos === 2).length,
		...(unserved !== undefined && {'nodes.unserved': unserved.length}),
		...(facts.hops !== null && prefixed('hops', facts.hops)),
		...(latencyMs !== null && prefixed('latency', latencyMs)),
		...(commands.sent > 0 && {
			'commands.answered': commands.answered / commands.sent,
			'commands.received': commands.received / commands.sent,
		}),
		'commands.repeated': commands.repeated,
		'commands.repeatedAtQos2': commands.repeatedAtQos2,
		...shareOf(gatewayPublished),
		'attack.sent': facts.attack.sent,
		'attack.delivered': facts.attack.delivered,
		...(facts.keys !== null && keyFigures(facts.keys)),
		...(trip !== null && prefixed('commands', trip)),
		...(facts.lifetime !== null && {
			'lifetime.shortest': facts.lifetime.nodes[0].years,
			'lifetime.median': facts.lifetime.medianYears,
		}),
	};
}

function keyFigures(keys: KeysSummary): Figures {
	const {joined, rekeyed, refused, proved, suspects, revoked, noncesRepeated, drops} = keys;
	return {
		...prefixed('keys', {joined, rekeyed, refused, proved, suspects, revoked}),
		...prefixed('guard', drops),
		'nonces.repeated': noncesRepeated,
		'secrets.leaked': leakCount(keys),
	};
}

/** The largest share of all messages that one gateway has carried. */
function shareOf(published: readonly number[]): Figures {
	const all = published.reduce((sum, count) => sum + count, 0);
	return all === 0 ? {} : {'gateways.share': Math.max(...published) / all};
}

function prefixed(
	prefix: 'latency' | 'hops' | 'commands' | 'keys' | 'guard',
	spread: object,
): Figures {
	return Object.fromEntries(
		Object.entries(spread).map(([name, value]) => [`${prefix}.${name}`, value]),
	);
}

/** Nodes count from one, from the radio `first` on; a payload's second word is its number. */
function named({radio, payload, publishedUs}: Message, first: number) {
	const [, number = '0'] = /^\S+ c?(\d+)/.exec(payload) ?? [];
	return {
		node: radio - first + 1,
		seq: Number(number),
		timeMs: publishedUs / 1000,
		payload: payload.trimEnd(),
	};
}

function why({dropped, qos}: Message): string {
	if (dropped) return 'given up by the node';
	return qos === 0 ? 'not repeated at QoS 0' : 'still on its way at the end';
}
