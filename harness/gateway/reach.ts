/*
 * Whether the broker can be reached, and what hangs on it: MQTT-SN 1.2, 6.1.
 *
 *   out of reach   ADVERTISE stops; the house link tries until it gets through
 *   back           ADVERTISE at once; clients that slept meanwhile get their links back
 */
import type {Core} from './core.js';
import {depart} from './ending.js';
import {reopen} from './reopen.js';

/** What an answer of the broker, or none, says of it. */
export function brokerIs(core: Core, reachable: boolean): void {
	if (reachable === core.brokerReachable) return;
	core.brokerReachable = reachable;
	if (!reachable) {
		core.brokerGoneMs = core.nowMs;
		core.house.probe();
		return;
	}
	core.discovery.brokerIsBack();
	const stranded = [...core.stranded];
	core.stranded.clear();
	for (const session of stranded) {
		// A link of ours would end the one that the other gateway has.
		if (core.journal.isElsewhere(session.clientId)) depart(core, session);
		else reopen(core, session);
	}
}
