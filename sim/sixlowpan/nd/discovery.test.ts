import test from 'ava';
import fc from 'fast-check';
import {Bench, row, type Sent} from '../routing/bench.js';
import type {Role} from '../routing/router.js';
import {readRouterAdvertisement} from './router-advertisement.js';

/* Radio 0 is a border router with short address 1. */

const HELLO = Uint8Array.of(1, 2, 3);
const ALL = 0xffff;
const ICMPV6_TYPES = new Map([
	[133, 'RS'],
	[134, 'RA'],
	[135, 'NS'],
	[136, 'NA'],
]);
const RPL_CODES = ['DIS', 'DIO'];

test('a node comes in step by step: RS, RA, DIS, DIO, NS, NA and DAO', t => {
	const bench = row(1);
	bench.run(60);
	t.deepEqual(
		[...new Set(said(bench))].filter(line => !line.includes('DIO')),
		['1 RS all', '0 RA 1', '1 DIS all', '1 NS 0', '0 NA 1', '1 other 0', '0 other 1'],
	);
	t.like(bench.lowpan.counters, {malformed: 0, unsupported: 0, foreign: 0, contextUnknown: 0});
});

test('without neighbour discovery a node asks for a tree at once', t => {
	const bench = row(1, {discovery: 'none'});
	bench.run(60);
	t.deepEqual(
		said(bench).filter(line => /R[SA]|N[SA]/.test(line)),
		[],
	);
	t.true(bench.send(1, 1, HELLO));
});

test('who has heard no RA is part of no tree, and has no address to send from', t => {
	const bench = row(1);
	bench.loses = frame => kindOf(frame) === 'RA';
	bench.run(200);
	t.false(said(bench).some(line => /DIS|NS/.test(line)));
	t.false(bench.send(1, 1, HELLO));
	bench.loses = () => false;
	bench.run(70);
	t.true(bench.send(1, 1, HELLO));
});

test('who is not registered has no address to send from, and leads nobody', t => {
	const bench = row(2);
	bench.loses = frame => kindOf(frame) === 'NA';
	bench.run(100);
	t.false(bench.send(1, 1, HELLO));
	t.false(said(bench).some(line => /^1 (DIO|RA)/.test(line)));
});

test('a frame compressed with a context that was not learnt is dropped and counted', t => {
	const bench = row(1);
	receive(bench, 1, '7e7701f3010102abcd');
	t.is(bench.lowpan.counters.contextUnknown, 1);
	bench.run(60);
	receive(bench, 1, '7e7701f3010102abcd');
	t.is(bench.lowpan.counters.contextUnknown, 1);
});

test('what was learnt is forgotten with the power', t => {
	const bench = row(1);
	bench.run(60);
	bench.lowpan.stop(1);
	bench.lowpan.start(1);
	receive(bench, 1, '7e7701f3010102abcd');
	t.is(bench.lowpan.counters.contextUnknown, 1);
	t.false(bench.send(1, 1, HELLO));
	bench.run(60);
	t.true(bench.send(1, 1, HELLO));
});

test('over hops an RA says the same prefix, context and border router', t => {
	const bench = row(3);
	bench.run(120);
	const [first, , last] = bench.frames
		.filter(frame => kindOf(frame) === 'RA')
		.map(({octets}) => messageIn(octets).subarray(4))
		.map(body => readRouterAdvertisement(body, 0, body.length)!);
	const {prefixes, contexts, border} = last;
	t.deepEqual(prefixes[0].prefix, first.prefixes[0].prefix);
	t.deepEqual({...contexts[0], validMin: 0}, {...first.contexts[0], validMin: 0});
	t.deepEqual({...border!, validMin: 0}, {...first.border!, validMin: 0});
	t.true(border!.validMin < first.border!.validMin);
});

test('where many routers hear an RS, the first answers spare the others', t => {
	const count = 40;
	const links = Array.from({length: count}, (_, one) =>
		Array.from({length: one}, (_, other) => `${other}-${one}`).join(' '),
	);
	const bench = new Bench(
		Array.from({length: count}, (_, node): Role => (node === 0 ? 'root' : 'router')),
		links.join(' ').trim(),
	);
	bench.run(120);
	bench.lowpan.stop(count - 1);
	bench.frames.length = 0;
	bench.lowpan.start(count - 1);
	bench.run(20);
	const answers = said(bench).filter(line => line.includes('RA')).length;
	t.true(answers >= 1 && answers <= 4, `${answers} RA`);
});

test('who changes its parent registers with the new one, and takes its place back', t => {
	const bench = row(4);
	bench.run(200);
	bench.link('1-4');
	bench.frames.length = 0;
	bench.lowpan.repair();
	bench.run(60);
	const lines = bench.frames
		.filter(frame => frame.from === 4 && kindOf(frame) === 'NS')
		.map(({to, octets}) => `to ${to} for ${octets.readUInt16BE(octets.length - 10)} minutes`);
	t.deepEqual(lines, ['to 3 for 0 minutes', 'to 1 for 60 minutes']);
});

test('a router takes 64 neighbours; one more is refused, and looks for another parent', t => {
	const [first, last] = [3, 67];
	const roles: Role[] = ['root', 'router', 'router', ...new Array<Role>(65).fill('leaf')];
	const links = Array.from({length: 65}, (_, index) => `1-${first + index}`);
	const bench = new Bench(roles, `0-1 0-2 ${links.join(' ')}`);
	bench.lowpan.stop(last);
	bench.run(300);
	t.is(bench.lowpan.counters.registrationsRefused, 0);
	bench.lowpan.start(last);
	bench.run(30);
	t.is(bench.lowpan.counters.registrationsRefused, 1);
	t.false(bench.send(last, 1, HELLO));
	bench.link(`2-${last}`);
	bench.run(100);
	t.true(bench.send(last, 1, HELLO));
	t.true(said(bench).includes(`2 NA ${last}`));
});

test('an address of somebody else is refused, at the address of who asks for it', t => {
	const bench = row(1);
	bench.run(60);
	const mine = bench.frames.find(frame => kindOf(frame) === 'NS')!;
	const other = Buffer.from(mine.octets);
	other[other.length - 1] ^= 0x80;
	fixChecksum(messageIn(other), 0x80);
	bench.frames.length = 0;
	receive(bench, 0, other.toString('hex'), 2);
	bench.run(1);
	const [{to, octets}] = bench.frames.filter(frame => kindOf(frame) === 'NA');
	t.is(to, 1);
	t.is(octets[1], 0x33, 'link-local');
	t.is(octets.at(-14), 1);
	t.is(bench.lowpan.counters.registrationsRefused, 1);
	t.true(bench.send(1, 1, HELLO), 'its owner keeps it');
});

test('RS and NS are said again before lifetimes are over, to the parent alone', t => {
	const bench = row(2);
	bench.run(60);
	bench.frames.length = 0;
	bench.run(3 * 3600);
	const count = (pattern: RegExp) => said(bench).filter(line => pattern.test(line)).length;
	t.is(count(/RS all/), 0);
	for (const [line, least, most] of [
		['1 RS 0', 1, 3],
		['2 RS 1', 1, 3],
		['0 RA 1', 1, 3],
		['2 NS 1', 4, 7],
		['1 NA 2', 4, 7],
	] as const) {
		const times = count(new RegExp(line));
		t.true(times >= least && times <= most, `${line}: ${times} times`);
	}
});

test('a leaf that sleeps renews nothing until it is awake', t => {
	const bench = new Bench(['root', 'leaf'], '0-1');
	bench.run(60);
	bench.lowpan.rest(1, true);
	bench.frames.length = 0;
	bench.run(7200);
	t.deepEqual(
		said(bench).filter(line => line.startsWith('1')),
		[],
	);
	bench.lowpan.rest(1, false);
	bench.run(1);
	t.true(said(bench).includes('1 NS 0'));
	t.true(said(bench).includes('1 RS 0'));
});

const dropped = test.macro({
	exec(t, kind: string, counter: 'malformed' | 'foreign' | 'checksumBad', change: Change) {
		const {bench, frame} = exchanged(kind);
		const before = {...bench.lowpan.counters};
		const octets = Buffer.from(frame.octets);
		change(messageIn(octets));
		bench.frames.length = 0;
		receive(bench, frame.to < 0 ? 0 : frame.to, octets.toString('hex'), frame.from + 1);
		t.deepEqual({...bench.lowpan.counters}, {...before, [counter]: before[counter] + 1});
	},
	title: claim => `${claim} is dropped and counted`,
});
type Change = (message: Buffer) => void;

test('an RS whose checksum is wrong', dropped, 'RS', 'checksumBad', message => {
	message[3] ^= 1;
});
test('an RS with a code', dropped, 'RS', 'malformed', message => {
	message[1]++;
	fixChecksum(message, 1);
});
test('an RS that says the address of another', dropped, 'RS', 'foreign', message => {
	message[11]++;
	fixChecksum(message, 1);
});
test('an NS for another router', dropped, 'NS', 'foreign', message => {
	message[23]++;
	fixChecksum(message, 1);
});
test('an NA of another router', dropped, 'NA', 'foreign', message => {
	message[23]++;
	fixChecksum(message, 1);
});
test('an RA of another border router', dropped, 'RA', 'foreign', message => {
	message[message.length - 1]++;
	fixChecksum(message, 1);
});

for (const kind of ['RS', 'RA', 'NS', 'NA']) {
	test(`${kind}: a hop limit of less than 255 is malformed`, t => {
		const {bench, frame} = exchanged(kind);
		const {malformed, checksumBad} = bench.lowpan.counters;
		// HLIM 2 is 64.
		const hex = frame.octets.toString('hex').replace(/^7b/, '7a');
		receive(bench, Math.max(frame.to, 0), hex, frame.from + 1);
		t.is(bench.lowpan.counters.malformed, malformed + 1);
		t.is(bench.lowpan.counters.checksumBad, checksumBad);
	});
}

test('whatever octet of a message is changed, it has one fate at most, and nobody fails', t => {
	const all = ['RS', 'RA', 'NS', 'NA'].map(exchanged);
	const change = fc.record({
		which: fc.constantFrom(...all),
		at: fc.nat({max: 110}),
		value: fc.nat({max: 255}),
	});
	fc.assert(
		fc.property(change, ({which: {bench, frame}, at, value}) => {
			const octets = Buffer.from(frame.octets);
			octets[at % octets.length] = value;
			const before = fates(bench);
			receive(bench, Math.max(frame.to, 0), octets.toString('hex'), frame.from + 1);
			t.true(fates(bench) - before <= 1);
		}),
	);
	for (const {bench} of all) {
		bench.run(120);
		t.true(bench.send(1, 1, HELLO));
	}
});

/* The bench. */

/** The ICMPv6 message in a frame: behind IPHC, which has an octet more for a group. */
function messageIn(octets: Buffer): Buffer {
	return octets.subarray((octets[1] & 0x08) === 0 ? 3 : 4);
}

function kindOf({octets}: Sent): string {
	if ((octets[0] & 0xfc) !== 0x78 || octets[2] !== 58) return 'other';
	const [type, code] = messageIn(octets);
	return ICMPV6_TYPES.get(type) ?? RPL_CODES[code] ?? 'other';
}

/** What has become of all messages that came, counted. */
function fates({lowpan: {counters}}: Bench): number {
	const {malformed, unsupported, checksumBad, contextUnknown, foreign} = counters;
	const {discoveryReceived, controlReceived, received} = counters;
	const dropped = malformed + unsupported + checksumBad + contextUnknown + foreign;
	return dropped + discoveryReceived + controlReceived + received;
}

/** Who has said what to whom, by radios. */
function said({frames}: Bench): string[] {
	return frames.map(frame => `${frame.from} ${kindOf(frame)} ${frame.to < 0 ? 'all' : frame.to}`);
}

/** A node that has come in, and the first message of that kind. */
function exchanged(kind: string): {bench: Bench; frame: Sent} {
	const bench = row(1);
	bench.run(60);
	return {bench, frame: bench.frames.find(frame => kindOf(frame) === kind)!};
}

function receive(bench: Bench, node: number, hex: string, source = 1): void {
	const octets = Buffer.from(hex, 'hex');
	const destination = hex.startsWith('7b3b') ? ALL : node + 1;
	const place = {octets, at: 0, size: octets.length, rssiCdbm: -7000};
	bench.lowpan.macReceived(node, {...place, source, destination});
}

/** The checksum of a message of which some 16-bit words have grown by `sum` together. */
function fixChecksum(message: Buffer, sum: number): void {
	message.writeUInt16BE((message.readUInt16BE(2) - sum + 0xffff) % 0xffff, 2);
}
