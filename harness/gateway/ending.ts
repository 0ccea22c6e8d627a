/*
 * The end of a connection, and what is given back with it: MQTT-SN 1.2, 6.12. Who is told, and
 * whether there is a will, is decided in disconnect.ts.
 */
import type {Core} from './core.js';
import type {Session} from './session.js';

/** Ends the connection of `session` and gives back all that a connection has. Tells nobody. */
export function endSession(core: Core, session: Session, state: 'disconnected' | 'lost'): void {
	core.sessions.leave(session);
	core.deadlines.cancel(session);
	core.stranded.delete(session);
	core.journal.changed(session);
	session.state = state;
	session.newWill = undefined;
	session.questions.clear();
	session.delivery.reset();
	if (session.link === 0) return;
	core.sessions.detach(session);
	core.port.close(session.link);
	session.link = 0;
	session.linkOpen = false;
}

/** A put was refused. */
export function onTaken(core: Core, clientId: string, token: number): void {
	core.journal.refused(token);
	const session = core.sessions.named(clientId);
	if (session !== undefined) depart(core, session);
}

/**
 * Another gateway has the client, with all that was stored: here it is as if it had never been.
 * Nobody is told, no will is published, nothing is stored.
 */
export function depart(core: Core, session: Session): void {
	core.counters.departures += 1;
	session.departed = true;
	session.willDue = false;
	session.willAtMs = Number.POSITIVE_INFINITY;
	endSession(core, session, 'disconnected');
	core.sessions.forget(session);
	core.letGo(session.clientId);
}
