/*
 * What our gateway sends of its own accord: MQTT-SN 1.2, sections 6.10 and 6.11.
 *
 *   REGISTER   learnt            REGACK accepted
 *              table full        REGACK congestion
 *              TopicId reserved  REGACK invalid TopicId
 *              name too long     REGACK not supported
 *   PUBLISH    subscribed        to the app; at QoS 1 PUBACK accepted
 *              registered only   at QoS 1 PUBACK accepted
 *              TopicId unknown   PUBACK invalid TopicId, at QoS 0 as well
 *              QoS 2             PUBACK not supported: no subscription here asks for it
 *   PINGREQ                      PINGRESP
 *
 * Each handler takes a message whose header was checked, checks the rest, and returns why it was
 * dropped, or Malformed.None.
 */
import {commanded} from './app/actuator';
import {Learned} from './client/inbound';
import {Counter} from './counter';
import {count} from './counting';
import {inbound, session, subscription, txFrame} from './layout';
import {tell} from './sending';
import {TopicIdType} from './wire/flags';
import {Malformed} from './wire/malformed';
import {Pingreq} from './wire/pingreq';
import {Pingresp} from './wire/pingresp';
import {Puback} from './wire/puback';
import {Publish} from './wire/publish';
import {Regack} from './wire/regack';
import {Register} from './wire/register';
import {ReturnCode} from './wire/return-code';

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
	if (message.qos > 1) acknowledge(message, ReturnCode.NotSupported);
	else if (isSubscribed(message)) deliver(message);
	else decline(message);
}

function deliver(message: Publish): void {
	commanded(u8(message.qos), message.data, message.dataSize);
	if (message.qos === 1) acknowledge(message, ReturnCode.Accepted);
}

function decline(message: Publish): void {
	count(Counter.Unexpected);
	if (!isRegistered(message)) acknowledge(message, ReturnCode.InvalidTopicId);
	else if (message.qos === 1) acknowledge(message, ReturnCode.Accepted);
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
function acknowledge(message: Publish, returnCode: ReturnCode): void {
	const msgId: u16 = message.qos > 0 ? message.msgId : 0;
	tell(Puback.over(txFrame).emit(message.topicId, msgId, returnCode));
}
