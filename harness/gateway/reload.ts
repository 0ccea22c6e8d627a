/*
 * A gateway that starts with what its store has: whoever was active or asleep here is so again, at
 * the same address, with the full time to be heard, and its link is opened anew. A client need not
 * notice. Wills that were due are published.
 *
 * What another gateway had when it died is taken over too. Its sleepers may come here. Who was
 * active there does not know us and has to connect: for that it has its keep-alive, then comes the
 * will.
 */
import type {Core} from './core.js';
import {restore} from './record.js';
import {reopen} from './reopen.js';
import {Session} from './session.js';
import {publishWill} from './will.js';

const NEVER_MS = Number.POSITIVE_INFINITY;

/** Reads every record once, before anything is heard. From then on they are this gateway's. */
export function reload(core: Core): void {
	const adopted: Session[] = [];
	const own: Session[] = [];
	for (const [clientId, value] of core.journal.entries()) {
		const session = new Session(core, clientId);
		if (core.sessions.isFull || !restore(session, value)) {
			core.counters.recordsDropped += 1;
			continue;
		}
		(core.journal.isElsewhere(clientId) ? adopted : own).push(session);
		core.sessions.remember(session);
		core.journal.changed(session);
	}
	for (const session of own) takeUp(core, session);
	for (const session of adopted) adopt(core, session);
}

function takeUp(core: Core, session: Session): void {
	if (session.willDue || session.willAtMs !== NEVER_MS) publishWill(core, session);
	if (!session.connected) return;
	session.heardMs = core.nowMs;
	core.sessions.enter(session);
	core.deadlines.arm(session, session.dueAtMs);
	reopen(core, session);
}

/** Of two at one address the one that talks to this gateway is there. */
function adopt(core: Core, session: Session): void {
	core.counters.arrivals += 1;
	if (session.sleeping && core.sessions.at(session.address) === undefined) {
		takeUp(core, session);
		return;
	}
	session.heardMs = core.nowMs;
	const backByMs = session.silentAtMs;
	session.state = 'disconnected';
	if (session.willDue || session.willAtMs !== NEVER_MS) publishWill(core, session);
	else if (session.will?.target !== undefined) session.willAtMs = backByMs;
	// No link was lost here, so nothing says that the client has gone elsewhere.
	session.linkLostMs = Number.NEGATIVE_INFINITY;
	core.deadlines.arm(session, session.dueAtMs);
}
