/*
 * What our gateway sends of its own accord: MQTT-SN 1.2, sections 6.10 and 6.11.
 *
 *   REGISTER   learnt            REGACK accepted
 *              table full        REGACK congestion
 *              TopicId reserved  REGACK invalid TopicId
 *              name too long     REGACK not supported
 *   PUBLISH    subscribed        to the app; at QoS 1 PUBACK accepted, at QoS 2 PUBREC
 *              registered only   the same, but for the app
 *              TopicId unknown   PUBACK invalid TopicId, at QoS 0 as well
 *              QoS 2, again      PUBREC
 *   PUBREL                       PUBCOMP, known or not
 *   PINGREQ                      PINGRESP
 *
 * Each handler takes a message whose header was checked, checks the rest, and returns why it was
 * dropped, or Malformed.None.
 */
import {commanded} from '../app/actuator';
import {Learned} from '../client/inbound';
import {Counter} from '../counter';
import {count} from '../counting';
import {inbound, inbox, session, subscription, txFrame} from '../layout';
import {TopicIdType} from '../wire/flags';
import {Malformed} from '../wire/malformed';
import {Pingreq} from '../wire/pingreq';
import {Pingresp} from '../wire/pingresp';
import {Puback} from '../wire/puback';
import {Pubcomp} from '../wire/pubcomp';
import {Publish} from '../wire/publish';
import {Pubrec} from '../wire/pubrec';
import {Pubrel} from '../wire/pubrel';
import {Regack} from '../wire/regack';
import {Register} from '../wire/register';
import {ReturnCode} from '../wire/return-code';
import {tell} from './sending';

const RESERVED_ID: u16 = 0xffff;

export function onRegister(frame: usize): Malformed {
	const message = Register.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (!expected()) return Malformed.None;
	const returnCode = learn(message);
	tell(Regack.over(txFrame).emit(message.topicId, message.msgId, returnCode));
	return Malformed.None;
}

export function onPublish(frame: usize): Malformed {
	const message = Publish.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (message.qos < 0) count(Counter.Unexpected);
	else if (expected()) take(message);
	return Malformed.None;
}

export function onPubrel(frame: usize): Malformed {
	const message = Pubrel.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (!expected()) return Malformed.None;
	inbox.remove(message.msgId);
	tell(Pubcomp.over(txFrame).emit(message.msgId));
	return Malformed.None;
}

export function onPingreq(frame: usize): Malformed {
	const malformed = Pingreq.over(frame).check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (expected()) tell(Pingresp.over(txFrame).emit());
	return Malformed.None;
}

/** Before CONNACK there is nothing to deliver. */
function expected(): bool {
	if (!session.connected) count(Counter.Unexpected);
	return session.connected;
}

function learn(message: Register): ReturnCode {
	const id = message.topicId;
	if (id === 0 || id === RESERVED_ID) return ReturnCode.InvalidTopicId;
	switch (inbound.learn(id, message.topicName, message.topicNameSize)) {
		case Learned.TableFull:
			return ReturnCode.Congestion;
		case Learned.NameTooLong:
			return ReturnCode.NotSupported;
		default:
			return ReturnCode.Accepted;
	}
}

function take(message: Publish): void {
	if (wasDelivered(message)) repeat(message);
	else if (isSubscribed(message)) deliver(message);
	else decline(message);
}

function deliver(message: Publish): void {
	if (message.qos === 2) inbox.add(message.msgId, session.peer);
	commanded(u8(message.qos), message.data, message.dataSize);
	accept(message);
}

/** Between PUBLISH and PUBREL a message of QoS 2 is one and the same. */
function wasDelivered(message: Publish): bool {
	return message.qos === 2 && inbox.knows(message.msgId, session.peer, message.dup);
}

function repeat(message: Publish): void {
	count(Counter.Duplicates);
	accept(message);
}

function decline(message: Publish): void {
	count(Counter.Unexpected);
	if (isRegistered(message)) accept(message);
	else reject(message, ReturnCode.InvalidTopicId);
}

function accept(message: Publish): void {
	const msgId = message.msgId;
	if (message.qos === 2) tell(Pubrec.over(txFrame).emit(msgId));
	if (message.qos === 1) {
		tell(Puback.over(txFrame).emit(message.topicId, msgId, ReturnCode.Accepted));
	}
}

function isSubscribed(message: Publish): bool {
	if (!subscription.open) return false;
	if (subscription.isMeantBy(message.topicIdType, message.topicId)) return true;
	if (!isRegistered(message)) return false;
	const topic = inbound.find(message.topicId);
	return topic ? subscription.named(topic.name, topic.nameSize) : false;
}

function isRegistered(message: Publish): bool {
	if (message.topicIdType !== TopicIdType.Normal) return false;
	return inbound.find(message.topicId) !== null;
}

/** At QoS 0 the MsgId is 0, whatever the peer put there. MQTT-SN 1.2, 5.3.11. */
function reject(message: Publish, returnCode: ReturnCode): void {
	const msgId: u16 = message.qos > 0 ? message.msgId : 0;
	tell(Puback.over(txFrame).emit(message.topicId, msgId, returnCode));
}
