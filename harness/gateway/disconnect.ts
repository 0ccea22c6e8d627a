/*
 * How a connection ends: MQTT-SN 1.2, 6.12. By the client, by silence, by the broker, or because
 * there never was one.
 */
import type {Address} from '../transport/transport.js';
import {ReturnCode} from '../wire/return-code.js';
import type {Core} from './core.js';
import type {Session} from './session.js';

export interface Ending {
	readonly state: 'disconnected' | 'lost';
	/** Whether there is a link to close. */
	readonly linkOpen: boolean;
}

/** DISCONNECT is answered in kind. One with Duration is no sleep here: the connection ends too. */
export function onDisconnect(core: Core, session: Session): void {
	core.counters.disconnects += 1;
	endSession(core, session, {state: 'disconnected', linkOpen: true});
	core.send(session.address, {type: 'DISCONNECT'});
}

/** Whoever talks without a connection is told that he has none, whatever he says. */
export function onStranger(core: Core, from: Address): void {
	core.counters.strangers += 1;
	core.send(from, {type: 'DISCONNECT'});
}

/** A client that is silent for too long, or does not answer, is told nothing: it would not hear. */
export function onClientLost(core: Core, session: Session): void {
	core.counters.lost += 1;
	endSession(core, session, {state: 'lost', linkOpen: true});
}

/** A client is told at once that its link is lost, or that it will not open. */
export function onLinkLost(core: Core, session: Session): void {
	core.counters.linksLost += 1;
	const opening = session.state === 'opening';
	endSession(core, session, {state: 'disconnected', linkOpen: false});
	// One link may end because another gateway has this client now; the last one says more.
	if (core.sessions.connectedCount === 0) core.brokerReachable = false;
	if (opening) {
		core.counters.connectsRefused += 1;
		core.send(session.address, {type: 'CONNACK', returnCode: ReturnCode.Congestion});
		return;
	}
	core.send(session.address, {type: 'DISCONNECT'});
}

/** Ends the connection of `session` and gives back all that a connection has. Tells nobody. */
export function endSession(core: Core, session: Session, {state, linkOpen}: Ending): void {
	core.sessions.leave(session);
	core.deadlines.cancel(session);
	session.state = state;
	session.questions.clear();
	session.delivery.reset();
	if (linkOpen) core.port.close(session.link);
}
