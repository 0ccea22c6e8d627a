/*
 * What attackers, and the faults of keys, say about the rest of a scenario: nodes and gateways
 * that are there, places within the area, and keys to attack.
 */

import type {Complaint} from '../yaml/complaint.js';
import {type AttackerEntry, hasRadio} from './attack-schema.js';
import {GATEWAYS_MAX, type Scenario} from './schema.js';

/** Kinds that make no sense where nobody has keys. */
const NEED_KEYS: readonly string[] = [
	'malicious-gateway',
	'captured-node',
	'clone',
	'key-server-crash',
	'key-server-restore',
];
const NODE_FIELDS = ['node', 'victim', 'onto'] as const;

/** What is wrong with them. */
export function* attacksOf(scenario: Scenario): Generator<Complaint> {
	for (const field of ['faults', 'attackers'] as const) {
		for (const [index, each] of scenario[field].entries()) {
			const at = [field, index] as const;
			yield* whichNodes(scenario, each, at);
			yield* whetherKeys(scenario, each.kind, at);
		}
	}
	yield* whichPlaces(scenario);
	yield* howManyGateways(scenario);
}

type Entry = Scenario['faults'][number] | AttackerEntry;
type EntryPath = readonly [list: string, index: number];

function* whichNodes({nodes}: Scenario, entry: Entry, at: EntryPath): Generator<Complaint> {
	const total = nodes.reduce((sum, {count}) => sum + count, 0);
	const numbers = entry as Partial<Record<(typeof NODE_FIELDS)[number], unknown>>;
	for (const field of NODE_FIELDS) {
		const number = numbers[field];
		if (typeof number !== 'number' || number <= total) continue;
		yield {path: [...at, field], expected: `a node from 1 to ${total}`};
	}
}

function* whetherKeys({security}: Scenario, kind: string, at: EntryPath): Generator<Complaint> {
	if (security.policy !== 'off' || !NEED_KEYS.includes(kind)) return;
	yield {path: [...at, 'kind'], expected: 'another kind, since security is off'};
}

function* whichPlaces({area, attackers}: Scenario): Generator<Complaint> {
	for (const [index, entry] of attackers.entries()) {
		if (!hasRadio(entry)) continue;
		const {xM, yM} = entry.position;
		if (xM >= 0 && xM <= area.widthM && yM >= 0 && yM <= area.heightM) continue;
		const expected = `a point within the area of ${area.widthM} by ${area.heightM} metres`;
		yield {path: ['attackers', index, 'position'], expected};
	}
}

/** Those that have changed sides are registered after the others. */
function* howManyGateways({gateways, attackers}: Scenario): Generator<Complaint> {
	const malicious = attackers.filter(({kind}) => kind === 'malicious-gateway').length;
	const total = gateways.reduce((sum, {count}) => sum + count, malicious);
	if (total <= GATEWAYS_MAX) return;
	yield {path: ['attackers'], expected: `at most ${GATEWAYS_MAX} registered gateways in all`};
}
