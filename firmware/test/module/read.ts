/* Octets to fields, message by message, with the firmware's own views. */
import {Advertise} from '../../wire/advertise';
import {Connack} from '../../wire/connack';
import {Connect} from '../../wire/connect';
import {Disconnect} from '../../wire/disconnect';
import {TopicIdType} from '../../wire/flags';
import {Gwinfo} from '../../wire/gwinfo';
import {Malformed} from '../../wire/malformed';
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
import {Field, put, putOctets} from './fields';

/** Says what check() says of the message at `at`; UnknownType where the firmware has no view. */
export function checkMessage(at: usize, msgType: MsgType, size: u32): Malformed {
	switch (msgType) {
		case MsgType.Advertise:
			return Advertise.over(at).check(size);
		case MsgType.Searchgw:
			return Searchgw.over(at).check(size);
		case MsgType.Gwinfo:
			return Gwinfo.over(at).check(size);
		case MsgType.Connect:
			return Connect.over(at).check(size);
		case MsgType.Connack:
			return Connack.over(at).check(size);
		case MsgType.Register:
			return Register.over(at).check(size);
		case MsgType.Regack:
			return Regack.over(at).check(size);
		case MsgType.Publish:
			return Publish.over(at).check(size);
		case MsgType.Puback:
			return Puback.over(at).check(size);
		case MsgType.Subscribe:
			return Subscribe.over(at).check(size);
		case MsgType.Suback:
			return Suback.over(at).check(size);
		case MsgType.Unsubscribe:
			return Unsubscribe.over(at).check(size);
		case MsgType.Unsuback:
			return Unsuback.over(at).check(size);
		case MsgType.Pingreq:
			return Pingreq.over(at).check(size);
		case MsgType.Pingresp:
			return Pingresp.over(at).check(size);
		case MsgType.Disconnect:
			return Disconnect.over(at).check(size);
		case MsgType.Pubcomp:
			return Pubcomp.over(at).check(size);
		case MsgType.Pubrec:
			return Pubrec.over(at).check(size);
		case MsgType.Pubrel:
			return Pubrel.over(at).check(size);
		case MsgType.Willmsg:
			return Willmsg.over(at).check(size);
		case MsgType.Willmsgreq:
			return Willmsgreq.over(at).check(size);
		case MsgType.Willmsgresp:
			return Willmsgresp.over(at).check(size);
		case MsgType.Willmsgupd:
			return Willmsgupd.over(at).check(size);
		case MsgType.Willtopic:
			return Willtopic.over(at).check(size);
		case MsgType.Willtopicreq:
			return Willtopicreq.over(at).check(size);
		case MsgType.Willtopicresp:
			return Willtopicresp.over(at).check(size);
		case MsgType.Willtopicupd:
			return Willtopicupd.over(at).check(size);
		default:
			return Malformed.UnknownType;
	}
}

/** Puts every field of a checked message into the table. */
export function readMessage(at: usize, msgType: MsgType): void {
	put(Field.MsgType, msgType);
	switch (msgType) {
		case MsgType.Advertise:
			readAdvertise(Advertise.over(at));
			break;
		case MsgType.Searchgw:
			put(Field.Radius, Searchgw.over(at).radius);
			break;
		case MsgType.Gwinfo:
			readGwinfo(Gwinfo.over(at));
			break;
		case MsgType.Connect:
			readConnect(Connect.over(at));
			break;
		case MsgType.Connack:
			put(Field.ReturnCode, Connack.over(at).returnCode);
			break;
		case MsgType.Register:
			readRegister(Register.over(at));
			break;
		case MsgType.Regack:
			readRegack(Regack.over(at));
			break;
		case MsgType.Publish:
			readPublish(Publish.over(at));
			break;
		case MsgType.Puback:
			readPuback(Puback.over(at));
			break;
		case MsgType.Subscribe:
			readSubscribe(Subscribe.over(at));
			break;
		case MsgType.Suback:
			readSuback(Suback.over(at));
			break;
		case MsgType.Unsubscribe:
			readUnsubscribe(Unsubscribe.over(at));
			break;
		case MsgType.Unsuback:
			put(Field.MsgId, Unsuback.over(at).msgId);
			break;
		case MsgType.Pingreq:
			readPingreq(Pingreq.over(at));
			break;
		case MsgType.Pubcomp:
			put(Field.MsgId, Pubcomp.over(at).msgId);
			break;
		case MsgType.Pubrec:
			put(Field.MsgId, Pubrec.over(at).msgId);
			break;
		case MsgType.Pubrel:
			put(Field.MsgId, Pubrel.over(at).msgId);
			break;
		case MsgType.Willmsg:
			readWillmsg(Willmsg.over(at));
			break;
		case MsgType.Willmsgresp:
			put(Field.ReturnCode, Willmsgresp.over(at).returnCode);
			break;
		case MsgType.Willmsgupd:
			readWillmsgupd(Willmsgupd.over(at));
			break;
		case MsgType.Willtopic:
			readWilltopic(Willtopic.over(at));
			break;
		case MsgType.Willtopicresp:
			put(Field.ReturnCode, Willtopicresp.over(at).returnCode);
			break;
		case MsgType.Willtopicupd:
			readWilltopicupd(Willtopicupd.over(at));
			break;
		case MsgType.Disconnect:
			readDisconnect(Disconnect.over(at));
			break;
	}
}

function readAdvertise(message: Advertise): void {
	put(Field.GwId, message.gwId);
	put(Field.Duration, message.duration);
}

function readGwinfo(message: Gwinfo): void {
	put(Field.GwId, message.gwId);
	if (message.gwAddSize > 0) putOctets(Field.GwAdd, message.gwAdd, message.gwAddSize);
}

function readConnect(message: Connect): void {
	put(Field.Will, i32(message.will));
	put(Field.CleanSession, i32(message.cleanSession));
	put(Field.ProtocolId, message.protocolId);
	put(Field.Duration, message.duration);
	putOctets(Field.ClientId, message.clientId, message.clientIdSize);
}

function readRegister(message: Register): void {
	put(Field.TopicId, message.topicId);
	put(Field.MsgId, message.msgId);
	putOctets(Field.TopicName, message.topicName, message.topicNameSize);
}

function readRegack(message: Regack): void {
	put(Field.TopicId, message.topicId);
	put(Field.MsgId, message.msgId);
	put(Field.ReturnCode, message.returnCode);
}

function readPublish(message: Publish): void {
	put(Field.Dup, i32(message.dup));
	put(Field.Qos, message.qos);
	put(Field.Retain, i32(message.retain));
	put(Field.TopicIdType, message.topicIdType);
	put(Field.TopicId, message.topicId);
	put(Field.MsgId, message.msgId);
	putOctets(Field.Data, message.data, message.dataSize);
}

function readPuback(message: Puback): void {
	put(Field.TopicId, message.topicId);
	put(Field.MsgId, message.msgId);
	put(Field.ReturnCode, message.returnCode);
}

function readSubscribe(message: Subscribe): void {
	put(Field.Dup, i32(message.dup));
	put(Field.Qos, message.qos);
	put(Field.TopicIdType, message.topicIdType);
	put(Field.MsgId, message.msgId);
	if (message.topicIdType === TopicIdType.Normal) {
		putOctets(Field.TopicName, message.topicName, message.topicNameSize);
	} else {
		put(Field.TopicId, message.topicId);
	}
}

function readSuback(message: Suback): void {
	put(Field.Qos, message.qos);
	put(Field.TopicId, message.topicId);
	put(Field.MsgId, message.msgId);
	put(Field.ReturnCode, message.returnCode);
}

function readUnsubscribe(message: Unsubscribe): void {
	put(Field.TopicIdType, message.topicIdType);
	put(Field.MsgId, message.msgId);
	if (message.topicIdType === TopicIdType.Normal) {
		putOctets(Field.TopicName, message.topicName, message.topicNameSize);
	} else {
		put(Field.TopicId, message.topicId);
	}
}

function readPingreq(message: Pingreq): void {
	if (message.clientIdSize > 0) putOctets(Field.ClientId, message.clientId, message.clientIdSize);
}

function readDisconnect(message: Disconnect): void {
	if (message.hasDuration) put(Field.Duration, message.duration);
}

function readWilltopic(message: Willtopic): void {
	if (message.isEmpty) return;
	put(Field.Qos, message.qos);
	put(Field.Retain, i32(message.retain));
	putOctets(Field.WillTopic, message.willTopic, message.willTopicSize);
}

function readWilltopicupd(message: Willtopicupd): void {
	if (message.isEmpty) return;
	put(Field.Qos, message.qos);
	put(Field.Retain, i32(message.retain));
	putOctets(Field.WillTopic, message.willTopic, message.willTopicSize);
}

function readWillmsg(message: Willmsg): void {
	putOctets(Field.WillMsg, message.willMsg, message.willMsgSize);
}

function readWillmsgupd(message: Willmsgupd): void {
	putOctets(Field.WillMsg, message.willMsg, message.willMsgSize);
}
