/*
 * A client that comes with a session which another gateway has, or had when it died. Both share a
 * store, which says whose a session is, and refuses the other's puts.
 *
 *   client           here                        store         there
 *     CONNECT  -->     take                 -->
 *                                           <--  stored          puts of before count
 *                      read the record                           puts are refused: it departs
 *                      CONNECT as ever                           or its link is lost: it departs
 *
 * The record is read after the take is durable, so that nothing can be added to it unseen. What
 * happens when a gateway dies between two of these steps: docs/gateway.md.
 */
import type {Core} from './core.js';
import {depart} from './ending.js';
import {Session} from './session.js';
import {publishWill} from './will.js';

/** Whether the session of `clientId` is not here, or not yet. */
export function isAway(core: Core, clientId: string): boolean {
	return core.fetching.has(clientId) || core.journal.isElsewhere(clientId);
}

/** Takes the session of `clientId`; then, once for all calls until then, runs the last `next`. */
export function fetchSession(core: Core, clientId: string, next: () => void): void {
	const fetching = core.fetching.has(clientId);
	core.fetching.set(clientId, next);
	if (fetching) {
		core.counters.duplicates += 1;
		return;
	}
	// Now, since from here on what is left of it here could be stored.
	const stale = core.sessions.named(clientId);
	if (stale !== undefined) depart(core, stale);
	core.journal.take(clientId, fromDead => {
		const last = core.fetching.get(clientId)!;
		core.fetching.delete(clientId);
		arrive(core, clientId, fromDead);
		last();
	});
}

/**
 * The session of `clientId`, as one that is gone: remembered, or as it is stored, or a new one.
 * Undefined where everybody is connected and there is no room for one more. A will that was due is
 * published, unless somebody else sees to it.
 */
export function sessionFor(core: Core, clientId: string, willIsOurs = true): Session | undefined {
	const remembered = core.sessions.named(clientId);
	if (remembered !== undefined) return remembered;
	if (!makeRoom(core)) return undefined;
	const session = new Session(core, clientId);
	if (!core.journal.read(session)) return session;
	// Who did not leave keeps what he has, whatever his last CONNECT said: see isAskedToGoOn().
	if (session.connected) session.cleanSession = false;
	session.state = 'disconnected';
	core.sessions.remember(session);
	if (session.willDue && willIsOurs) publishWill(core, session);
	else session.willDue = false;
	return session;
}

/** A gateway that is alive sees to a will that was due there. */
function arrive(core: Core, clientId: string, fromDead: boolean): void {
	core.counters.arrivals += 1;
	sessionFor(core, clientId, fromDead);
}

function makeRoom(core: Core): boolean {
	if (!core.sessions.isFull) return true;
	const {longestGone} = core.sessions;
	if (longestGone === undefined) return false;
	core.sessions.forget(longestGone);
	core.deadlines.cancel(longestGone);
	core.journal.changed(longestGone);
	return true;
}
