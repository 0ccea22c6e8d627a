import test from 'ava';
import {Flash} from '../../sim/node/flash.js';
import {AppKind, Counter, Node, provision} from './page.js';
import {auth, FACTORY} from './secure-gateway.js';
import {type Keys, kdf, octets, seal, u32} from './snake.js';

/*
 * The worked example of SNAKE-128, octet for octet: profile A, C = 0x100, j = 0, full records. A
 * device draws 16 octets of luck for nD and adds KDF(RK, "rand", EUI || C) to them, bit by bit, so
 * the luck that is handed in here is nD with the same added.
 */

const C = 0x100;
const EUI = '00124b0001020304';
const FK = '9cda62096b6c2bdff0f02a4e7aac9767';
const RC = 'f43ddde275c50c76eecdd2eb7c089227';
const RK1 = '88ef99ce62b4fe6d7d6a07ea8dfdabc6';
const ND = '101112131415161718191a1b1c1d1e1f';
const HELLO =
	'41ff1e3c00124b0001020304101112131415161718191a1b1c1d1e1f00000100110312341903534e4b11' +
	'0101010000000032af0e39d59fed69c8383eedbb0f9fc2';
const ACCEPT =
	'4cff1c3c00124b00aabbccdd202122232425262728292a2b2c2d2e2f200312340003534e4b1201000172266b92' +
	'a848c72ff7840037b4b2428914180195f7392914635a3a0dfb48ebe3a8560d';
const CONNACK = '21ff16f000124b00aabbccddcafef00d000100010001219252785d2a6278dce906';
const PINGREQ = '20ff16f000124b000102030400000001000100000102977206e7b1b7b8b5bd72';
const GROUPKEY =
	'3fff16f000124b00aabbccdd000000030001000100030fd41c5479d8918740d0cfd2c34da476a178e20664bfbffe' +
	'cbfc3a2b1b0c083efb26ba8480c78492cf';
const GK_ACK =
	'2aff16f000124b000102030400000004000100000103611b4e837514e4315b6cc070265b84a88bf51c2a';
const ADVERTISE = '23ff463d00124b00aabbccdd000000020001000100020500010384dee592cb72b79aa2';
const RESUME =
	'2cff16f000124b0001020304000000050001000004002d828de2d14a2f691a40c596ad6143b664a7adc5c1e3';
const SYNC =
	'2cff16f000124b00aabbccdd0000000600010001010117fdf69d826c15dfda025ffdf6e4c2a3ef364eee8939';
const CONF =
	'30ff16f000124b00010203040000000800010000010419d7e3d00c734e82208075eb9e9b42b9db31e80e93370222' +
	'2ac4';
const CONF_ACK = '28ff16f000124b00aabbccdd00000009000100010103aa6c71ba40c947edd7eea36d10cc42034152';
const REKEY_REQ =
	'2bff16f000124b00aabbccdd00000007000100010102a9799a309584559578540e3d832e77c49ea8b45407';
const KEYS: Keys = {
	form: 'full',
	generation: 1,
	sid: 1,
	eui: octets(EUI),
	gwid: octets('00124b00aabbccdd'),
	up: octets('2cc818004523a0dd88e39a84783948d4'),
	down: octets('0240f8bc45c6dbaca015d913bd5a6f90'),
	ivUp: octets('2e1ec88460'),
	ivDown: octets('4b70cdc238'),
};

test('HELLO of the worked example', t => {
	const {sent} = greeted();
	t.deepEqual(sent, [`1 ${HELLO}`]);
});

test('ACCEPT of the worked example leaves RK1 in flash, and the factory key nowhere', t => {
	const {node, flash} = greeted();
	t.is(node.hear(ACCEPT).length, 1, 'CONNECT in a record');
	t.deepEqual(node.takeTold(), ['Secured 1 \x01']);
	const image = Buffer.from(flash.image()).toString('hex');
	t.true(image.includes(RK1) && image.includes(RC));
	t.false(image.includes(FK) || node.snapshot.toString('hex').includes(FK));
});

test('PINGREQ, GK-ACK and CONF of the worked example', t => {
	const {node, luck} = accepted();
	luck.push(1);
	t.deepEqual(node.hear('02 18'), [`1 ${PINGREQ}`], 'a hint is looked into');
	luck.push(4, 8);
	t.deepEqual(node.hear(GROUPKEY), [`1 ${GK_ACK}`, `1 ${CONF}`]);
	node.hear(CONF_ACK);
	t.deepEqual(
		node.after(20_000).filter(line => line.endsWith(CONF.slice(-52))),
		[],
	);
});

test('CONNACK of the worked example connects', t => {
	const {node} = accepted();
	node.hear(CONNACK);
	t.deepEqual(node.takeTold(), ['Secured 1 \x01', 'Connected 1']);
});

test('ADVERTISE of the worked example is genuine, and not a bit beside it', t => {
	const {node} = accepted();
	node.hear(GROUPKEY);
	node.hear(ADVERTISE.replace('0384', '0385'));
	t.is(node.count(Counter.WrongTag), 1);
	node.hear(ADVERTISE);
	t.deepEqual([node.count(Counter.WrongTag), node.count(Counter.Replayed)], [1, 0]);
	node.hear(ADVERTISE);
	t.is(node.count(Counter.Replayed), 1);
});

test('RESUME of the worked example, and its SYNC', t => {
	const {node, flash} = accepted();
	const toCeiling = {id: '0000', data: '00000300'};
	node.hear(seal(KEYS, octets(auth('16', toCeiling)), 0x10000).toString('hex'));
	node.hear(seal(KEYS, octets('0216'), 0x10001).toString('hex'));
	node.after(30_000);
	const luck: number[] = [];
	const resumed = boot(flash, luck);
	resumed.hear('03 02 01');
	luck.push(0, 0x3333, 5);
	t.deepEqual(resumed.after(500).slice(0, 1), [`1 ${RESUME}`]);
	resumed.hear(SYNC);
	t.deepEqual([resumed.count(Counter.RecordsOpened), resumed.count(Counter.Replayed)], [1, 0]);
});

test('REKEY-REQ of the worked example has a HELLO within its deadline of 60 s', t => {
	const {node, luck} = accepted();
	node.hear(CONNACK);
	luck.push(0, 0, 0, 30_000);
	node.hear(REKEY_REQ);
	t.is(node.count(Counter.Handshakes), 1);
	node.after(61_000);
	t.is(node.count(Counter.Handshakes), 2);
});

/** A device whose counter stands at C, with HELLO just sent. */
function greeted(): {node: Node; flash: Flash; luck: number[]; sent: string[]} {
	const flash = new Flash();
	provision(flash, `${FACTORY}`);
	const first = boot(flash, []);
	first.hear('03 02 01');
	first.after(500);
	const luck: number[] = [];
	const node = boot(flash, luck);
	node.hear('03 02 01');
	luck.push(0, ...nonceLuck(), 0x1234);
	return {node, flash, luck, sent: node.after(500)};
}

/** The same after ACCEPT, with CONNECT sent in a record of C + 1. */
function accepted(): ReturnType<typeof greeted> {
	const bench = greeted();
	bench.luck.push(0x5555);
	bench.node.hear(ACCEPT);
	return bench;
}

function boot(flash: Flash, luck: number[]): Node {
	const config = {App: AppKind.Actuator, TopicIdType: 1, Suites: 1};
	return new Node(config, {flash, luck: () => luck.shift() ?? 0});
}

function nonceLuck(): number[] {
	const stirred = kdf(octets(FK), 'rand', octets(EUI), u32(C));
	const drawn = octets(ND).map((octet, index) => octet ^ stirred[index]!);
	return [0, 4, 8, 12].map(at => Buffer.from(drawn).readUInt32LE(at));
}
