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
}

/** These heal by themselves, at once or a second later. */
const MOMENTARY: readonly string[] = ['power-cut', 'key-server-restore', 'clone'];
/** What takes a node's memory. */
const FORGETFUL: readonly string[] = ['reboot', 'drain', 'power-cut'];
const CUT_MS = 1000;
const LISTED_MAX = 10;

/** The first rule that a run of `scenario` has broken; `unserved` are radios. */
export function judge(
	scenario: Scenario,
	outcome: Outcome,
	unserved: readonly number[],
): Finding | undefined {
	const {traps, deliveries, attack, keys} = outcome;
	const broken: readonly (readonly [Kind, number, string])[] = [
		['trap', traps, 'traps in the firmware'],
		['stranger', deliveries.strangers, 'payloads delivered that no node made'],
		['break-in', attack.read + attack.accepted, 'successes of attackers'],
		['nonce', keys?.noncesRepeated ?? 0, 'nonces used twice'],
		['leak', keys?.leaks.length ?? 0, 'secrets on the air or left in memory'],
		['doubled', doubled(scenario, outcome), 'messages twice at QoS 2'],
	];
	const found = broken.find(([, count]) => count > 0);
	if (found !== undefined) return {kind: found[0], what: `${found[1]} ${found[2]}`};
	if (unserved.length === 0) return undefined;
	return {kind: 'unserved', what: `${namesOf(outcome, unserved)} not served again`};
}

/** When the last fault has healed, in milliseconds; Infinity where one never does. */
export function calmMsOf({faults, attackers}: Pick<Scenario, 'faults' | 'attackers'>): number {
	const ends = [...faults, ...attackers].map(each => {
		if (MOMENTARY.includes(each.kind)) return each.atMs + CUT_MS + (each.forMs ?? 0);
		if (each.forMs === undefined || 'everyMs' in each) return Infinity;
		// What was carried away is carried back, and takes as long.
		return each.atMs + each.forMs + ('overMs' in each ? each.overMs : 0);
	});
	return Math.max(0, ...ends);
}

/**
 * Copies at QoS 2 that somebody could have known of. A gateway that forgets, and one that was
 * never told what another one knew, cannot; nor can a node that has lost its memory. In a clean
 * session nobody has to know: what was under way ends with it (docs/decisions/0010).
 */
function doubled(scenario: Scenario, {members, deliveries, commands}: Outcome): number {
	const known = remembers(scenario);
	const groups = eachOf(scenario.nodes);
	const first = members.findIndex(({clientId}) => clientId !== undefined);
	const isJudged = ({radio}: {radio: number}) =>
		known || groups[radio - first]?.session === 'clean';
	const published = deliveries.doubled.filter(each => each.qos === 2 && isJudged(each)).length;
	const allClean = groups.every(({session}) => session === 'clean');
	const judged = (known || allClean) && !nodesForget(scenario);
	return published + (judged ? commands.repeatedAtQos2 : 0);
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
