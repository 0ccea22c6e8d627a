import test from 'ava';
import {Counter} from './page.js';
import {joined, SecureBench} from './secure-bench.js';
import {auth} from './secure-gateway.js';

const FIRST = '303132333435363738393a3b3c3d3e3f';
const SECOND = '505152535455565758595a5b5c5d5e5f';
const THIRD = '707172737475767778797a7b7c7d7e7f';
/** ADVERTISE of gateway 9 and GWINFO of gateway 9. */
const ADVERTISE = '0500090384';
const GWINFO = '030209';
const MINUTE_MS = 60_000;

test('GROUPKEY is answered by GK-ACK with its epoch and its id, and again when it comes again', t => {
	const bench = joined();
	for (let i = 0; i < 2; i++) bench.tell(groupKey(1, FIRST, 5));
	const answer = auth('15', {id: '4321', data: '0001'});
	t.deepEqual(bench.heard, [answer, answer]);
});

test('a group frame counts once, and only above the floor', t => {
	const bench = member();
	for (const [counter, dropped] of [
		[5, 1],
		[6, 1],
		[6, 2],
		[4, 3],
		[7, 3],
	] as const) {
		bench.node.hear(bench.gateway.group(ADVERTISE, FIRST, 1, counter));
		t.is(bench.node.count(Counter.Replayed), dropped, `counter ${counter}`);
	}
});

test('a group frame with one bit of its GWID, counter, message or tag flipped is dropped', t => {
	const bench = member();
	const frame = bench.gateway.group(ADVERTISE, FIRST, 1, 6);
	const bits = Array.from({length: frame.length * 4}, (_, bit) => bit);
	const covered = bits.filter(bit => bit >= 32 && (bit < 128 || bit >= 144));
	for (const bit of covered) bench.node.hear(flipped(frame, bit));
	const dropped = bench.node.count(Counter.WrongTag) + bench.node.count(Counter.Replayed);
	t.is(dropped, covered.length);
	bench.node.hear(frame);
	t.is(bench.node.count(Counter.WrongTag) + bench.node.count(Counter.Replayed), dropped);
});

test('two epochs are taken until the first frame of the newer', t => {
	const bench = member();
	bench.tell(groupKey(2, SECOND, 0));
	bench.node.hear(bench.gateway.group(ADVERTISE, FIRST, 1, 8));
	t.is(bench.node.count(Counter.WrongTag), 0);
	bench.node.hear(bench.gateway.group(ADVERTISE, SECOND, 2, 1));
	const page = bench.node.snapshot.toString('hex');
	t.false(page.includes(FIRST), 'the older key is gone');
	t.true(page.includes(SECOND));
});

test('attack/G2: after the first frame of a new epoch those of older ones are ignored', t => {
	const bench = member();
	bench.tell(groupKey(2, SECOND, 0));
	bench.node.hear(bench.gateway.group(ADVERTISE, SECOND, 2, 1));
	for (const epoch of [0, 1, 0xffff]) {
		bench.node.hear(bench.gateway.group(GWINFO, FIRST, epoch, 99), 3);
	}
	t.is(bench.node.count(Counter.Replayed), 3);
	bench.node.hear(bench.gateway.group(ADVERTISE, FIRST, 3, 1));
	t.is(bench.node.count(Counter.Replayed), 3, 'one that is to come is a hint');
});

test('the epoch before may be told after the newer one, and the number turns over', t => {
	const bench = joined();
	bench.tell(groupKey(0, SECOND, 0));
	bench.tell(groupKey(0xffff, FIRST, 0));
	bench.node.hear(bench.gateway.group(ADVERTISE, FIRST, 0xffff, 1));
	bench.node.hear(bench.gateway.group(ADVERTISE, SECOND, 0, 1));
	t.is(bench.node.count(Counter.WrongTag), 0);
	t.false(bench.node.snapshot.toString('hex').includes(FIRST));
});

test('another key of an epoch that is known takes its place: the key server has begun anew', t => {
	for (const epoch of [1, 2]) {
		const bench = member();
		bench.tell(groupKey(2, THIRD, 0));
		bench.tell(groupKey(epoch, SECOND, 0));
		bench.node.hear(bench.gateway.group(ADVERTISE, SECOND, epoch, 1));
		t.is(bench.node.count(Counter.WrongTag), 0);
		const page = bench.node.snapshot.toString('hex');
		t.false(page.includes(FIRST) || page.includes(THIRD), 'of a key server that is gone');
	}
});

test('who looks for a gateway takes a group frame for a hint, whatever key it is under', t => {
	for (const [key, epoch] of [
		[SECOND, 1],
		[FIRST, 0],
		[FIRST, 1],
	] as const) {
		const bench = member();
		for (let turns = 0; turns < 200; turns++) bench.node.at(bench.node.dueMs);
		bench.node.hear(bench.gateway.group(GWINFO, key, epoch, 1));
		const sent = bench.node.at(bench.node.dueMs);
		t.true(sent[0]?.startsWith('1 41ff1e3c'), `HELLO for ${epoch}`);
	}
});

test('without the key of an epoch a group frame is a hint like any other', t => {
	const bench = new SecureBench();
	bench.deliver(bench.node.hear(bench.gateway.group('030207', FIRST, 1, 1)));
	bench.run(2_000);
	t.true(bench.node.takeTold().includes('Connected 7'));
});

test('attack/G1: a member that forges ADVERTISE changes no key, no session, and costs no HELLO', t => {
	const bench = member();
	const {steps} = bench.flash;
	const hellos = bench.node.count(Counter.Handshakes);
	for (let i = 0; i < 600; i++) {
		const message = i % 2 ? ADVERTISE : GWINFO;
		bench.deliver(bench.node.hear(bench.gateway.group(message, FIRST, 1, 6 + i), 2, -20));
		bench.run(1_000);
	}
	t.is(bench.node.count(Counter.Handshakes), hellos);
	t.is(bench.flash.steps, steps);
	t.deepEqual(bench.node.takeTold(), []);
});

test('attack/G1: a device that looks for a gateway sends the forger one HELLO a minute at most', t => {
	const bench = new SecureBench();
	bench.losesUp = () => true;
	for (let second = 0; second < 3_600; second++) {
		bench.deliver(bench.node.hear(bench.gateway.group(GWINFO, FIRST, 1, second), 2, -20));
		bench.run(1_000);
	}
	const hellos = new Set(bench.frames.filter(frame => frame.startsWith('41ff')));
	t.true(hellos.size <= 60 && hellos.size >= 4, `${hellos.size}`);
});

test('a group frame holds ADVERTISE or GWINFO, nothing else', t => {
	const bench = member();
	const messages = ['030500', '04180010', '090c01000200006162', '0341ff'];
	for (const [index, message] of messages.entries()) {
		bench.node.hear(bench.gateway.group(message, FIRST, 1, 6 + index));
	}
	t.is(bench.node.count(Counter.MalformedProtection), 4);
	t.deepEqual(bench.node.takeTold(), []);
});

test('group keys are gone after a boot, and told again', t => {
	const bench = member();
	bench.run(MINUTE_MS).reboot().join();
	t.false(bench.node.snapshot.toString('hex').includes(FIRST));
	bench.tell(groupKey(1, FIRST, 9));
	t.true(bench.node.snapshot.toString('hex').includes(FIRST));
});

function member(): SecureBench {
	const bench = joined();
	bench.tell(groupKey(1, FIRST, 5));
	bench.heard = [];
	return bench;
}

function groupKey(epoch: number, key: string, floor: number): string {
	const digits = (value: number, count: number) => value.toString(16).padStart(count, '0');
	return auth('14', {id: '4321', data: `${digits(epoch, 4)}${key}${digits(floor, 8)}00`});
}

function flipped(hex: string, bit: number): string {
	const frame = Buffer.from(hex, 'hex');
	frame[bit >> 3]! ^= 1 << (bit & 7);
	return frame.toString('hex');
}
