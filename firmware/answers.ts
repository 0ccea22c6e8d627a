/*
 * What our gateway answers to the one request that waits. An answer is known by its type and its
 * MsgId; one that nobody waits for is normal after a resend, and counted.
 *
 * Each handler takes a message whose header was checked, checks the rest, and returns why it was
 * dropped, or Malformed.None. What is sent next, outgoing.ts decides afterwards.
 */
import {SessionState} from './client/session';
import {
	connectionAccepted,
	connectionCongested,
	connectionRefused,
	gatewayLeft,
	weLeft,
} from './connection';
import {Counter} from './counter';
import {count} from './counting';
import {clock, registration, request, session, silence, subscription} from './layout';
import {acknowledgeFirst, drop, registerAnew} from './publishing';
import {Refusal} from './report';
import {reportCongestion} from './sending';
import {waitMs} from './settings';
import {Connack} from './wire/connack';
import {Disconnect} from './wire/disconnect';
import {Malformed} from './wire/malformed';
import {MsgType} from './wire/msg-type';
import {Pingresp} from './wire/pingresp';
import {Puback} from './wire/puback';
import {Regack} from './wire/regack';
import {ReturnCode} from './wire/return-code';
import {Suback} from './wire/suback';
import {Unsuback} from './wire/unsuback';

export function onConnack(frame: usize): Malformed {
	const message = Connack.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (!answered(MsgType.Connack, 0)) return Malformed.None;
	if (message.returnCode === ReturnCode.Accepted) connectionAccepted();
	else if (message.returnCode === ReturnCode.Congestion) connectionCongested();
	else connectionRefused();
	return Malformed.None;
}

export function onRegack(frame: usize): Malformed {
	const message = Regack.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (!answered(MsgType.Regack, message.msgId)) return Malformed.None;
	if (message.returnCode === ReturnCode.Congestion) keepSilent();
	registration.answered(message.returnCode, message.topicId);
	return Malformed.None;
}

export function onSuback(frame: usize): Malformed {
	const message = Suback.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (!answered(MsgType.Suback, message.msgId)) return Malformed.None;
	if (message.returnCode === ReturnCode.Congestion) keepSilent();
	subscription.answered(message.returnCode, message.topicId);
	return Malformed.None;
}

export function onUnsuback(frame: usize): Malformed {
	const message = Unsuback.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (answered(MsgType.Unsuback, message.msgId)) subscription.left();
	return Malformed.None;
}

export function onPuback(frame: usize): Malformed {
	const message = Puback.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (message.msgId === 0) unguardedAnswered(message);
	else if (answered(MsgType.Puback, message.msgId)) guardedAnswered(message);
	return Malformed.None;
}

export function onPingresp(frame: usize): Malformed {
	const malformed = Pingresp.over(frame).check(load<u8>(frame));
	if (malformed === Malformed.None) answered(MsgType.Pingresp, 0);
	return malformed;
}

/** Ours is answered, or the gateway has left; while we connect it may be the echo of old times. */
export function onDisconnect(frame: usize): Malformed {
	const malformed = Disconnect.over(frame).check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (session.state === SessionState.Active) gatewayLeft();
	else if (answered(MsgType.Disconnect, 0)) weLeft();
	return Malformed.None;
}

/** Ends the request if this is its answer. */
function answered(awaits: MsgType, msgId: u16): bool {
	if (request.isAnsweredBy(awaits, msgId)) return request.acknowledge();
	count(Counter.Unexpected);
	return false;
}

function guardedAnswered(message: Puback): void {
	switch (message.returnCode) {
		case ReturnCode.Accepted:
			acknowledgeFirst(message.msgId);
			break;
		case ReturnCode.Congestion:
			keepSilent();
			break;
		case ReturnCode.InvalidTopicId:
			registerAnew();
			break;
		default:
			drop(0, Refusal.NotSupported);
	}
}

/** A PUBLISH of QoS 0 is gone; only what its rejection says of the next one counts. 6.6. */
function unguardedAnswered(message: Puback): void {
	const invalid = message.returnCode === ReturnCode.InvalidTopicId;
	if (message.returnCode === ReturnCode.Congestion) keepSilent();
	else if (invalid && registration.isKnownAs(message.topicId)) registration.invalidated();
	else count(Counter.Unexpected);
}

/** "Congestion": nothing that makes work for the gateway is sent for TWAIT. */
function keepSilent(): void {
	silence.begin(clock.nowMs, waitMs());
	reportCongestion(waitMs());
}
