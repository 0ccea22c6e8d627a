/*
 * MQTT-SN 1.2 messages as objects: all of them, strict in both directions.
 *
 *   0        1         2..          Length up to 255
 *   Length   MsgType   body
 *
 *   0        1..2      3         4..          the form for any Length, sent for longer ones
 *   0x01     Length    MsgType   body
 *
 * Knows no session, no time and nothing of what a message makes anybody do. Written apart from
 * the firmware's codec, so that the two can be held against each other.
 */
import type {Codec} from './codec.js';
import * as connection from './connection.js';
import * as discovery from './discovery.js';
import {decodeForwarder, encodeForwarder, FORWARDER_MSG_TYPE, type Forwarder} from './forwarder.js';
import {type Malformed, malformed} from './malformed.js';
import {readU16, writeU16} from './octets.js';
import * as publishing from './publish.js';
import * as registering from './register.js';
import * as subscribing from './subscribe.js';
import * as will from './will.js';

export type Message =
	| discovery.Advertise
	| discovery.SearchGw
	| discovery.GwInfo
	| connection.Connect
	| connection.Connack
	| will.WillTopicReq
	| will.WillTopic
	| will.WillMsgReq
	| will.WillMsg
	| registering.Register
	| registering.Regack
	| publishing.Publish
	| publishing.Puback
	| publishing.Pubcomp
	| publishing.Pubrec
	| publishing.Pubrel
	| subscribing.Subscribe
	| subscribing.Suback
	| subscribing.Unsubscribe
	| subscribing.Unsuback
	| connection.Pingreq
	| connection.Pingresp
	| connection.Disconnect
	| will.WillTopicUpd
	| will.WillTopicResp
	| will.WillMsgUpd
	| will.WillMsgResp
	| Forwarder;

type Enveloped = Exclude<Message, Forwarder>;
type Codecs = {readonly [Type in Enveloped['type']]: Codec<Extract<Enveloped, {type: Type}>>};

const codecs: Codecs = {
	ADVERTISE: discovery.advertise,
	SEARCHGW: discovery.searchGw,
	GWINFO: discovery.gwInfo,
	CONNECT: connection.connect,
	CONNACK: connection.connack,
	WILLTOPICREQ: will.willTopicReq,
	WILLTOPIC: will.willTopic,
	WILLMSGREQ: will.willMsgReq,
	WILLMSG: will.willMsg,
	REGISTER: registering.register,
	REGACK: registering.regack,
	PUBLISH: publishing.publish,
	PUBACK: publishing.puback,
	PUBCOMP: publishing.pubcomp,
	PUBREC: publishing.pubrec,
	PUBREL: publishing.pubrel,
	SUBSCRIBE: subscribing.subscribe,
	SUBACK: subscribing.suback,
	UNSUBSCRIBE: subscribing.unsubscribe,
	UNSUBACK: subscribing.unsuback,
	PINGREQ: connection.pingreq,
	PINGRESP: connection.pingresp,
	DISCONNECT: connection.disconnect,
	WILLTOPICUPD: will.willTopicUpd,
	WILLTOPICRESP: will.willTopicResp,
	WILLMSGUPD: will.willMsgUpd,
	WILLMSGRESP: will.willMsgResp,
};

const ESCAPE = 0x01;
const SHORT_HEADER_SIZE = 2;
const LONG_HEADER_SIZE = 4;
const SHORT_LENGTH_MAX = 0xff;
const LENGTH_MAX = 0xffff;

const codecOf: (Codec<Enveloped> | undefined)[] = new Array(256).fill(undefined);
for (const codec of Object.values(codecs)) codecOf[codec.msgType] = codec as Codec<Enveloped>;

/** The size of a message whose body has `bodySize` octets: the header takes 2 octets or 4. */
export function messageSize(bodySize: number): number {
	const size = SHORT_HEADER_SIZE + bodySize;
	return size <= SHORT_LENGTH_MAX ? size : LONG_HEADER_SIZE + bodySize;
}

/** The datagram of `message`, in fresh octets. Throws RangeError for what 1.2 does not allow. */
export function encode(message: Message): Uint8Array {
	if (message.type === 'FORWARDER') return encodeForwarder(message);
	const codec = codecs[message.type] as Codec<Enveloped>;
	const size = messageSize(codec.size(message));
	if (size > LENGTH_MAX) throw new RangeError(`${message.type} of ${size} octets`);
	const octets = new Uint8Array(size);
	codec.write(message, octets, writeHeader(octets, codec.msgType));
	return octets;
}

/**
 * The message in a datagram of 0 to 65,535 octets, or why there is none; never throws. Payloads
 * and addresses are views of `octets`: copy what must outlive the datagram.
 */
export function decode(octets: Uint8Array): Message | Malformed {
	if (octets.length < SHORT_HEADER_SIZE) return malformed.truncated;
	if (octets[0] === ESCAPE) return decodeLong(octets);
	if (octets[1] === FORWARDER_MSG_TYPE) return decodeForwarder(octets);
	if (octets[0] !== octets.length) return malformed.lengthMismatch;
	return decodeBody(octets, SHORT_HEADER_SIZE);
}

function decodeLong(octets: Uint8Array): Message | Malformed {
	if (octets.length < LONG_HEADER_SIZE) return malformed.truncated;
	if (readU16(octets, 1) !== octets.length) return malformed.lengthMismatch;
	return decodeBody(octets, LONG_HEADER_SIZE);
}

function decodeBody(octets: Uint8Array, at: number): Message | Malformed {
	return codecOf[octets[at - 1]!]?.read(octets, at) ?? malformed.unknownType;
}

function writeHeader(octets: Uint8Array, msgType: number): number {
	if (octets.length <= SHORT_LENGTH_MAX) {
		octets[0] = octets.length;
		octets[1] = msgType;
		return SHORT_HEADER_SIZE;
	}
	octets[0] = ESCAPE;
	writeU16(octets, 1, octets.length);
	octets[3] = msgType;
	return LONG_HEADER_SIZE;
}
