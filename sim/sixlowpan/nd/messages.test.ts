import test, {type ExecutionContext} from 'ava';
import fc from 'fast-check';
import {Mhr} from '../../mac/frame.js';
import {Contexts} from '../contexts.js';
import {HeaderCompression} from '../header-compression.js';
import {HOP_LIMIT, IPV6_SIZE, MTU} from '../ipv6.js';
import {LinkAddresses, setExtended, setShort} from '../link-addresses.js';
import {ICMPV6_SIZE, isIcmpv6, writeIcmpv6} from '../routing/icmpv6.js';
import {FRAGMENTS, FRAMES} from '../vectors.js';
import {isLaterVersion} from './border-router-option.js';
import {
	NEIGHBOR_ADVERTISEMENT,
	readNeighborAdvertisement,
	writeNeighborAdvertisement,
} from './neighbor-advertisement.js';
import {
	NEIGHBOR_SOLICITATION,
	readNeighborSolicitation,
	writeNeighborSolicitation,
} from './neighbor-solicitation.js';
import {
	ROUTER_ADVERTISEMENT,
	readRouterAdvertisement,
	writeRouterAdvertisement,
} from './router-advertisement.js';
import {
	ROUTER_SOLICITATION,
	readRouterSolicitation,
	writeRouterSolicitation,
} from './router-solicitation.js';

/* Messages of neighbour discovery without Type, Code and Checksum, and N1 to N5 of the vectors. */

const BODY = IPV6_SIZE + ICMPV6_SIZE;
const PREFIX = '20010db8000000010000000000000000';
const ALL = {
	N1: codec(ROUTER_SOLICITATION, readRouterSolicitation, writeRouterSolicitation),
	N2: codec(ROUTER_ADVERTISEMENT, readRouterAdvertisement, writeRouterAdvertisement),
	N4: codec(NEIGHBOR_SOLICITATION, readNeighborSolicitation, writeNeighborSolicitation),
	N5: codec(NEIGHBOR_ADVERTISEMENT, readNeighborAdvertisement, writeNeighborAdvertisement),
};
type Id = keyof typeof ALL;
/** Where the first option is in each body, and after how many octets it could end. */
const OPTIONS = {
	N1: {first: 4, ends: []},
	N2: {first: 12, ends: [28, 60, 76]},
	N4: {first: 20, ends: [20, 36]},
	N5: {first: 20, ends: [20]},
} as const;
const IDS = Object.keys(ALL) as Id[];

for (const id of IDS) {
	test(`${id}: the message is read, and written again octet for octet`, t => {
		const {packet, size, lowpan, headers} = packetOf(id);
		const again = Buffer.alloc(MTU, 0xa5);
		packet.copy(again, 0, 0, IPV6_SIZE);
		const end = ALL[id].copy(packet, BODY, size, again);
		writeIcmpv6(again, IPV6_SIZE, end, {type: ALL[id].type, code: 0});
		t.is(again.toString('hex', 0, end), packet.toString('hex', 0, size));
		t.is(packet[HOP_LIMIT], 255);
		const out = Buffer.alloc(2 * MTU);
		const headersEnd = headers.write(again, end, out, 0);
		t.is(out.toString('hex', 0, headersEnd), lowpan.toString('hex', 0, headersEnd));
	});

	test(`${id}: cut short anywhere but between options it is malformed`, t => {
		const {body} = packetOf(id);
		const whole = new Set<number>(OPTIONS[id].ends);
		for (let end = 0; end < body.length; end++) {
			if (!whole.has(end)) t.false(ALL[id].reads(body.subarray(0, end)), `${end} octets`);
		}
		t.true(ALL[id].reads(body));
	});

	test(`${id}: an option of length nought, or longer than the message, is malformed`, t => {
		const {body} = packetOf(id);
		for (const length of [0, 0xff]) {
			body[OPTIONS[id].first + 1] = length;
			t.false(ALL[id].reads(body));
		}
	});

	test(`${id}: an option that nobody knows is passed over`, t => {
		const {body} = packetOf(id);
		const more = Buffer.concat([body, Buffer.from('fe02'.padEnd(32, 'a'), 'hex')]);
		t.deepEqual(ALL[id].read(more, 0, more.length), ALL[id].read(body, 0, body.length));
	});
}

test('N1: an RS says the EUI-64 of who asks', t => {
	const {body} = packetOf('N1');
	const {source} = readRouterSolicitation(body, 0, body.length)!;
	t.is(Buffer.from(source).toString('hex'), '0200000000000002');
});

test('N2 and N3: an RA says prefix, context and border router', t => {
	const {body} = packetOf('N2');
	const {source, prefixes, contexts, border, ...rest} = readRouterAdvertisement(
		body,
		0,
		body.length,
	)!;
	t.deepEqual(rest, {hopLimit: 64, routerLifetimeS: 1800});
	t.is(Buffer.from(source).toString('hex'), '0200000000000001');
	const [{prefix, ...flags}] = prefixes;
	t.is(Buffer.from(prefix).toString('hex'), PREFIX);
	const lifetimes = {validS: 86_400, preferredS: 14_400};
	t.deepEqual(flags, {lengthBits: 64, onLink: false, autonomous: true, ...lifetimes});
	t.like(contexts[0], {id: 0, lengthBits: 64, compresses: true, validMin: 1440});
	t.is(Buffer.from(contexts[0].prefix).toString('hex'), PREFIX.slice(0, 16));
	t.like(border, {version: 1, validMin: 10_000});
	t.is(Buffer.from(border!.address).toString('hex'), `${PREFIX.slice(0, -1)}1`);
});

test('N4 and N5: an NS registers for 300 minutes, and the NA says that it is done', t => {
	const registration = {status: 0, lifetimeMin: 300, eui64: 0x0200_0000_0000_0002n};
	const asked = packetOf('N4').body;
	t.deepEqual(readNeighborSolicitation(asked, 0, asked.length)?.registration, registration);
	const answer = packetOf('N5').body;
	t.like(readNeighborAdvertisement(answer, 0, answer.length), {solicited: true, registration});
});

const refused = test.macro({
	exec(t: ExecutionContext, id: Id, at: number, value: number) {
		const {body} = packetOf(id);
		t.true(ALL[id].reads(body));
		body[at] = value;
		t.false(ALL[id].reads(body));
	},
	title: claim => `${claim} is malformed`,
});

test('a link-layer address of three units', refused, 'N2', 13, 3);
test('a prefix of 129 bits', refused, 'N2', 12 + 16 + 2, 129);
test('a context of no bits', refused, 'N2', 12 + 48 + 2, 0);
test('a context of 65 bits in two units', refused, 'N2', 12 + 48 + 2, 65);
test('a registration that has a status before it is answered', refused, 'N4', 20 + 16 + 2, 1);
test('a registration of who does not say its link-layer address', refused, 'N4', 20, 2);
test('a multicast target', refused, 'N4', 4, 0xff);
test('a multicast target of an answer', refused, 'N5', 4, 0xff);

test('a context of 65 bits takes three units, and has C only where it is said', t => {
	const {body} = packetOf('N2');
	const message = readRouterAdvertisement(body, 0, body.length)!;
	const prefix = Buffer.alloc(16, 7);
	const context = {id: 15, prefix, lengthBits: 65, compresses: false, validMin: 1};
	const octets = Buffer.alloc(200, 0xa5);
	const end = writeRouterAdvertisement({...message, contexts: [context]}, octets, 0);
	t.is(octets.toString('hex', 60, 68), '2203410f00000001');
	t.deepEqual(readRouterAdvertisement(octets, 0, end)?.contexts, [context]);
});

test('with short addresses an RA takes 96 octets, and so one frame', t => {
	const {body} = packetOf('N2');
	const message = readRouterAdvertisement(body, 0, body.length)!;
	const octets = Buffer.alloc(200);
	const source = Buffer.of(0x12, 0x34);
	const end = writeRouterAdvertisement({...message, source}, octets, 0);
	t.is(end + ICMPV6_SIZE, 96);
	t.is(octets.toString('hex', 12, 20), '0101123400000000');
	t.deepEqual(readRouterAdvertisement(octets, 0, end)?.source, source);
});

test('versions of a border router wrap after 32 bits', t => {
	t.true(isLaterVersion(2, 1));
	t.false(isLaterVersion(1, 1));
	t.false(isLaterVersion(1, 2));
	t.true(isLaterVersion(0, 0xffff_ffff));
});

test('whatever octets come, reading ends', t => {
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 160}), octets => {
			for (const id of IDS) ALL[id].reads(octets);
		}),
	);
	t.pass();
});

test('whatever is changed in a message, what is read of it is written and read the same', t => {
	const place = fc.nat({max: 99});
	const change = fc.record({id: fc.constantFrom(...IDS), place, value: fc.nat({max: 255})});
	fc.assert(
		fc.property(change, ({id, place: at, value}) => {
			const {body} = packetOf(id);
			body[at % body.length] = value;
			const message = ALL[id].read(body, 0, body.length);
			if (message === undefined) return;
			const again = Buffer.alloc(MTU, 0xa5);
			const end = ALL[id].copy(body, 0, body.length, again);
			t.deepEqual(ALL[id].read(again, BODY, end), message);
		}),
	);
});

/* The bench. */

type Read<Message> = (octets: Uint8Array, at: number, end: number) => Message | undefined;
type Write<Message> = (message: Message, octets: Uint8Array, at: number) => number;

function codec<Message>(type: number, read: Read<Message>, write: Write<Message>) {
	return {
		type,
		read,
		reads: (octets: Uint8Array) => read(octets, 0, octets.length) !== undefined,
		/** Reads one at `at` and writes it behind the headers of `packet`; returns its end. */
		copy: (octets: Uint8Array, at: number, end: number, packet: Uint8Array) =>
			write(read(octets, at, end)!, packet, BODY),
	};
}

/** The packet that a vector is, and the octets behind its MHR. */
function packetOf(id: Id) {
	const {link, lowpan} = open(id);
	const headers = new HeaderCompression(context0(), link);
	const packet = Buffer.alloc(MTU);
	const at = id === 'N2' ? 4 : 0;
	headers.read(lowpan, at, lowpan.length, packet);
	lowpan.copy(packet, headers.uncompressedSize, headers.end);
	let size = headers.uncompressedSize + lowpan.length - headers.end;
	// N3 goes on where N2 ends.
	if (id === 'N2') size += open('N3').lowpan.copy(packet, 8 * open('N3').lowpan[4], 5);
	headers.restore(packet, size);
	if (!isIcmpv6(packet, IPV6_SIZE, size)) throw new RangeError(`the checksum of ${id}`);
	return {packet, size, headers, lowpan: lowpan.subarray(at), body: packet.subarray(BODY, size)};
}

function open(id: string) {
	const {frame: hex} = [...FRAMES, ...FRAGMENTS].find(vector => vector.id === id)!;
	const frame = Buffer.from(hex, 'hex');
	const mhr = new Mhr();
	mhr.read(frame, frame.length - 2);
	const link = new LinkAddresses();
	setExtended(link.source, mhr.srcHigh, mhr.srcLow);
	if (id === 'N1') setShort(link.destination, 0xffff);
	else setExtended(link.destination, mhr.dstHigh, mhr.dstLow);
	return {link, lowpan: frame.subarray(mhr.size, frame.length - 2)};
}

function context0(): Contexts {
	const contexts = new Contexts();
	contexts.set(0, Buffer.from(PREFIX, 'hex'), 64);
	return contexts;
}
