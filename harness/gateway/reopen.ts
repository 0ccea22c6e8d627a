/*
 * A link that a client need not know of: the gateway opens it for a session that goes on, after
 * its own restart or for a sleeper whose link was lost.
 */
import type {Core} from './core.js';
import type {Session} from './session.js';

/** Opens another link for a connected `session` that has none. */
export function reopen(core: Core, session: Session): void {
	session.link = core.nextLink();
	core.sessions.attach(session);
	const {clientId, cleanSession} = session;
	const keepAliveS = core.options.linkKeepAliveS;
	core.port.open(session.link, {clientId, cleanSession, keepAliveS});
}
