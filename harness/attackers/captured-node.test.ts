import test from 'ava';
import {encodeAuth} from '../security/auth.js';
import {type DeviceFlash, provisioned} from '../security/device.js';
import {decodeHello} from '../security/frames.js';
import {decodeGroupFrame} from '../security/group-frame.js';
import {KeyDesk} from '../security/key-desk.js';
import type {Grant} from '../security/key-service.js';
import {decodeRecord, openRecord, sealRecord} from '../security/record.js';
import {decode, encode, type Message} from '../wire/wire.js';
import {AttackerBench} from './bench.js';
import {CapturedNode} from './captured-node.js';

test('it joins as the node that it was, and names itself first', t => {
	const {said} = inside();
	t.like(said()[0], {type: 'CONNECT', clientId: '0200000000000001'});
});

test('once inside it tries the ClientId and a topic of another, each in its turn', t => {
	const {said, tell, on} = inside();
	said();
	tell({type: 'CONNACK', returnCode: 0});
	on.pass(15_000);
	const tried = said();
	t.like(tried[0], {type: 'CONNECT', clientId: '0200000000000002'});
	t.like(tried[1], {type: 'REGISTER', topicName: 'sensor/0200000000000002/sample'});
	t.like(tried[2], {type: 'PUBLISH'});
});

test('what it is refused is counted, and what it is allowed is a gain', t => {
	const {node, tell} = inside();
	tell({type: 'CONNACK', returnCode: 0});
	t.deepEqual([node.gains.accepted, node.refused], [0, 0], 'its own CONNECT is its right');
	tell({type: 'CONNACK', returnCode: 3});
	tell({type: 'REGACK', topicId: 0, msgId: 1, returnCode: 3});
	t.deepEqual([node.gains.accepted, node.refused], [0, 2]);
	tell({type: 'PUBACK', topicId: 1, msgId: 2, returnCode: 0});
	t.deepEqual([node.gains.accepted, node.refused], [1, 2]);
});

test('with the group key it makes frames in the name of its gateway', t => {
	const {node, on, tell, seal} = inside();
	tell({type: 'CONNACK', returnCode: 0});
	const auth = {type: 'GROUPKEY', pid: 1, epoch: 3, key: Buffer.alloc(16, 7), floor: 9} as const;
	node.received('1', seal(encodeAuth(auth)));
	on.take();
	on.pass(20_000);
	const frames = on.take().flatMap(({octets}) => decodeGroupFrame(octets) ?? []);
	t.is(frames.length, 1);
	t.like(frames[0], {epoch: 3, counter: 1010});
	t.deepEqual(Buffer.from(frames[0]!.gwid), GWID);
});

test('a node without keys is of no use to whoever has it', t => {
	const on = new AttackerBench();
	const node = new CapturedNode(on.ways, {...OPTIONS, open: () => undefined});
	node.strike();
	on.pass(60_000);
	t.deepEqual(on.take(), []);
});

test('healed it is silent', t => {
	const {node, on} = inside();
	node.heal();
	on.take();
	on.pass(60_000);
	t.deepEqual(on.take(), []);
});

const MFK = Buffer.alloc(16, 1);
const BATCH = Buffer.alloc(4);
const EUI = Buffer.from('0200000000000001', 'hex');
const GWID = Buffer.from('0200000100000001', 'hex');
const FLASH: DeviceFlash = provisioned({
	mfk: MFK,
	orm: Buffer.alloc(16, 2),
	eui: EUI,
	batch: BATCH,
});
const OPTIONS = {
	open: (): DeviceFlash | undefined => FLASH,
	gateway: '1',
	gwid: GWID,
	victim: '0200000000000002',
};

/** A captured node whose HELLO was granted; what it says in records can be read. */
function inside() {
	const on = new AttackerBench();
	const node = new CapturedNode(on.ways, OPTIONS);
	node.strike();
	const desk = new KeyDesk(MFK, BATCH);
	let grant: Grant | undefined;
	const port = desk.attach(GWID)({
		...NOBODY,
		granted: (_token, granted) => {
			grant = granted.grant;
			node.received('1', granted.accept);
		},
	});
	const hello = on.take().find(({octets}) => decodeHello(octets) !== undefined)!.octets;
	port.hello({token: 1, gwId: 1, hello, sid: 5, suite: 4});
	desk.settle();
	const {skUp, ivUp, skDown, ivDown, sid, eui} = grant!;
	const both = {form: 'compact', sid, eui, gwid: GWID} as const;
	let sent = 0;
	const seal = (inner: Uint8Array) =>
		sealRecord({...both, key: skDown, iv: ivDown, sender: GWID}, inner, {counter: ++sent});
	const up = {...both, key: skUp, iv: ivUp, sender: eui};
	const said = () =>
		on.take().flatMap(({octets}) => {
			const record = decodeRecord(octets);
			const inner = record && openRecord(up, record, record.counter);
			return inner === undefined ? [] : [decode(inner)];
		});
	return {
		on,
		node,
		seal,
		said,
		tell: (message: Message) => node.received('1', seal(encode(message))),
	};
}

const NOBODY = {
	attached: () => {},
	refused: () => {},
	confirmed: () => {},
	drop: () => {},
	rekey: () => {},
	groupKey: () => {},
};
