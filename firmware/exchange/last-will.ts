/*
 * What our gateway asks and answers about the will: MQTT-SN 1.2, sections 6.3 and 6.4.
 *
 *   CONNECT, Will ->  WILLTOPICREQ  WILLTOPIC ->  WILLMSGREQ  WILLMSG ->  CONNACK
 *   WILLTOPICUPD  ->  WILLTOPICRESP
 *   WILLMSGUPD    ->  WILLMSGRESP
 *
 * While we connect each question is answered as often as it is asked; what was said last is what
 * is sent again. An empty WILLTOPIC leaves nothing to ask for. What the will is, client/will.ts
 * knows; each handler is like those of answers.ts.
 */

import {SessionState} from '../client/session';
import {WillState} from '../client/will';
import {Counter} from '../counter';
import {count} from '../counting';
import {request, session, will} from '../layout';
import {report} from '../link/outside';
import {Report} from '../report';
import {Malformed} from '../wire/malformed';
import {MsgType} from '../wire/msg-type';
import {ReturnCode} from '../wire/return-code';
import {Willmsg} from '../wire/willmsg';
import {Willmsgreq} from '../wire/willmsgreq';
import {Willmsgresp} from '../wire/willmsgresp';
import {Willmsgupd} from '../wire/willmsgupd';
import {Willtopic} from '../wire/willtopic';
import {Willtopicreq} from '../wire/willtopicreq';
import {Willtopicresp} from '../wire/willtopicresp';
import {Willtopicupd} from '../wire/willtopicupd';
import {answered, keepSilent} from './answers';
import {ask} from './sending';

export function onWilltopicreq(frame: usize): Malformed {
	const malformed = Willtopicreq.over(frame).check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (mayBeAsked()) tellTopic();
	return Malformed.None;
}

export function onWillmsgreq(frame: usize): Malformed {
	const malformed = Willmsgreq.over(frame).check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (mayBeAsked()) tellMessage();
	return Malformed.None;
}

export function onWilltopicresp(frame: usize): Malformed {
	const message = Willtopicresp.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (!answered(MsgType.Willtopicresp, 0)) return Malformed.None;
	will.topicAnswered(message.returnCode);
	updateAnswered(message.returnCode);
	return Malformed.None;
}

export function onWillmsgresp(frame: usize): Malformed {
	const message = Willmsgresp.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (!answered(MsgType.Willmsgresp, 0)) return Malformed.None;
	will.messageAnswered(message.returnCode);
	updateAnswered(message.returnCode);
	return Malformed.None;
}

/** Sends what of the will has changed; the topic first, for there is no message without one. */
export function updateWill(): void {
	if (will.topicDue) updateTopic();
	else updateMessage();
}

/** Only who said Will in CONNECT is asked. */
function mayBeAsked(): bool {
	const expected = session.state === SessionState.Connecting && will.offered;
	if (!expected) count(Counter.Unexpected);
	return expected;
}

function tellTopic(): void {
	request.reset();
	const message = Willtopic.over(request.frame);
	if (will.state === WillState.TakenBack) {
		ask(MsgType.Connack, 0, message.emitEmpty());
		return;
	}

	const size = message.emit(will.qos, will.topic, will.topicSize);
	message.retain = will.retain;
	ask(MsgType.Willmsgreq, 0, size);
}

function tellMessage(): void {
	request.reset();
	ask(MsgType.Connack, 0, Willmsg.over(request.frame).emit(will.message, will.messageSize));
}

function updateTopic(): void {
	will.topicSent();
	const message = Willtopicupd.over(request.frame);
	if (will.state === WillState.TakenBack) {
		ask(MsgType.Willtopicresp, 0, message.emitEmpty());
		return;
	}

	const size = message.emit(will.qos, will.topic, will.topicSize);
	message.retain = will.retain;
	ask(MsgType.Willtopicresp, 0, size);
}

function updateMessage(): void {
	will.messageSent();
	const size = Willmsgupd.over(request.frame).emit(will.message, will.messageSize);
	ask(MsgType.Willmsgresp, 0, size);
}

function updateAnswered(returnCode: ReturnCode): void {
	report(Report.WillUpdated, returnCode, 0, 0);
	if (returnCode === ReturnCode.Congestion) keepSilent();
}
