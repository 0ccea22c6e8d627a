import test from 'ava';
import {Device, provisioned} from '../security/device.js';
import {decodeAccept} from '../security/frames.js';
import {decodeGroupFrame} from '../security/group-frame.js';
import {groupKey, KeyDesk} from '../security/key-desk.js';
import {broadcastKey, groupTag} from '../security/keys.js';
import {encode} from '../wire/wire.js';
import {AttackerBench} from './bench.js';
import {MaliciousGateway, type Trick} from './malicious-gateway.js';

const MFK = Buffer.alloc(16, 1);
const BATCH = Buffer.alloc(4);
const EUI = Buffer.from('0200000000000001', 'hex');
const GWID = Buffer.from('0200000100000009', 'hex');
const GROUP_KEY = Buffer.alloc(16, 3);

test('a device that turns to it has a session with it, and is answered no more', t => {
	const {gateway, on, device, desk} = bench([]);
	gateway.received('3', device.hello());
	desk.settle();
	const [answer] = on.take();
	t.deepEqual(device.received(answer!.octets), {kind: 'accepted'});
	gateway.received('3', device.record(encode({type: 'PINGREQ'})));
	t.deepEqual(on.take(), []);
	t.is(gateway.grants.length, 1);
});

test('what it withholds it has asked for', t => {
	const {gateway, on, device, desk} = bench(['withhold']);
	gateway.received('3', device.hello());
	desk.settle();
	t.is(desk.counts.hellos, 1);
	t.deepEqual(on.take(), []);
});

test('fault/12: a CONF that it makes up is none, and nothing is confirmed', t => {
	const {gateway, device, desk} = bench(['fake-conf']);
	gateway.received('3', device.hello());
	desk.settle();
	t.is(desk.counts.forgeries, 1);
	t.is(gateway.gains.accepted, 0);
});

test('attack/W4: a device that aims at another gateway ignores what it sends, whoever granted it', t => {
	const {gateway, on, device, desk} = bench(['answer-others']);
	gateway.overheard('3', '1', device.hello({gwId: 1}));
	desk.settle();
	const accepts = on.take().filter(({octets}) => decodeAccept(octets) !== undefined);
	t.is(accepts.length, 1);
	t.deepEqual(device.received(accepts[0]!.octets), {kind: 'ignored'});
});

test('with the group key its ADVERTISE has the right tag', t => {
	const {gateway, on, desk} = bench([]);
	desk.say(() => desk.listener(GWID).groupKey(groupKey(4, GROUP_KEY)));
	gateway.heal();
	gateway.strike();
	const frame = decodeGroupFrame(on.take().at(-1)!.octets)!;
	t.deepEqual(
		Buffer.from(groupTag(broadcastKey(GROUP_KEY, GWID, 4), frame.body)),
		Buffer.from(frame.tag),
	);
});

test('it would read a record of which it has the key, and it counts that', t => {
	const {gateway, on, device, desk} = bench([]);
	gateway.received('3', device.hello());
	desk.settle();
	device.received(on.take()[0]!.octets);
	gateway.overheard('3', '1', device.record(encode({type: 'PINGREQ'})));
	t.is(gateway.gains.read, 1);
});

test('attack/W5: it reads no record of a session that another gateway was granted', t => {
	const {gateway, on, device, desk} = bench([]);
	const other = new MaliciousGateway(on.ways, {
		gwid: Buffer.from('0200000100000001', 'hex'),
		gwId: 1,
		keys: desk.attach(Buffer.from('0200000100000001', 'hex')),
		tricks: [],
	});
	other.strike();
	on.take();
	other.received('3', device.hello());
	desk.settle();
	device.received(on.take()[0]!.octets);
	gateway.overheard('3', '1', device.record(encode({type: 'PINGREQ'})));
	t.is(gateway.gains.read, 0);
});

function bench(tricks: readonly Trick[]) {
	const on = new AttackerBench();
	const desk = new KeyDesk(MFK, BATCH);
	const gateway = new MaliciousGateway(on.ways, {
		gwid: GWID,
		gwId: 9,
		keys: desk.attach(GWID),
		tricks,
	});
	desk.settle();
	gateway.strike();
	on.take();
	const flash = provisioned({mfk: MFK, orm: Buffer.alloc(16, 2), eui: EUI, batch: BATCH});
	return {on, desk, gateway, device: new Device(flash, size => on.octets(size))};
}
