/*
 * Between awake and asleep, as client/sleep.ts draws it: what goes out, and what is told. A
 * sleeper that has something to say resumes its session by a CONNECT that changes nothing of it:
 * neither CleanSession nor Will (MQTT-SN 1.2, 6.3).
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {clientId, clock, protection, request, session, sleep} from '../layout';
import {CLIENT_ID_SIZE} from '../limits';
import {report} from '../link/outside';
import {Report} from '../report';
import {keepAliveS} from '../settings';
import {Connect} from '../wire/connect';
import {Disconnect} from '../wire/disconnect';
import {MsgType} from '../wire/msg-type';
import {Pingreq} from '../wire/pingreq';
import {ask} from './sending';

const FETCHES: u32 = 0;
const SPEAKS: u32 = 1;

/** Tells the gateway that this node sleeps now, or for how long it does from now on. */
export function doze(): void {
	sleep.doze();
	const duration = u16(sleep.agreedS);
	ask(MsgType.Disconnect, 0, Disconnect.over(request.frame).emitSleep(duration));
}

export function sleepAgreed(): void {
	sleep.agreed(clock.nowMs, request.resent);
	nod();
}

/** Asks for what waits at the gateway. */
export function wake(): void {
	sleep.wake();
	report(Report.Awake, FETCHES, 0, 0);
	ask(MsgType.Pingresp, 0, Pingreq.over(request.frame).emit(clientId, CLIENT_ID_SIZE));
}

export function mailFetched(): void {
	sleep.fetched(clock.nowMs);
	nod();
}

/** Returns false when the gateway is to be given up. */
export function wakingUnanswered(): bool {
	count(Counter.WakingsMissed);
	if (!sleep.unanswered(clock.nowMs)) return false;
	request.reset();
	nod();
	return true;
}

/** Goes back to the gateway to say something. */
export function resume(): void {
	sleep.resume();
	report(Report.Awake, SPEAKS, 0, 0);
	session.clean = false;
	const connect = Connect.over(request.frame);
	ask(MsgType.Connack, 0, connect.emit(u16(keepAliveS()), clientId, CLIENT_ID_SIZE));
}

/** The host may switch its receiver off. */
export function reportAsleep(): void {
	report(Report.Asleep, sleep.agreedS, 0, 0);
}

/** The receiver of a provisioned node stays on until what it asked for keys is answered. */
function nod(): void {
	if (protection.provisioned) protection.drowsy = true;
	else reportAsleep();
}
