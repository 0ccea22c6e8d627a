/*
 * From the app into the outbox, and out of it again: acknowledged, or dropped with a reason.
 * Each message of the app is reported when it is made, and at QoS 1 and 2 once more when its fate
 * is known.
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {outbox, registration, request} from '../layout';
import {PAYLOAD_MAX, REGISTRATIONS_MAX} from '../limits';
import {report} from '../link/outside';
import {Refusal, Report} from '../report';
import {qos} from '../settings';
import {MsgType} from '../wire/msg-type';
import {Pubrel} from '../wire/pubrel';
import {ask} from './sending';

/** Takes a copy of the `size` octets at `payload`, to be published as soon as may be. */
export function publish(payload: usize, size: u32): void {
	report(Report.Published, u32(qos()), payload, size);
	if (size > PAYLOAD_MAX) refuse(Refusal.TooLong, payload, size);
	else offer(payload, size);
}

export function acknowledgeFirst(msgId: u16): void {
	const message = outbox.at(0);
	report(Report.Acknowledged, msgId, message.payload, message.size);
	outbox.remove(0);
}

/** PUBREC: the gateway has the first message. From now on PUBREL is what is sent again. */
export function releaseFirst(): void {
	const message = outbox.at(0);
	message.released = true;
	ask(MsgType.Pubcomp, message.msgId, Pubrel.over(request.frame).emit(message.msgId));
}

export function drop(index: u32, refusal: Refusal): void {
	const message = outbox.at(index);
	refuse(refusal, message.payload, message.size);
	outbox.remove(index);
}

/** The gateway does not know the TopicId of the first message: it is to be registered anew. */
export function registerAnew(): void {
	registration.invalidated();
	const message = outbox.at(0);
	message.registrations += 1;
	if (message.registrations > REGISTRATIONS_MAX) drop(0, Refusal.InvalidTopicId);
}

function offer(payload: usize, size: u32): void {
	if (outbox.full) makeRoom();
	if (outbox.full) refuse(Refusal.OutboxFull, payload, size);
	else outbox.add(qos(), payload, size);
}

/** The oldest message of QoS 0 or -1 makes way: nobody was promised that it arrives. */
function makeRoom(): void {
	const index = outbox.oldestUnguarded;
	if (index >= 0) drop(index, Refusal.OutboxFull);
}

function refuse(refusal: Refusal, payload: usize, size: u32): void {
	count(Counter.OutboxDropped);
	report(Report.Dropped, refusal, payload, size);
}
