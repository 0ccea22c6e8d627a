/*
 * How a connection ends: MQTT-SN 1.2, 6.12. By the client, by silence, by the broker, or because
 * there never was one.
 */
import type {Address} from '../transport/transport.js';
import {ReturnCode} from '../wire/return-code.js';
import type {Core} from './core.js';
import {depart, endSession} from './ending.js';
import {brokerIs} from './reach.js';
import type {Session} from './session.js';
import {forgetIfOver, publishWill} from './will.js';

/** DISCONNECT is answered in kind, and there is no will. */
export function onDisconnect(core: Core, session: Session): void {
	core.counters.disconnects += 1;
	endSession(core, session, 'disconnected');
	session.send({type: 'DISCONNECT'});
}

/** Whoever talks without a connection is told that he has none, whatever he says. */
export function onStranger(core: Core, from: Address): void {
	core.counters.strangers += 1;
	core.send(from, {type: 'DISCONNECT'});
}

/**
 * A client that is silent for too long is told nothing: it would not hear. One whose link was lost
 * while the broker was there is no longer ours: another gateway has it, and its will. So is one
 * whose session another gateway has taken from the store.
 */
export function onSilence(core: Core, session: Session): void {
	if (core.journal.isElsewhere(session.clientId)) {
		depart(core, session);
		return;
	}
	if (!session.connected) {
		onStayedAway(core, session);
		return;
	}
	const moved = session.sleeping && session.link === 0 && hasMoved(core, session);
	if (moved || session.state === 'prompting') endSession(core, session, 'disconnected');
	else onClientLost(core, session);
}

/** The same for one that does not answer. */
export function onClientLost(core: Core, session: Session): void {
	if (core.journal.isElsewhere(session.clientId)) {
		depart(core, session);
		return;
	}
	core.counters.lost += 1;
	publishWill(core, session);
	endSession(core, session, 'lost');
}

/**
 * A client is told at once that its link is lost, or that it will not open. One that sleeps would
 * not hear: it stays asleep, and the gateway sees to another link.
 */
export function onLinkLost(core: Core, session: Session): void {
	core.counters.linksLost += 1;
	core.sessions.detach(session);
	session.link = 0;
	session.linkOpen = false;
	session.linkLostMs = core.nowMs;
	if (core.journal.isElsewhere(session.clientId)) {
		depart(core, session);
		return;
	}
	if (session.sleeping) strand(core, session);
	else tellLinkLost(core, session);
	// One link may end because another gateway has this client now; the last one says more.
	if (core.sessions.linkCount === 0 && !core.house.isOpen) brokerIs(core, false);
}

function strand(core: Core, session: Session): void {
	session.questions.clear();
	core.stranded.add(session);
}

function onStayedAway(core: Core, session: Session): void {
	session.willAtMs = Number.POSITIVE_INFINITY;
	if (!hasMoved(core, session)) publishWill(core, session);
	core.journal.changed(session);
	forgetIfOver(core, session);
}

function hasMoved(core: Core, session: Session): boolean {
	return core.brokerGoneMs < session.linkLostMs;
}

function tellLinkLost(core: Core, session: Session): void {
	const {address, state} = session;
	if (state === 'active' && session.will?.target !== undefined) {
		session.willAtMs = session.silentAtMs;
	}
	endSession(core, session, 'disconnected');
	core.deadlines.arm(session, session.dueAtMs);
	if (state === 'active') {
		core.send(address, {type: 'DISCONNECT'});
		return;
	}
	core.counters.connectsRefused += 1;
	core.send(address, {type: 'CONNACK', returnCode: ReturnCode.Congestion});
}
