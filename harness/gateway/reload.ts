/*
 * A gateway that starts with what its store has: whoever was active or asleep is so again, at the
 * same address, with the full time to be heard, and its link is opened anew. A client need not
 * notice. Wills that were due are published.
 */
import type {Core} from './core.js';
import {restore} from './record.js';
import {reopen} from './reopen.js';
import {Session} from './session.js';
import {publishWill} from './will.js';

/** Reads every record once, before anything is heard. */
export function reload(core: Core): void {
	for (const [clientId, value] of core.journal.entries()) {
		const session = new Session(core, clientId);
		if (core.sessions.isFull || !restore(session, value)) core.counters.recordsDropped += 1;
		else takeUp(core, session);
	}
}

function takeUp(core: Core, session: Session): void {
	if (session.willDue) publishWill(core, session);
	if (!session.connected) {
		core.sessions.remember(session);
		return;
	}
	session.heardMs = core.nowMs;
	core.sessions.enter(session);
	core.deadlines.arm(session, session.dueAtMs);
	reopen(core, session);
}
