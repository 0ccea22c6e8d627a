/* Fields to octets, message by message, with the firmware's own views. */
import {Advertise} from '../../wire/advertise';
import {Connack} from '../../wire/connack';
import {Connect} from '../../wire/connect';
import {Disconnect} from '../../wire/disconnect';
import {TopicIdType} from '../../wire/flags';
import {Gwinfo} from '../../wire/gwinfo';
import {MsgType} from '../../wire/msg-type';
import {Pingreq} from '../../wire/pingreq';
import {Pingresp} from '../../wire/pingresp';
import {Puback} from '../../wire/puback';
import {Pubcomp} from '../../wire/pubcomp';
import {Publish} from '../../wire/publish';
import {Pubrec} from '../../wire/pubrec';
import {Pubrel} from '../../wire/pubrel';
import {Regack} from '../../wire/regack';
import {Register} from '../../wire/register';
import {ReturnCode} from '../../wire/return-code';
import {Searchgw} from '../../wire/searchgw';
import {Suback} from '../../wire/suback';
import {Subscribe} from '../../wire/subscribe';
import {Unsuback} from '../../wire/unsuback';
import {Unsubscribe} from '../../wire/unsubscribe';
import {Willmsg} from '../../wire/willmsg';
import {Willmsgreq} from '../../wire/willmsgreq';
import {Willmsgresp} from '../../wire/willmsgresp';
import {Willmsgupd} from '../../wire/willmsgupd';
import {Willtopic} from '../../wire/willtopic';
import {Willtopicreq} from '../../wire/willtopicreq';
import {Willtopicresp} from '../../wire/willtopicresp';
import {Willtopicupd} from '../../wire/willtopicupd';
import {Field, get, has, sizeOf} from './fields';

/** Builds the message that the table describes at `at`; returns its size, 0 if it has no view. */
export function emitMessage(at: usize): u32 {
	switch (get(Field.MsgType)) {
		case MsgType.Advertise:
			return Advertise.over(at).emit(u8(get(Field.GwId)), u16(get(Field.Duration)));
		case MsgType.Searchgw:
			return Searchgw.over(at).emit(u8(get(Field.Radius)));
		case MsgType.Gwinfo:
			return Gwinfo.over(at).emit(u8(get(Field.GwId)), get(Field.GwAdd), sizeOf(Field.GwAdd));
		case MsgType.Connect:
			return emitConnect(Connect.over(at));
		case MsgType.Connack:
			return Connack.over(at).emit(returnCode());
		case MsgType.Register:
			return emitRegister(Register.over(at));
		case MsgType.Regack:
			return Regack.over(at).emit(topicId(), msgId(), returnCode());
		case MsgType.Publish:
			return emitPublish(Publish.over(at));
		case MsgType.Puback:
			return Puback.over(at).emit(topicId(), msgId(), returnCode());
		case MsgType.Subscribe:
			return emitSubscribe(Subscribe.over(at));
		case MsgType.Suback:
			return Suback.over(at).emit(get(Field.Qos), topicId(), msgId(), returnCode());
		case MsgType.Unsubscribe:
			return emitUnsubscribe(Unsubscribe.over(at));
		case MsgType.Unsuback:
			return Unsuback.over(at).emit(msgId());
		case MsgType.Pingreq:
			return Pingreq.over(at).emit(get(Field.ClientId), sizeOf(Field.ClientId));
		case MsgType.Pingresp:
			return Pingresp.over(at).emit();
		case MsgType.Disconnect:
			return emitDisconnect(Disconnect.over(at));
		case MsgType.Pubcomp:
			return Pubcomp.over(at).emit(msgId());
		case MsgType.Pubrec:
			return Pubrec.over(at).emit(msgId());
		case MsgType.Pubrel:
			return Pubrel.over(at).emit(msgId());
		case MsgType.Willmsg:
			return Willmsg.over(at).emit(get(Field.WillMsg), sizeOf(Field.WillMsg));
		case MsgType.Willmsgreq:
			return Willmsgreq.over(at).emit();
		case MsgType.Willmsgresp:
			return Willmsgresp.over(at).emit(returnCode());
		case MsgType.Willmsgupd:
			return Willmsgupd.over(at).emit(get(Field.WillMsg), sizeOf(Field.WillMsg));
		case MsgType.Willtopic:
			return emitWilltopic(Willtopic.over(at));
		case MsgType.Willtopicreq:
			return Willtopicreq.over(at).emit();
		case MsgType.Willtopicresp:
			return Willtopicresp.over(at).emit(returnCode());
		case MsgType.Willtopicupd:
			return emitWilltopicupd(Willtopicupd.over(at));
		default:
			return 0;
	}
}

function emitConnect(message: Connect): u32 {
	const clientIdAt = get(Field.ClientId);
	const size = message.emit(u16(get(Field.Duration)), clientIdAt, sizeOf(Field.ClientId));
	message.will = get(Field.Will) !== 0;
	message.cleanSession = get(Field.CleanSession) !== 0;
	return size;
}

function emitRegister(message: Register): u32 {
	return message.emit(topicId(), msgId(), get(Field.TopicName), sizeOf(Field.TopicName));
}

function emitPublish(message: Publish): u32 {
	const qos = get(Field.Qos);
	const dataSize = sizeOf(Field.Data);
	const size = message.emit(qos, topicIdType(), topicId(), msgId(), get(Field.Data), dataSize);
	message.dup = get(Field.Dup) !== 0;
	message.retain = get(Field.Retain) !== 0;
	return size;
}

function emitSubscribe(message: Subscribe): u32 {
	const size = emitSubscribeTopic(message, get(Field.Qos));
	message.dup = get(Field.Dup) !== 0;
	return size;
}

function emitSubscribeTopic(message: Subscribe, qos: i32): u32 {
	if (topicIdType() !== TopicIdType.Normal) {
		return message.emitId(qos, topicIdType(), msgId(), topicId());
	}
	return message.emitName(qos, msgId(), get(Field.TopicName), sizeOf(Field.TopicName));
}

function emitUnsubscribe(message: Unsubscribe): u32 {
	if (topicIdType() !== TopicIdType.Normal) {
		return message.emitId(topicIdType(), msgId(), topicId());
	}
	return message.emitName(msgId(), get(Field.TopicName), sizeOf(Field.TopicName));
}

function emitDisconnect(message: Disconnect): u32 {
	if (!has(Field.Duration)) return message.emit();
	return message.emitSleep(u16(get(Field.Duration)));
}

function emitWilltopic(message: Willtopic): u32 {
	if (!has(Field.WillTopic)) return message.emitEmpty();
	const size = message.emit(get(Field.Qos), get(Field.WillTopic), sizeOf(Field.WillTopic));
	message.retain = get(Field.Retain) !== 0;
	return size;
}

function emitWilltopicupd(message: Willtopicupd): u32 {
	if (!has(Field.WillTopic)) return message.emitEmpty();
	const size = message.emit(get(Field.Qos), get(Field.WillTopic), sizeOf(Field.WillTopic));
	message.retain = get(Field.Retain) !== 0;
	return size;
}

function topicId(): u16 {
	return u16(get(Field.TopicId));
}

function topicIdType(): TopicIdType {
	return get(Field.TopicIdType);
}

function msgId(): u16 {
	return u16(get(Field.MsgId));
}

function returnCode(): ReturnCode {
	return get(Field.ReturnCode);
}
