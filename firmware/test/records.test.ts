import test from 'ava';
import {Counter} from './page.js';
import {joined, type SecureBench} from './secure-bench.js';
import {auth} from './secure-gateway.js';
import {type Form, octets, open, seal} from './snake.js';

const HOUR_MS = 3_600_000;
const FORMS: readonly Form[] = ['full', 'compact'];
const GROUP_KEY = '303132333435363738393a3b3c3d3e3f';
const GROUPKEY = auth('14', {id: '1234', data: `0001${GROUP_KEY}0000000100`});
const COMMAND = '090c01000200006162';

test('a message weighs 14 octets more in a compact record, 30 in a full one', t => {
	for (const [form, weight] of [['compact', 14] as const, ['full', 30] as const]) {
		const bench = joined({terms: {form}});
		bench.tell('0216');
		t.is(bench.frames[0]!.length / 2, 2 + weight, form);
	}
});

test('a command arrives once, and its answer goes back in a record', t => {
	for (const form of FORMS) {
		const bench = joined({terms: {form}});
		bench.tell(COMMAND);
		t.deepEqual(bench.node.takeTold()[0], 'Commanded 0 ab', form);
		t.true(bench.frames.every(frame => frame.slice(2, 4) === (form === 'full' ? 'ff' : '1f')));
	}
});

test('attack/R1: no record is delivered twice, now or later, nor does it change anything', t => {
	for (const form of FORMS) {
		const bench = joined({terms: {form}});
		const downlink = [...bench.downlink];
		const before = stateOf(bench);
		for (const hex of downlink) t.deepEqual(bench.node.hear(hex), [], form);
		bench.run(HOUR_MS / 2);
		bench.node.takeTold();
		for (const hex of downlink) t.deepEqual(bench.node.hear(hex), [], form);
		t.is(bench.flash.steps, before.steps);
		t.deepEqual(bench.node.takeTold(), []);
	}
});

test('attack/R6: a command of QoS 2 that is held back until it was done under another record is not done again', t => {
	for (const form of FORMS) {
		const bench = joined({terms: {form}});
		const heldBack = bench.gateway.seal('090c41000200096162');
		bench.tell('090cc1000200096162');
		bench.tell('04100009');
		bench.send(heldBack);
		const commanded = bench.node.takeTold().filter(told => told.startsWith('Commanded'));
		t.deepEqual(commanded, ['Commanded 2 ab'], form);
		t.is(bench.node.count(Counter.Replayed), 1, form);
	}
});

test('a command of QoS 1 that another record has overtaken arrives', t => {
	for (const form of FORMS) {
		const bench = joined({terms: {form}});
		const late = bench.gateway.seal('090c21000200096162');
		bench.tell('0217');
		bench.send(late);
		t.is(bench.node.takeTold()[0], 'Commanded 1 ab', form);
	}
});

test('records may overtake each other by 31, and by no more', t => {
	for (const form of FORMS) {
		const bench = joined({terms: {form}});
		const first = bench.gateway.sent + 1;
		const records = Array.from({length: 33}, (_, i) => bench.gateway.seal('0217', first + i));
		const opened = bench.node.count(Counter.RecordsOpened);
		bench.node.hear(records[32]!);
		for (const record of records.slice(0, 32)) bench.node.hear(record);
		t.is(bench.node.count(Counter.RecordsOpened), opened + 32, form);
		t.is(bench.node.count(Counter.Replayed), 1, 'the first of them is too old');
	}
});

test('attack/R4: what was recorded before a reboot is rejected after it', t => {
	for (const form of FORMS) {
		const bench = joined({terms: {form}});
		const unheard = [1, 2, 3].map(ahead => bench.gateway.seal('0217', bench.gateway.sent + ahead));
		const old = [...bench.downlink, ...unheard];
		bench.reboot();
		bench.node.hear('030207');
		for (const hex of old) bench.node.hear(hex);
		t.is(bench.node.count(Counter.RecordsOpened), 0, form);
	}
});

test('attack/R5: GROUPKEY, SYNC and CONF-ACK again have no effect', t => {
	const bench = joined();
	const records = [GROUPKEY, auth('16', {data: '00000500'}), auth('19')].map(message => {
		const record = bench.gateway.seal(message);
		bench.send(record);
		return record;
	});
	bench.tell('0216');
	const counter = lastCounter(bench);
	for (const record of records) t.deepEqual(bench.node.hear(record), []);
	bench.tell('0216');
	t.is(lastCounter(bench), counter + 1);
});

test('attack/R5: SYNC moves the counter up by 1,024 at most, and never down', t => {
	const far = 0x7fff_ffff;
	const cases = [
		[-9, 0],
		[-1, 0],
		[0, 1],
		[99, 100],
		[1023, 1024],
		[1024, 1024],
		[far, 1024],
	] as const;
	for (const [ahead, step] of cases) {
		const bench = joined();
		bench.tell('0216');
		const next = lastCounter(bench) + 1;
		bench.tell(auth('16', {data: (next + ahead).toString(16).padStart(8, '0')}));
		bench.tell('0216');
		t.is(lastCounter(bench), next + step, `a floor ${ahead} above the next counter`);
	}
});

test('attack/B1: a record with one bit flipped changes nothing, and costs one CCM at most', t => {
	for (const form of FORMS) {
		const bench = joined({terms: {form}});
		const record = bench.gateway.seal('0217');
		const before = stateOf(bench);
		for (let bit = 0; bit < record.length * 4; bit++) bench.node.hear(flipped(record, bit));
		t.deepEqual(stateOf(bench), before, form);
		t.true(bench.node.count(Counter.WrongTag) < record.length * 4);
	}
});

test('attack/B2: a record of another size than it says is dropped before any crypto', t => {
	for (const form of FORMS) {
		const bench = joined({terms: {form}});
		const record = bench.gateway.seal('0217');
		const before = stateOf(bench);
		for (let size = 0; size < record.length; size += 2) bench.node.hear(record.slice(0, size));
		for (const length of ['00', '01', '1f', '22', 'ff']) bench.node.hear(length + record.slice(2));
		bench.node.hear(`${record}00`);
		bench.node.hear(`0100${(record.length / 2 + 2).toString(16)}${record.slice(2)}`);
		t.deepEqual(stateOf(bench), before, form);
		t.is(bench.node.count(Counter.WrongTag), 0, form);
	}
});

test('attack/B3: no other flags and schemes are known than the four pairs, attack/D4 included', t => {
	const bench = joined({terms: {form: 'full'}});
	const record = octets(bench.gateway.seal('0217'));
	const before = stateOf(bench);
	for (let pair = 0; pair < 0x10000; pair += pair < 0x1800 ? 1 : 0x101) {
		record.writeUInt16BE(pair, 2);
		if (pair !== 0x16f0) bench.node.hear(record.toString('hex'));
	}
	for (const scheme of [0x02, 0x3c, 0x3d, 0x40]) {
		record.writeUInt16BE(0x1600 | scheme, 2);
		bench.node.hear(record.toString('hex'));
	}
	t.deepEqual(stateOf(bench), before);
	t.is(bench.node.count(Counter.WrongTag), 0, 'no crypto');
});

test('attack/B4: in a record there is neither a record nor a forwarder, and nothing too long', t => {
	for (const form of FORMS) {
		const bench = joined({terms: {form}});
		const inner = bench.gateway.seal('0217');
		bench.gateway.sent += 1;
		const refused = [inner, '05fe000001', '0417', '01000302', '00', 'ff17', '0a03000000'];
		for (const message of refused) {
			bench.node.takeTold();
			t.deepEqual(bench.node.hear(bench.gateway.seal(message)), [], message);
			t.deepEqual(bench.node.takeTold(), [], message);
		}
	}
});

test('the longest record holds 225 octets in full form, 241 in compact', t => {
	for (const [form, size] of [['full', 225] as const, ['compact', 241] as const]) {
		const bench = joined({terms: {form}});
		const payload = '61'.repeat(size - 7);
		bench.tell(`${size.toString(16)}0c0100020000${payload}`);
		t.is(bench.node.takeTold()[0], `Commanded 0 ${'a'.repeat(size - 7)}`, form);
	}
});

test('attack/D2: plain CONNACK, PUBLISH, REGISTER, PUBACK and so on are ignored', t => {
	const bench = joined();
	const before = stateOf(bench);
	const plain = ['030500', COMMAND, '070a0001000161', '070d0001000100', '0216', '0217', '030503'];
	for (const message of plain) t.deepEqual(bench.node.hear(message), [], message);
	t.deepEqual(bench.node.takeTold(), []);
	t.deepEqual(stateOf(bench), before);
	t.is(bench.node.count(Counter.Plaintext), plain.length);
});

test('attack/D5: a flood of plain DISCONNECT costs a PINGREQ a minute, the session is kept', t => {
	const bench = joined();
	for (let second = 0; second < 600; second++) {
		for (let i = 0; i < 10; i++) bench.deliver(bench.node.hear(i % 2 ? '0218' : '04180010'));
		bench.run(1_000);
	}
	t.deepEqual(bench.node.takeTold(), []);
	t.is(bench.node.count(Counter.Handshakes), 1);
	t.is(bench.node.count(Counter.HintsFollowed), 10);
});

test('attack/D5: where the gateway is silent as well, there is one HELLO a minute at most', t => {
	const bench = joined();
	const firstMs = bench.node.sinceBootMs;
	bench.losesDown = hex => !hex.startsWith('4cff');
	for (let second = 0; second < 600; second++) {
		bench.deliver(bench.node.hear('0218'));
		bench.run(1_000);
	}
	const minutes = (bench.node.sinceBootMs - firstMs) / 60_000;
	const attempts = new Set(bench.hellos).size - 1;
	t.true(attempts >= 1 && attempts <= minutes, `${attempts} in ${minutes} minutes`);
});

test('attack/G3: a group frame is no record, and a record is no group frame', t => {
	const bench = joined({terms: {form: 'full'}});
	bench.tell(GROUPKEY);
	const group = octets(bench.gateway.group('0500070384', GROUP_KEY, 1, 5));
	const record = octets(bench.gateway.seal('0500070384'));
	const before = stateOf(bench);
	group.writeUInt16BE(0x16f0, 2);
	record.writeUInt16BE(0x463d, 2);
	for (const frame of [group, record]) bench.node.hear(frame.toString('hex'));
	t.deepEqual(stateOf(bench), before);
});

test('a record from another address than that of the gateway belongs to no session', t => {
	const bench = joined();
	bench.node.hear(bench.gateway.seal('0217'), 2);
	t.is(bench.node.count(Counter.UnknownSession), 1);
});

test('the low half of a compact counter turns over without a pause', t => {
	const bench = joined();
	const keys = bench.gateway.active!;
	const opened = bench.node.count(Counter.RecordsOpened);
	const counters = [0x7ff0, 0xfff0, 0xffff, 0x10000, 0x10001, 0x18001];
	for (const counter of counters) bench.send(seal(keys, octets('0217'), counter).toString('hex'));
	t.is(bench.node.count(Counter.RecordsOpened), opened + counters.length);
	bench.node.hear(seal(keys, octets('0217'), 0x20002).toString('hex'));
	t.is(bench.node.count(Counter.RecordsOpened), opened + counters.length, '2^15 + 1 is too far');
});

/** What an attack must not change: what was written, opened and agreed on. */
function stateOf({node, flash}: SecureBench) {
	const counters = [Counter.RecordsOpened, Counter.RecordsSent, Counter.KeysAgreed];
	const counts = [...counters, Counter.Handshakes].map(counter => node.count(counter));
	return {steps: flash.steps, counts};
}

/** The whole counter of the last record that the device sent. */
function lastCounter({frames, gateway}: SecureBench): number {
	return open(gateway.active!, octets(frames.at(-1)!), gateway.heard)!.counter;
}

function flipped(hex: string, bit: number): string {
	const frame = octets(hex);
	frame[bit >> 3]! ^= 1 << (bit & 7);
	return frame.toString('hex');
}
