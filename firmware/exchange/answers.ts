/*
 * What our gateway answers to the one request that waits. An answer is known by its type and its
 * MsgId; one that nobody waits for is normal after a resend, and counted.
 *
 * Each handler takes a message whose header was checked, checks the rest, and returns why it was
 * dropped, or Malformed.None. What is sent next, outgoing.ts decides afterwards.
 */
import {SessionState} from '../client/session';
import {Counter} from '../counter';
import {count} from '../counting';
import {
	clock,
	outbox,
	registration,
	request,
	session,
	silence,
	sleep,
	subscription,
	txFrame,
} from '../layout';
import {Refusal} from '../report';
import {waitMs} from '../settings';
import {Connack} from '../wire/connack';
import {Disconnect} from '../wire/disconnect';
import {Malformed} from '../wire/malformed';
import {MsgType} from '../wire/msg-type';
import {Pingresp} from '../wire/pingresp';
import {Puback} from '../wire/puback';
import {Pubcomp} from '../wire/pubcomp';
import {Pubrec} from '../wire/pubrec';
import {Pubrel} from '../wire/pubrel';
import {Regack} from '../wire/regack';
import {ReturnCode} from '../wire/return-code';
import {Suback} from '../wire/suback';
import {Unsuback} from '../wire/unsuback';
import {
	connectionAccepted,
	connectionCongested,
	connectionRefused,
	gatewayLeft,
	sessionBegunAnew,
	weLeft,
} from './connection';
import {acknowledgeFirst, drop, registerAnew, releaseFirst} from './publishing';
import {reportCongestion, tell} from './sending';
import {mailFetched, sleepAgreed} from './sleeping';

export function onConnack(frame: usize): Malformed {
	const message = Connack.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	const accepted = message.returnCode === ReturnCode.Accepted;
	if (!connackAwaited()) {
		if (accepted) sessionBegunAnew();
	} else if (accepted) connectionAccepted();
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
	else if (answered(awaitedFor(message), message.msgId)) guardedAnswered(message);
	return Malformed.None;
}

/** One that comes again, or late, is answered again: the gateway may have missed our PUBREL. */
export function onPubrec(frame: usize): Malformed {
	const message = Pubrec.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (answered(MsgType.Pubrec, message.msgId)) releaseFirst();
	else if (session.connected) tell(Pubrel.over(txFrame).emit(message.msgId));
	return Malformed.None;
}

/** Without PUBREC it is no answer: the PUBLISH goes on. */
export function onPubcomp(frame: usize): Malformed {
	const message = Pubcomp.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (answered(MsgType.Pubcomp, message.msgId)) acknowledgeFirst(message.msgId);
	return Malformed.None;
}

export function onPingresp(frame: usize): Malformed {
	const malformed = Pingresp.over(frame).check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (answered(MsgType.Pingresp, 0) && sleep.awake) mailFetched();
	return Malformed.None;
}

/** Ours is answered, or the gateway has left, or it is the echo of old times. */
export function onDisconnect(frame: usize): Malformed {
	const message = Disconnect.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (mayBeItsOwn(message)) gatewayLeft();
	else if (!answered(MsgType.Disconnect, 0)) return Malformed.None;
	else if (sleep.dozing) sleepAgreed();
	else weLeft();
	return Malformed.None;
}

/** Ends the request if this is its answer. */
export function answered(awaits: MsgType, msgId: u16): bool {
	if (request.isAnsweredBy(awaits, msgId)) return request.acknowledge();
	count(Counter.Unexpected);
	return false;
}

/** A gateway may leave out what it could ask for about the will. */
function connackAwaited(): bool {
	const skipped = request.isAnsweredBy(MsgType.Willmsgreq, 0);
	return answered(skipped ? MsgType.Willmsgreq : MsgType.Connack, 0);
}

/** A rejection answers a PUBLISH of any QoS: MQTT-SN 1.2, 6.6. */
function awaitedFor(message: Puback): MsgType {
	const rejected = message.returnCode !== ReturnCode.Accepted;
	return rejected && request.awaits === MsgType.Pubrec ? MsgType.Pubrec : MsgType.Puback;
}

/** Only an answer to ours ever bears a Duration, in spite of the specification. */
function mayBeItsOwn(message: Disconnect): bool {
	if (session.state !== SessionState.Active || message.hasDuration) return false;
	return (sleep.up || sleep.asleep || sleep.awake) && !sleep.isEcho();
}

function guardedAnswered(message: Puback): void {
	switch (message.returnCode) {
		case ReturnCode.Accepted:
			acknowledgeFirst(message.msgId);
			break;
		case ReturnCode.Congestion:
			outbox.forgetMsgIds();
			keepSilent();
			break;
		case ReturnCode.InvalidTopicId:
			outbox.forgetMsgIds();
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
export function keepSilent(): void {
	silence.begin(clock.nowMs, waitMs());
	reportCongestion(waitMs());
}
