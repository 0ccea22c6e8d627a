/*
 * What the security of a provisioned node does when time passes: SNAKE-128 2.5, 2.9, 2.11.
 *
 *   an attempt waits, or rests                 handshake.ts
 *   an hour has gone by without success        kept in the flash
 *   CONF was not acknowledged                  confirm.ts
 *   a hint is looked into                      probe.ts
 *   new keys are due                           rekey.ts: HELLO, while the old ones go on
 *   the gateway is silent, keys were in use    HELLO
 *   the gateway is silent from the start       the previous keys again, then a rest, then HELLO
 *
 * A sleeper does all this while it is awake, and stays awake until it has its answer.
 */

import {Counter} from '../counter';
import {count} from '../counting';
import {entropy} from '../host';
import {
	clock,
	confirm,
	desk,
	handshake,
	journal,
	probe,
	protection,
	rekey,
	resume,
	sendCounter,
	session,
	sessions,
	sleep,
} from '../layout';
import {HandshakeAction} from '../security/handshake';
import {SECURE_SESSION_SIZE} from '../security/secure-session';
import {retryMs} from '../settings';
import {Pingreq} from '../wire/pingreq';
import {seekAgain} from './connection';
import {begin, fail, repeatHello} from './handshaking';
import {sendConf} from './key-messages';
import {messageRoom, sendRecord} from './sealing';
import {reportAsleep} from './sleeping';

/** Does what is due. To be called whenever time has passed or something was heard. */
export function pollSecurity(): void {
	if (!protection.provisioned) return;
	sessions.poll(clock.nowMs);
	pollHandshake();
	if (listening() && sessions.current.alive) pollSession();
	if (protection.drowsy && !awaitsAnswer()) fallAsleep();
}

/** Somebody without proof says that our gateway has left us: it is asked. */
export function followHint(from: u16): void {
	count(Counter.Plaintext);
	if (!session.isWith(from) || !sessions.reaches(from) || !sleep.up) return;
	if (!probe.begin(clock.nowMs, retryMs())) return;
	count(Counter.HintsFollowed);
	ping();
}

/** Our gateway was given up: keys that it does not use are of no use. */
export function abandonKeys(peer: u16): void {
	if (!protection.provisioned) return;
	const unused = sessions.current.alive && !sessions.current.heard;
	if (handshake.waiting || (unused && handshake.idle)) fail();
	if (sessions.reaches(peer)) sessions.drop();
	probe.reset();
	resume.heard();
	confirm.reset();
}

/** The host's receiver is on. */
export function listening(): bool {
	return !sleep.asleep || protection.drowsy;
}

function pollHandshake(): void {
	const luck = handshake.due(clock.nowMs) ? entropy() : 0;
	switch (handshake.poll(clock.nowMs, luck)) {
		case HandshakeAction.Resend:
			repeatHello();
			break;
		case HandshakeAction.GiveUp:
			fail();
			break;
		case HandshakeAction.Rested:
			seekAgain();
			break;
		default:
			break;
	}
	if (handshake.takeHour()) keepHours();
}

/** A device whose power fails each day asks for recovery all the same. */
function keepHours(): void {
	if (!journal.writeDrought(handshake.hours)) count(Counter.FlashFailures);
}

function pollSession(): void {
	if (confirm.poll(clock.nowMs, retryMs())) confirmAgain();
	if (probe.poll(clock.nowMs, retryMs())) pingAgain();
	rekey.poll(clock.nowMs, sessions.current.hours);
	if (handshake.idle && session.isWith(sessions.current.peer)) pollRekey();
}

function pollRekey(): void {
	if (rekey.silent) doubtKeys();
	else if (sendCounter.nearEnd || isDue()) renew();
}

function isDue(): bool {
	return rekey.due(clock.nowMs, sendCounter.next, sessions.current.rekeyLog);
}

/** Keys that the gateway once used, it may have lost; others it may never have got. */
function doubtKeys(): void {
	rekey.answered();
	probe.reset();
	if (sessions.current.heard) {
		renew();
		return;
	}

	if (sessions.canFallBack) fallBack();
	rekey.request(clock.nowMs, 0);
	fail();
}

function fallBack(): void {
	count(Counter.FallenBack);
	sessions.fallBack(desk.room(0, u32(SECURE_SESSION_SIZE)));
	rekey.begin(clock.nowMs, sendCounter.next);
	confirm.reset();
}

function renew(): void {
	begin(session.peer, session.gatewayId);
}

/** A gateway that never answered under these keys counts as one that misses requests. */
function confirmAgain(): void {
	if (!sessions.current.heard) rekey.missed();
	sendConf();
}

function pingAgain(): void {
	rekey.missed();
	ping();
}

/** An active client is known by its keys. */
function ping(): void {
	sendRecord(Pingreq.over(messageRoom()).emit(0, 0));
}

function awaitsAnswer(): bool {
	return handshake.waiting || (confirm.pending && sessions.current.alive);
}

function fallAsleep(): void {
	protection.drowsy = false;
	if (sleep.asleep) reportAsleep();
}
