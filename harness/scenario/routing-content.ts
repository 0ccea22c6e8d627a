/*
 * What routes ask of the rest of a scenario: datagrams are passed on by routers, not by forwarders.
 */

import type {Complaint} from '../yaml/complaint.js';
import type {Scenario} from './schema.js';

/** What does not go with routes. */
export function* routesOf({routing, forwarders}: Scenario): Generator<Complaint> {
	if (routing.kind !== 'rpl' && routing.discovery !== 'none') {
		yield {path: ['routing', 'discovery'], expected: 'none: only RPL has addresses to learn'};
	}
	if (routing.kind === 'none') return;
	if (forwarders.length > 0) {
		yield {path: ['forwarders'], expected: 'none, since routers pass datagrams on'};
	}
}
