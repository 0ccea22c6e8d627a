import test from 'ava';
import {type Fields, readVectors, type Vector} from './vectors.js';
import {
	datagramSizeMax,
	emitted,
	panicCode,
	untouched,
	type Verdict,
	verdict,
} from './wire-module.js';

/** A node is never a forwarder's peer: what it is sent has been unpacked. */
const NOT_FOR_NODES = 'forwarder.md';
const FILLS = [0x00, 0xa5, 0xff];
const PUBLISH = {qos: '1', topicIdType: '0', topicId: '1', msgId: '2', data: ''};
const PANIC_FIELD = 1;
const PANIC_SIZE = 2;

const vectors = readVectors().filter(({file}) => file !== NOT_FOR_NODES);
const valid = vectors.filter(({malformed}) => malformed === undefined);

test('the firmware reads every message that its vectors show', t => {
	for (const vector of vectors) {
		for (const fill of FILLS)
			t.deepEqual(verdict(vector.octets, fill), expected(vector), titleOf(vector));
	}
});

test('what the firmware builds from the fields of a vector is its octets', t => {
	for (const {message, fields, octets, ...vector} of valid) {
		if (vector.receiveOnly !== undefined) continue;
		t.deepEqual(emitted(message!, fields!), octets, titleOf(vector));
	}
});

test('every message has a vector that is built', t => {
	const built = valid.filter(({receiveOnly}) => receiveOnly === undefined);
	t.is(new Set(built.map(({message}) => message)).size, 27);
});

test('a datagram that lost its last octets is never a message', t => {
	for (const {octets, ...vector} of valid) {
		for (let size = 0; size < octets.length; size++) {
			const cut = settled(octets.subarray(0, size));
			t.true('malformed' in cut, `${titleOf(vector)}, ${size} octets`);
		}
	}
});

test('a datagram with one octet too many is never a message', t => {
	for (const {octets, ...vector} of valid) {
		for (const surplus of FILLS) {
			t.deepEqual(
				settled(Buffer.from([...octets, surplus])),
				{malformed: 'LengthMismatch'},
				titleOf(vector),
			);
		}
	}
});

test('no flipped bit makes the firmware read outside the datagram or trap', t => {
	for (const {octets} of valid) {
		for (let bit = 0; bit < octets.length * 8; bit++) settled(flipped(octets, bit));
	}
	t.pass();
});

test('a flipped bit of Length makes a message malformed', t => {
	for (const {octets, ...vector} of valid) {
		if (octets[0] === 0x01) continue;
		for (let bit = 0; bit < 8; bit++) {
			t.true('malformed' in settled(flipped(octets, bit)), `${titleOf(vector)}, bit ${bit}`);
		}
	}
});

test('no datagram is too long to be refused', t => {
	const longest = Buffer.alloc(datagramSizeMax, 0x0c);
	longest[0] = 0x01;
	longest.writeUInt16BE(longest.length, 1);
	t.deepEqual(settled(longest), {malformed: 'TooLong'});
});

test('what the firmware reads it builds again, but for flags and MsgIds without meaning', t => {
	for (const {octets} of valid) {
		for (let bit = 0; bit < octets.length * 8; bit++) {
			const first = settled(flipped(octets, bit));
			if ('malformed' in first || !canBeSent(first.message, first.fields)) continue;
			t.deepEqual(verdict(emitted(first.message, first.fields)), first);
		}
	}
});

test('the firmware builds 255 octets, and stops before it writes the first of 256', t => {
	const data = '58'.repeat(248);
	t.is(emitted('PUBLISH', {...PUBLISH, data}).length, 255);

	const error = {instanceOf: WebAssembly.RuntimeError};
	t.throws(() => emitted('PUBLISH', {...PUBLISH, data: `${data}58`}), error);
	t.is(panicCode(), PANIC_SIZE);
	t.true(untouched());
});

const panics = test.macro<[string, Fields, number]>({
	exec(t, message, fields, panic) {
		t.throws(() => emitted(message, fields), {instanceOf: WebAssembly.RuntimeError});
		t.is(panicCode(), panic);
	},
	title: (claim = '') => `the firmware stops rather than build ${claim}`,
});

const longClientId = 'n'.repeat(24);

test('QoS 3', panics, 'PUBLISH', {...PUBLISH, qos: '3'}, PANIC_FIELD);
test('QoS -2', panics, 'PUBLISH', {...PUBLISH, qos: '-2'}, PANIC_FIELD);
test('QoS 1 without MsgId', panics, 'PUBLISH', {...PUBLISH, msgId: '0'}, PANIC_FIELD);
test('QoS 0 with MsgId', panics, 'PUBLISH', {...PUBLISH, qos: '0'}, PANIC_FIELD);
test('a reserved TopicIdType', panics, 'PUBLISH', {...PUBLISH, topicIdType: '3'}, PANIC_FIELD);
test(
	'QoS -1 with a normal TopicId',
	panics,
	'PUBLISH',
	{...PUBLISH, qos: '-1', msgId: '0'},
	PANIC_FIELD,
);
test('an empty ClientId', panics, 'CONNECT', {duration: '60', clientId: ''}, PANIC_FIELD);
test(
	'a ClientId of 24 characters',
	panics,
	'CONNECT',
	{duration: '60', clientId: longClientId},
	PANIC_FIELD,
);
test('a PINGREQ with such a ClientId', panics, 'PINGREQ', {clientId: longClientId}, PANIC_FIELD);
test('an empty TopicName', panics, 'REGISTER', {msgId: '1', topicName: ''}, PANIC_FIELD);
test(
	'a SUBSCRIBE without TopicName',
	panics,
	'SUBSCRIBE',
	{msgId: '1', topicName: ''},
	PANIC_FIELD,
);
test(
	'a SUBSCRIBE at QoS -1',
	panics,
	'SUBSCRIBE',
	{qos: '-1', msgId: '1', topicName: 'a'},
	PANIC_FIELD,
);
test(
	'an UNSUBSCRIBE by a reserved TopicIdType',
	panics,
	'UNSUBSCRIBE',
	{topicIdType: '3', msgId: '1', topicId: '1'},
	PANIC_FIELD,
);
test('a SUBACK that grants QoS -1', panics, 'SUBACK', {qos: '-1'}, PANIC_FIELD);
for (const message of ['WILLTOPIC', 'WILLTOPICUPD']) {
	const refused = {qos: '-1', willTopic: 'w'};
	test(`a ${message} at QoS -1`, panics, message, refused, PANIC_FIELD);
	test(`a ${message} at QoS 3`, panics, message, {...refused, qos: '3'}, PANIC_FIELD);
	test(`a ${message} of no octets but Flags`, panics, message, {willTopic: ''}, PANIC_FIELD);
}

function expected({message, fields, malformed}: Vector): Verdict {
	return malformed === undefined ? {message: message!, fields: fields!} : {malformed};
}

/** The verdict, if it is the same whatever lies around the datagram. */
function settled(datagram: Uint8Array): Verdict {
	const [first, ...others] = FILLS.map(fill => verdict(datagram, fill));
	const told = JSON.stringify(first);
	if (others.every(other => JSON.stringify(other) === told)) return first!;
	throw new RangeError(`stale octets change ${Buffer.from(datagram).toString('hex')}`);
}

/** Names of flipped bits may be no UTF-8, and at QoS 0 a MsgId is read and never sent. */
function canBeSent(message: string, fields: Fields): boolean {
	if (Object.values(fields).some(value => value.includes('\ufffd'))) return false;
	return message !== 'PUBLISH' || Number(fields['qos']) > 0 || fields['msgId'] === '0';
}

function flipped(octets: Uint8Array, bit: number): Uint8Array {
	const copy = Buffer.from(octets);
	copy[bit >> 3]! ^= 0x80 >> (bit & 7);
	return copy;
}

function titleOf({file, title}: Pick<Vector, 'file' | 'title'>): string {
	return `${file}: ${title}`;
}
