import test from 'ava';
import fc from 'fast-check';
import {readVectors, type Vector} from '../../firmware/test/vectors.js';
import {TopicIdType} from './flags.js';
import {radiusOf} from './forwarder.js';
import {decode, encode, type Message, messageSize} from './wire.js';

/** CI has the same cases each time. */
fc.configureGlobal({seed: 1});

const vectors = readVectors();
const valid = vectors.filter(vector => vector.message !== undefined);

const reads = test.macro((t, vector: Vector) => {
	t.deepEqual(fieldsOf(decode(vector.octets)), {message: vector.message, ...vector.fields});
});

const refuses = test.macro((t, vector: Vector) => {
	t.deepEqual(decode(vector.octets), {type: 'MALFORMED', reason: vector.malformed});
});

const builds = test.macro((t, vector: Vector) => {
	t.is(hex(encode(decode(vector.octets) as Message)), hex(vector.octets));
});

for (const vector of vectors) {
	const name = `${vector.file}, ${vector.title}`;
	if (vector.message === undefined) test(`is refused: ${name}`, refuses, vector);
	else test(`is read: ${name}`, reads, vector);
	if (vector.message !== undefined && !vector.receiveOnly)
		test(`is built: ${name}`, builds, vector);
}

test('a message cut short is never taken for the whole', t => {
	for (const {octets, file, title} of valid) {
		for (let size = 0; size < octets.length; size += 1) {
			const {type} = decode(octets.subarray(0, size));
			// The message within an envelope has no Length that the envelope would vouch for.
			t.is(
				type,
				size > octets[0]! + 1 && file === 'forwarder.md' ? 'FORWARDER' : 'MALFORMED',
				title,
			);
		}
	}
});

test('a message with an octet more is refused', t => {
	for (const {octets, file, title} of valid) {
		if (file === 'forwarder.md') continue;
		t.is(decode(Buffer.concat([octets, Buffer.of(0)])).type, 'MALFORMED', title);
	}
});

test('one flipped bit is refused or read, and what is read is built again', t => {
	for (const {octets, title} of valid) {
		for (let bit = 0; bit < octets.length * 8; bit += 1) {
			const flipped = Uint8Array.from(octets);
			flipped[bit >> 3]! ^= 1 << (bit & 7);
			const message = decode(flipped);
			if (message.type === 'MALFORMED') continue;
			t.is(hex(encode(message)), hex(canonical(flipped)), `${title}, bit ${bit}`);
		}
	}
});

test('any message survives the wire', t => {
	fc.assert(
		fc.property(anyMessage(), message => void t.deepEqual(decode(encode(message)), message)),
	);
	t.pass();
});

test('any octets are read or refused', t => {
	fc.assert(fc.property(fc.uint8Array({maxLength: 40}), octets => void decode(octets)));
	fc.assert(
		fc.property(fc.integer({min: 0, max: 255}), fc.uint8Array({maxLength: 40}), (msgType, body) => {
			const message = decode(Uint8Array.of(body.length + 2, msgType, ...body));
			if (message.type === 'FORWARDER') t.true(message.wirelessNodeId.length > 0);
			if (message.type === 'PUBLISH' && message.qos > 0) t.not(message.msgId, 0);
		}),
	);
	t.pass();
});

test('Length takes three octets where one does not suffice', t => {
	t.is(messageSize(253), 255);
	t.is(messageSize(254), 258);
	t.is(hex(encode({type: 'WILLMSG', willMsg: new Uint8Array(253)}).subarray(0, 2)), 'ff09');
	t.is(hex(encode({type: 'WILLMSG', willMsg: new Uint8Array(254)}).subarray(0, 4)), '01010209');
});

test('the longest message has 65,535 octets', t => {
	const longest: Message = {type: 'WILLMSG', willMsg: new Uint8Array(65_531)};
	t.is(encode(longest).length, 65_535);
	t.deepEqual(decode(encode(longest)), longest);
	t.throws(() => encode({type: 'WILLMSG', willMsg: new Uint8Array(65_532)}), {
		instanceOf: RangeError,
	});
});

test('a payload is a view of the datagram', t => {
	const datagram = encode({type: 'WILLMSG', willMsg: Uint8Array.of(1, 2)});
	const message = decode(datagram) as Extract<Message, {type: 'WILLMSG'}>;
	datagram[3] = 9;
	t.deepEqual(message.willMsg, Uint8Array.of(1, 9));
});

test('a datagram is read where it stands in a larger buffer', t => {
	const register: Message = {type: 'REGISTER', topicId: 0, msgId: 1, topicName: 'a/b'};
	const buffer = Buffer.concat([Buffer.of(0xff, 0xff), encode(register), Buffer.of(0xff)]);
	t.deepEqual(decode(buffer.subarray(2, -1)), register);
});

test('a name that is not UTF-8 is refused', t => {
	t.deepEqual(decode(Uint8Array.of(7, 0x0a, 0, 0, 0, 1, 0xc3)), because('TopicName'));
	t.deepEqual(decode(Uint8Array.of(6, 0x12, 0, 0, 4, 0xff)), because('TopicName'));
	t.deepEqual(decode(Uint8Array.of(4, 0x07, 0, 0x80)), because('TopicName'));
	t.deepEqual(decode(Uint8Array.of(7, 0x04, 4, 1, 0, 60, 0x80)), because('ClientId'));
	t.deepEqual(decode(Uint8Array.of(3, 0x16, 0x80)), because('ClientId'));
});

test('an envelope without a node is refused', t => {
	t.deepEqual(decode(Uint8Array.of(3, 0xfe, 1, 2, 0x16)), because('Truncated'));
});

test('an envelope has no three-octet Length', t => {
	t.deepEqual(decode(Uint8Array.of(1, 0, 6, 0xfe, 1, 2)), because('UnknownType'));
});

test('the radius of an envelope is two bits of Ctrl', t => {
	const [wirelessNodeId, inner] = [Uint8Array.of(1), Uint8Array.of(2, 0x16)];
	t.is(radiusOf({type: 'FORWARDER', ctrl: 0xff, wirelessNodeId, inner}), 3);
	t.is(radiusOf({type: 'FORWARDER', ctrl: 0xfc, wirelessNodeId, inner}), 0);
});

const cannotBuild = test.macro((t, message: Message) => {
	t.throws(() => encode(message), {instanceOf: RangeError});
});

const publish = {
	type: 'PUBLISH',
	dup: false,
	qos: 1,
	retain: false,
	topicIdType: TopicIdType.Normal,
	topicId: 1,
	msgId: 1,
	data: new Uint8Array(),
} as const;
const topic = {topicIdType: TopicIdType.Normal, topicName: ''} as const;
const node = {type: 'FORWARDER', ctrl: 0, inner: Uint8Array.of(2, 0x16)} as const;

test('cannot build: QoS 1 without MsgId', cannotBuild, {...publish, msgId: 0});
test('cannot build: QoS -1 with a normal TopicId', cannotBuild, {...publish, qos: -1});
test('cannot build: a TopicId of 17 bits', cannotBuild, {...publish, topicId: 0x1_0000});
test('cannot build: a MsgId that is no integer', cannotBuild, {...publish, msgId: 1.5});
test('cannot build: a GwId of nine bits', cannotBuild, {type: 'GWINFO', gwId: 256});
test('cannot build: a negative radius', cannotBuild, {type: 'SEARCHGW', radius: -1});
test('cannot build: REGISTER of nothing', cannotBuild, {
	type: 'REGISTER',
	topicId: 0,
	msgId: 1,
	topicName: '',
});
test('cannot build: UNSUBSCRIBE of nothing', cannotBuild, {type: 'UNSUBSCRIBE', msgId: 1, topic});
test('cannot build: an empty WillTopic', cannotBuild, {
	type: 'WILLTOPIC',
	target: {qos: 0, retain: false, willTopic: ''},
});
test('cannot build: PINGREQ of 24 characters', cannotBuild, {
	type: 'PINGREQ',
	clientId: 'abcdefghijklmnopqrstuvwx',
});
test('cannot build: an envelope without a node', cannotBuild, {
	...node,
	wirelessNodeId: new Uint8Array(),
});
test('cannot build: a node of 253 octets', cannotBuild, {
	...node,
	wirelessNodeId: new Uint8Array(253),
});
test('cannot build: half a header in an envelope', cannotBuild, {
	...node,
	wirelessNodeId: Uint8Array.of(1),
	inner: Uint8Array.of(2),
});

function because(reason: string) {
	return {type: 'MALFORMED', reason};
}

function hex(octets: Uint8Array): string {
	return Buffer.from(octets).toString('hex');
}

/** The fields as the vectors write them: numbers decimal, flags 0 or 1, octets in hex. */
function fieldsOf({type, ...fields}: {type: string}): Record<string, string> {
	return {message: type, ...Object.fromEntries(Object.entries(fields).flatMap(asText))};
}

function asText([key, value]: [string, unknown]): [string, string][] {
	if (value instanceof Uint8Array) return [[key, hex(value)]];
	if (typeof value === 'object') return Object.entries(value!).flatMap(asText);
	const name = key === 'durationS' ? 'duration' : key;
	return [[name, typeof value === 'boolean' ? String(Number(value)) : String(value)]];
}

/** MQTT-SN 1.2, 5.3.4: which bits of Flags mean something, by MsgType. */
const FLAGS_MEANING: Record<number, number> = {
	4: 0x0c,
	7: 0x70,
	12: 0xf3,
	18: 0xe3,
	19: 0x60,
	20: 0x03,
	26: 0x70,
};

/** `octets` as we would send them: the short form of Length where it suffices, idle flags 0. */
function canonical(octets: Uint8Array): Uint8Array {
	const long = octets[0] === 1;
	const body = Uint8Array.from(octets.subarray(long ? 4 : 2));
	const msgType = octets[long ? 3 : 1]!;
	if (body.length > 0 && msgType in FLAGS_MEANING) body[0]! &= FLAGS_MEANING[msgType]!;
	if (!long) return Buffer.concat([octets.subarray(0, 2), body]);
	const size = body.length + 2;
	if (size <= 255) return Buffer.concat([Buffer.of(size, msgType), body]);
	return Buffer.concat([octets.subarray(0, 4), body]);
}

function anyMessage(): fc.Arbitrary<Message> {
	const u8 = fc.integer({min: 0, max: 0xff});
	const u16 = fc.integer({min: 0, max: 0xffff});
	const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
	const text = fc.string({unit: 'grapheme', minLength: 1, maxLength: 300});
	const octets = fc.uint8Array({maxLength: 300});
	const clientId = fc.string({unit: 'grapheme-ascii', minLength: 1, maxLength: 23});
	const ids = {topicId: u16, msgId: u16};
	const answer = {...ids, returnCode: u8};
	const twoOctets = fc.record({
		topicIdType: fc.constantFrom(TopicIdType.Predefined, TopicIdType.Short),
		topicId: u16,
	});
	const topics = fc.oneof(
		fc.record({topicIdType: fc.constant(TopicIdType.Normal), topicName: text}),
		twoOctets,
	);
	const target = fc.record({qos, retain: fc.boolean(), willTopic: text});
	const messages = {
		ADVERTISE: fc.record({gwId: u8, durationS: u16}),
		SEARCHGW: fc.record({radius: u8}),
		GWINFO: optional({gwId: u8}, {gwAdd: fc.uint8Array({minLength: 1, maxLength: 9})}),
		CONNECT: fc.record({
			will: fc.boolean(),
			cleanSession: fc.boolean(),
			protocolId: u8,
			durationS: u16,
			clientId: fc.string({unit: 'grapheme', maxLength: 30}),
		}),
		CONNACK: fc.record({returnCode: u8}),
		WILLTOPICREQ: fc.record({}),
		WILLTOPIC: optional({}, {target}),
		WILLMSGREQ: fc.record({}),
		WILLMSG: fc.record({willMsg: octets}),
		REGISTER: fc.record({...ids, topicName: text}),
		REGACK: fc.record(answer),
		PUBLISH: fc
			.record({
				dup: fc.boolean(),
				qos: fc.constantFrom(-1 as const, 0 as const, 1 as const, 2 as const),
				retain: fc.boolean(),
				topicIdType: fc.constantFrom(...Object.values(TopicIdType)),
				...ids,
				data: octets,
			})
			.filter(message => message.qos <= 0 || message.msgId !== 0)
			.filter(message => message.qos >= 0 || message.topicIdType !== TopicIdType.Normal),
		PUBACK: fc.record(answer),
		PUBCOMP: fc.record({msgId: u16}),
		PUBREC: fc.record({msgId: u16}),
		PUBREL: fc.record({msgId: u16}),
		SUBSCRIBE: fc.record({dup: fc.boolean(), qos, msgId: u16, topic: topics}),
		SUBACK: fc.record({qos, ...answer}),
		UNSUBSCRIBE: fc.record({msgId: u16, topic: topics}),
		UNSUBACK: fc.record({msgId: u16}),
		PINGREQ: optional({}, {clientId}),
		PINGRESP: fc.record({}),
		DISCONNECT: optional({}, {durationS: u16}),
		WILLTOPICUPD: optional({}, {target}),
		WILLTOPICRESP: fc.record({returnCode: u8}),
		WILLMSGUPD: fc.record({willMsg: octets}),
		WILLMSGRESP: fc.record({returnCode: u8}),
		FORWARDER: fc.record({
			ctrl: u8,
			wirelessNodeId: fc.uint8Array({minLength: 1, maxLength: 252}),
			inner: fc.uint8Array({minLength: 2, maxLength: 300}),
		}),
	} satisfies Record<Message['type'], fc.Arbitrary<object>>;
	return fc.oneof(
		...Object.entries(messages).map(([type, fields]) =>
			fields.map((some: object) => ({type, ...some}) as Message),
		),
	);
}

function optional(required: Record<string, fc.Arbitrary<unknown>>, rest: typeof required) {
	const all = {...required, ...rest};
	return fc.record(all, {requiredKeys: Object.keys(required), noNullPrototype: true});
}
