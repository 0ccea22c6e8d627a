/*
 * Clients that sleep: MQTT-SN 1.2, 6.14. The states stand in session.ts.
 *
 *   client                                 gateway
 *     DISCONNECT(Duration)          -->
 *                                   <--    DISCONNECT            asleep: keeps what comes
 *     PINGREQ(ClientId)             -->                          awake
 *                                   <--    REGISTER, PUBLISH     as to a client that is active
 *     REGACK, PUBACK, PUBREC ...    -->
 *                                   <--    PINGRESP              asleep: the timer starts anew
 *
 * A sleeper that says anything else but an answer, DISCONNECT or CONNECT is told DISCONNECT, and
 * stays asleep here: a client that wants to publish is to CONNECT first (6.14), and one that
 * forgot that it sleeps must not believe that it is heard. Its ClientId finds a sleeper whose
 * address has changed. Whether that is to be believed is for the transport to know.
 */
import type {Address} from '../transport/transport.js';
import type {Pingreq} from '../wire/connection.js';
import type {Core} from './core.js';
import {depart} from './ending.js';
import {reopen} from './reopen.js';
import type {Session} from './session.js';

/** DISCONNECT with Duration, from a client that is active or sleeps already. */
export function onSleep(core: Core, session: Session, durationS: number): void {
	core.counters.sleeps += 1;
	session.sleepS = durationS;
	restAsleep(core, session);
	core.journal.changed(session);
	session.send({type: 'DISCONNECT'});
}

/** PINGREQ is answered here, without the broker: at once, or after what was kept for a sleeper. */
export function onPingreq(core: Core, session: Session): void {
	if (!session.sleeping) {
		session.send({type: 'PINGRESP'});
		return;
	}
	if (session.link === 0 && core.brokerReachable) {
		core.stranded.delete(session);
		reopen(core, session);
	}
	if (session.state === 'awake') {
		session.delivery.sendAgain();
		return;
	}
	session.state = 'awake';
	session.delivery.begin();
}

/** Whose PINGREQ this is: by its ClientId from wherever it comes, else by its address. */
export function whoPings(core: Core, from: Address, {clientId}: Pingreq): Session | undefined {
	const here = core.sessions.at(from);
	if (here?.sleeping && hasDeparted(core, here)) return undefined;
	if (clientId === undefined || here?.clientId === clientId) return here;
	const session = core.sessions.named(clientId);
	if (session === undefined || !(session.listening || session.sleeping)) return undefined;
	if (hasDeparted(core, session)) return undefined;
	core.sessions.move(session, from);
	core.journal.changed(session);
	return session;
}

/** Whether a sleeper has been at another gateway since, where it is to connect again. */
function hasDeparted(core: Core, session: Session): boolean {
	const departed = core.journal.isElsewhere(session.clientId);
	if (departed) depart(core, session);
	return departed;
}

/** All that was kept is delivered, or what is left must wait: PINGRESP ends the wake. */
export function sleepAgain(core: Core, session: Session): void {
	restAsleep(core, session);
	session.send({type: 'PINGRESP'});
}

/** A client that stopped answering has gone back to sleep by itself; its timer goes on. */
export function dozeOff(core: Core, session: Session): void {
	const {heardMs} = session;
	restAsleep(core, session);
	session.heardMs = heardMs;
	core.deadlines.arm(session, session.dueAtMs);
}

function restAsleep(core: Core, session: Session): void {
	session.state = 'asleep';
	session.delivery.pause();
	session.heardMs = core.nowMs;
	core.deadlines.arm(session, session.dueAtMs);
}
