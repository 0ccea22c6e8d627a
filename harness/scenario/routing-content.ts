/*
 * What routes ask of the rest of a scenario: whoever has a radio is a node or a gateway.
 */

import type {Complaint} from '../yaml/complaint.js';
import {hasRadio} from './attack-schema.js';
import type {Scenario} from './schema.js';

/** What does not go with routes. */
export function* routesOf({routing, forwarders, attackers}: Scenario): Generator<Complaint> {
	if (routing.kind !== 'rpl' && routing.discovery !== 'none') {
		yield {path: ['routing', 'discovery'], expected: 'none: only RPL has addresses to learn'};
	}
	if (routing.kind === 'none') return;
	if (forwarders.length > 0) {
		yield {path: ['forwarders'], expected: 'none, since routers pass datagrams on'};
	}
	if (attackers.some(hasRadio)) {
		yield {path: ['attackers'], expected: 'none with a radio: they understand one hop alone'};
	}
}
