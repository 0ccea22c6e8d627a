/*
 * What must hold whatever strikes, and what must come back once it has healed.
 *
 *   safety     no crash of ours, no trap, no payload that nobody made, no success of an attacker,
 *              no nonce twice, no leak, nothing doubled at QoS 2 where the gateways can know
 *   liveness   everybody is served between the last heal and the end of the run
 *
 * The first that is broken, in this order, names the finding.
 */
import {eachOf} from '../scenario/groups.js';
import type {Outcome} from '../scenario/runner.js';
import type {Scenario} from '../scenario/schema.js';

export const KINDS = [
	'crash',
	'trap',
	'stranger',
	'break-in',
	'nonce',
	'leak',
	'doubled',
	'unserved',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Finding {
	readonly kind: Kind;
	/** What was seen, in words. */
	readonly what: string;
	/** What motebench run is to expect, so that it fails as well. A crash needs no word. */
	readonly expectation?: string;
}

/** Radios that were not served in the calm. */
export interface Unserved {
	/** Who is served where nothing strikes. */
	readonly lost: readonly number[];
	/** How many are not served anyway. */
	readonly beyond: number;
}

/** What takes a node's memory. */
const FORGETFUL: readonly string[] = ['reboot', 'drain', 'power-cut'];
const LISTED_MAX = 10;

/** The first rule that a run of `scenario` has broken. */
export function judge(
	scenario: Scenario,
	outcome: Outcome,
	{lost, beyond}: Unserved,
): Finding | undefined {
	const {traps, deliveries, attack, keys} = outcome;
	const gained = attack.read + attack.accepted;
	const {published, commands} = doubled(scenario, outcome);
	const broken: readonly (readonly [Kind, number, string, figure: string])[] = [
		['trap', traps, 'traps in the firmware', 'traps'],
		['stranger', deliveries.strangers, 'payloads delivered that no node made', 'attack.delivered'],
		['break-in', gained, 'successes of attackers', 'attack.delivered'],
		['nonce', keys?.noncesRepeated ?? 0, 'nonces used twice', 'nonces.repeated'],
		['leak', keys?.leaks.length ?? 0, 'secrets on the air or left in memory', 'secrets.leaked'],
		['doubled', published, 'messages twice at QoS 2', 'delivery.repeatedAtQos2'],
		['doubled', commands, 'commands twice at QoS 2', 'commands.repeatedAtQos2'],
	];
	for (const [kind, count, what, figure] of broken) {
		if (count > 0) return {kind, what: `${count} ${what}`, expectation: `${figure} == 0`};
	}
	if (lost.length === 0) return undefined;
	const what = `${namesOf(outcome, lost)} not served again`;
	return {kind: 'unserved', what, expectation: `nodes.unserved <= ${beyond}`};
}

/**
 * Copies at QoS 2 that somebody could have known of. A gateway that forgets, and one that was
 * never told what another one knew, cannot; nor can a node that has lost its memory. In a clean
 * session nobody has to know: what was under way ends with it (docs/decisions/0010).
 */
function doubled(scenario: Scenario, {members, deliveries, commands}: Outcome) {
	const known = remembers(scenario);
	const groups = eachOf(scenario.nodes);
	const first = members.findIndex(({clientId}) => clientId !== undefined);
	const isJudged = ({radio}: {radio: number}) =>
		known || groups[radio - first]?.session === 'clean';
	const published = deliveries.doubled.filter(each => each.qos === 2 && isJudged(each)).length;
	const allClean = groups.every(({session}) => session === 'clean');
	const judged = (known || allClean) && !nodesForget(scenario);
	return {published, commands: judged ? commands.repeatedAtQos2 : 0};
}

function nodesForget({faults}: Scenario): boolean {
	return faults.some(({kind}) => FORGETFUL.includes(kind));
}

/** Whether what one gateway knows lasts, and is known wherever a client may turn to. */
function remembers({gateways, faults}: Scenario): boolean {
	const count = gateways.reduce((sum, group) => sum + group.count, 0);
	const stores = new Set(gateways.map(({store}) => store));
	const shared = stores.size === 1 && !stores.has(undefined);
	const dies = faults.some(({kind}) => kind === 'gateway-death');
	return shared || (count === 1 && !dies);
}

function namesOf({members}: Outcome, radios: readonly number[]): string {
	const names = radios.slice(0, LISTED_MAX).map(radio => members[radio]!.name);
	const more = radios.length - names.length;
	return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
