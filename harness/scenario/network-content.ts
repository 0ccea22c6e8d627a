/*
 * What a network says about the rest of a scenario: who attacks speaks 6LoWPAN alone.
 */

import type {Complaint} from '../yaml/complaint.js';
import {hasRadio} from './attack-schema.js';
import type {Scenario} from './schema.js';

/** What does not go with the network of a scenario. */
export function* networkOffends({network, attackers}: Scenario): Generator<Complaint> {
	if (network === '6lowpan') return;
	for (const [index, attacker] of attackers.entries()) {
		if (!hasRadio(attacker)) continue;
		const expected = 'one without a radio, or network: 6lowpan';
		yield {path: ['attackers', index, 'kind'], expected};
	}
}
