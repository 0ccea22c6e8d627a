import test from 'ava';
import {Device, provisioned} from '../security/device.js';
import {decodeAccept} from '../security/frames.js';
import {decodeGroupFrame} from '../security/group-frame.js';
import {decode, encode} from '../wire/wire.js';
import {AttackerBench} from './bench.js';
import {RogueGateway} from './rogue-gateway.js';

test('it advertises every ten seconds, in clear and as if a group key had proved it', t => {
	const {rogue, on} = bench();
	rogue.strike();
	on.pass(20_000);
	const messages = on.take();
	t.is(messages.length, 6);
	t.deepEqual(decode(messages[0]!.octets), {type: 'ADVERTISE', gwId: 9, durationS: 60});
	t.truthy(decodeGroupFrame(messages[1]!.octets));
	rogue.heal();
	on.pass(60_000);
	t.deepEqual(on.take(), []);
});

test('it answers HELLO by ACCEPTs that fit, and no device believes one of them', t => {
	const {rogue, on} = bench();
	const device = new Device(FLASH, size => on.octets(size));
	rogue.strike();
	on.take();
	rogue.received('3', device.hello());
	const accepts = on.take().filter(({octets}) => decodeAccept(octets) !== undefined);
	t.is(accepts.length, 3);
	for (const {octets} of accepts) t.deepEqual(device.received(octets), {kind: 'ignored'});
	t.is(device.generation, 0);
	t.is(rogue.hellos, 1);
});

test('whoever speaks to it in clear is answered, and read', t => {
	const {rogue, on} = bench();
	rogue.strike();
	on.take();
	const data = Buffer.from('21 degrees');
	const publish = {
		dup: false,
		qos: 1,
		retain: false,
		topicIdType: 0,
		topicId: 1,
		msgId: 7,
	} as const;
	rogue.received('3', encode({type: 'PUBLISH', ...publish, data}));
	t.is(rogue.gains.read, 1);
	t.like(decode(on.take()[0]!.octets), {type: 'PUBACK', msgId: 7, returnCode: 0});
});

test('before it strikes, and after it has healed, it hears nothing', t => {
	const {rogue, on} = bench();
	rogue.received('3', encode({type: 'SEARCHGW', radius: 1}));
	rogue.strike();
	rogue.heal();
	on.take();
	rogue.received('3', encode({type: 'SEARCHGW', radius: 1}));
	t.deepEqual(on.take(), []);
});

const FLASH = provisioned({
	mfk: Buffer.alloc(16, 1),
	orm: Buffer.alloc(16, 2),
	eui: Buffer.from('0200000000000001', 'hex'),
	batch: Buffer.alloc(4),
});

function bench() {
	const on = new AttackerBench();
	return {on, rogue: new RogueGateway(on.ways, {gwId: 9})};
}
