import test from 'ava';
import fc from 'fast-check';
import {AddressMode, Mhr} from '../mac/frame.js';
import {Contexts} from './contexts.js';
import {HEADERS_SIZE_MAX, HeaderCompression} from './header-compression.js';
import {DESTINATION, flowLabel, HOP_LIMIT, isPacket, MTU, SOURCE, trafficClass} from './ipv6.js';
import {LinkAddresses, setExtended, setShort} from './link-addresses.js';
import {type Expectation, FRAMES, frameOf, HEADERS, O_CONTEXTS, V_CONTEXTS} from './vectors.js';

const IPV6_AS_IT_IS = 0x41;

for (const vector of FRAMES) {
	const opened = open(Buffer.from(vector.frame, 'hex'), vector.mesh);
	if (opened.lowpan[0] === IPV6_AS_IT_IS) continue;
	const bench = compression(V_CONTEXTS, opened.link);

	test(`${vector.id}, ${vector.claim}, is read as the packet it stands for`, t => {
		t.deepEqual(bench.read(opened.lowpan), expected(vector));
	});

	test(`${vector.id}, ${vector.claim}, is written again to the same octets`, t => {
		bench.read(opened.lowpan);
		t.is(bench.written().toString('hex'), opened.lowpan.toString('hex'));
	});
}

for (const vector of HEADERS) {
	const {link, lowpan} = open(frameOf(vector));
	const bench = compression(O_CONTEXTS, link);

	test(`${vector.id}, ${vector.claim}, is read as the header it stands for`, t => {
		t.deepEqual(bench.read(lowpan), expected(vector));
	});

	// A CID octet that says 0 and 0 is legal to read and never the shortest to write.
	const shortest = vector.id === 'O11' ? vector.headers.replace('d500', '55') : vector.headers;
	test(`${vector.id}, ${vector.claim}, is written as ${shortest}`, t => {
		bench.read(lowpan);
		t.is(bench.written().toString('hex', 0, shortest.length / 2), shortest);
	});
}

const refused = test.macro({
	exec(t, hex: string) {
		const {read} = compression(O_CONTEXTS, open(frameOf(HEADERS[0])).link);
		t.is(read(Buffer.from(hex, 'hex')), undefined);
	},
	title: (claim, hex) => `${hex} is refused: ${claim}`,
});

test('cut short', refused, '7a00');
test('nothing but a first octet', refused, '7a');
test('a destination of `::` by context', refused, '7a343a');
test('a reserved multicast form, 1', refused, '7a3d3a');
test('a reserved multicast form, 2', refused, '7a3e3a');
test('a reserved multicast form, 3', refused, '7a3f3a');
test('a context that nobody has set', refused, '7af3203a');
test('a multicast prefix that nobody has set', refused, '7abc023a330000000001');
test('NHC octet 0x00', refused, '7e3300f0');
test('NHC octet 0xea', refused, '7e33ea0000');
test('NHC octet 0xec', refused, '7e33ec0000');
test('an IPv6 header inside', refused, '7e33ee7e7a05000001f0');
test('ports cut short', refused, '7e33f1163301be');
test('a hop-by-hop header cut short', refused, '7e33e03a066d0460');
test('a routing header that is no multiple of eight octets', refused, '7e33e23a050000000000');

test('an elided checksum is noticed, and zero until it is computed', t => {
	const {link} = open(frameOf(HEADERS[0]));
	const {headers, packet, read} = compression(O_CONTEXTS, link);
	read(Buffer.from('7e33f70f4001', 'hex'));
	t.true(headers.checksumElided);
	t.is(packet.toString('hex', 40, 48), 'f0b0f0bf000a0000');
	read(Buffer.from('7e33f30f1234', 'hex'));
	t.false(headers.checksumElided);
});

test('a hop-by-hop header gets its padding back', t => {
	const {link} = open(frameOf(HEADERS[0]));
	const {headers, packet, read} = compression(O_CONTEXTS, link);
	read(Buffer.from('7e33e03a036d0160', 'hex'));
	t.is(headers.uncompressedSize, 48);
	t.is(packet[6], 0, 'the IPv6 header says hop-by-hop');
	t.is(packet.toString('hex', 40, 48), '3a006d0160010100');
});

test('a whole hop-by-hop header is read with the UDP header behind it', t => {
	const {link} = open(frameOf(HEADERS[0]));
	const {headers, packet, read} = compression(O_CONTEXTS, link);
	read(Buffer.from('7e33e1066d0460110000f30fface', 'hex'));
	t.is(headers.uncompressedSize, 56);
	t.is(packet.toString('hex', 40, 56), '11006d0460110000' + 'f0b0f0bf0008face');
});

test('headers that would fill more than a packet are refused', t => {
	const {link} = open(frameOf(HEADERS[0]));
	const {read} = compression(O_CONTEXTS, link);
	t.is(read(Buffer.from(`7e33${'e100'.repeat(200)}f30fface`, 'hex')), undefined);
});

test('the CID octet is spent only where it saves more than itself', t => {
	const contexts = ['2001:db8::', '2001:db8:0:7::'];
	t.is(sizeBetween(contexts, '2001:db8:0:7::1', 'fe80::2'), 3, 'context 1 for eight octets');
	t.is(sizeBetween(contexts, '2001:db8:0:7::1', '2001:db8:0:7::2'), 3, 'one octet for both');
	t.is(sizeBetween(contexts, 'fe80::1', 'fe80::2'), 2);
	t.is(sizeBetween(contexts, '::', 'ff02::1'), 3, 'no context for an unspecified address');
});

test('a context that is receive-only, or missing, is not written; who misses it is told', t => {
	const {link} = between('::1', '::2');
	const {headers, packet, read, written} = compression(['2001:db8::'], link);
	packet.write(`6000000000003a40${hexOf('2001:db8::1')}${hexOf('fe80::2')}`, 'hex');
	t.is(written(40).length, 3);
	const contexts = new Contexts();
	headers.use(contexts);
	t.is(written(40).length, 19, 'the whole address');
	t.is(read(Buffer.from('7a733a', 'hex')), undefined);
	t.true(headers.contextMissing);
	contexts.set(0, Buffer.from(hexOf('2001:db8::'), 'hex'), 64, false);
	t.truthy(read(Buffer.from('7a733a', 'hex')));
	t.false(headers.contextMissing);
	t.is(written(40).length, 19);
	t.is(read(Buffer.from('7a', 'hex')), undefined);
	t.false(headers.contextMissing);
});

test('a prefix longer than 64 bits rules the bits that the frame would give', t => {
	const long = compression(['2001:db8:0:1::'], between('::1', '::2').link, 128);
	t.deepEqual(long.read(Buffer.from('7a773a', 'hex')), {
		...expected({id: '', claim: '', source: '::', destination: '::', hopLimit: 64}),
		source: hexOf('2001:db8:0:1::'),
		destination: hexOf('2001:db8:0:1::'),
	});
});

test('a prefix longer than 64 bits has no place in a multicast address', t => {
	const lowpan = Buffer.from('7a7c3a330000000001', 'hex');
	const reads = [64, 65].map(bits => compression(O_CONTEXTS, between('::1', '::2').link, bits));
	t.deepEqual(
		reads.map(({read}) => read(lowpan)?.destination),
		[hexOf('ff33:40:fd00:cafe:face:1234:0:1'), undefined],
	);
});

test('any header comes back as it was, in no more octets than promised', t => {
	const link = between('::1', '::2').link;
	const {headers, packet, written} = compression(V_CONTEXTS, link);
	fc.assert(
		fc.property(someHeader, header => {
			packet.set(header);
			const octets = written(48);
			t.true(octets.length <= HEADERS_SIZE_MAX);
			const before = packet.toString('hex', 0, 48);
			packet.fill(0xa5);
			t.true(headers.read(octets, 0, octets.length, packet));
			packet.set(octets.subarray(headers.end), headers.uncompressedSize);
			headers.restore(packet, 48);
			t.is(packet.toString('hex', 0, 48), before);
		}),
		{seed: 6282, numRuns: 2000},
	);
});

/* The bench. */

/** Addresses of which many parts are of a kind that IPHC has a form for. */
const someAddress = fc
	.tuple(
		fc.constantFrom('fe800000', '20010db8', 'ff020000', 'ff330040', '00000000', 'ff050001'),
		fc.constantFrom('00000000', '00000001', '00000002', '20010db8'),
		fc.constantFrom('00000000', '000000ff', '00000001', '12345678'),
		fc.constantFrom('00000001', '00000002', 'fe001234', '00000100', '01020304', '00000000'),
	)
	.map(parts => parts.join(''));

const someHeader = fc
	.tuple(
		fc.constantFrom('60000000', '61200000', '6fc00000', '60112345', '6fffffff'),
		fc.constantFrom('0008113a', '00081140', '00083a01', '000811ff', '00080040'),
		someAddress,
		someAddress,
		fc.constantFrom('f0b0f0bf', 'f0b0f0ff', 'f012f0b0', '1633f001', 'f0011633', '27101633'),
	)
	.map(parts => Buffer.from(`${parts.join('')}0008beef`, 'hex'));

interface Opened {
	readonly link: LinkAddresses;
	readonly lowpan: Buffer;
}

/** Takes the MHR, the FCS and what is before IPHC off a frame. */
function open(frame: Buffer, mesh?: {size: number; originator: number; final: number}): Opened {
	const mhr = new Mhr();
	mhr.read(frame, frame.length - 2);
	const link = new LinkAddresses();
	const {dstMode, dstShort, dstHigh, dstLow, srcMode, srcShort, srcHigh, srcLow} = mhr;
	if (dstMode === AddressMode.extended) setExtended(link.destination, dstHigh, dstLow);
	else setShort(link.destination, dstShort);
	if (srcMode === AddressMode.extended) setExtended(link.source, srcHigh, srcLow);
	else setShort(link.source, srcShort);
	if (mesh !== undefined) link.setShort(mesh.originator, mesh.final);
	return {link, lowpan: frame.subarray(mhr.size + (mesh?.size ?? 0), frame.length - 2)};
}

function compression(prefixes: readonly string[], link: LinkAddresses, lengthBits = 64) {
	const contexts = new Contexts();
	for (const [id, prefix] of prefixes.entries()) {
		contexts.set(id, Buffer.from(hexOf(prefix), 'hex'), lengthBits);
	}
	const headers = new HeaderCompression(contexts, link);
	const packet = Buffer.alloc(MTU, 0xa5);
	let size = 0;
	const read = (lowpan: Buffer) => {
		if (!headers.read(lowpan, 0, lowpan.length, packet)) return undefined;
		lowpan.copy(packet, headers.uncompressedSize, headers.end);
		size = headers.uncompressedSize + lowpan.length - headers.end;
		headers.restore(packet, size);
		return isPacket(packet, size) ? fieldsOf(packet, headers.uncompressedSize) : undefined;
	};
	const written = (packetSize = size) => {
		const out = Buffer.alloc(2 * MTU, 0xa5);
		const end = headers.write(packet, packetSize, out, 0);
		const rest = packetSize - headers.uncompressedSize;
		packet.copy(out, end, headers.uncompressedSize, packetSize);
		return out.subarray(0, end + rest);
	};
	return {headers, packet, read, written};
}

function fieldsOf(packet: Buffer, headersSize: number) {
	return {
		source: packet.toString('hex', SOURCE, SOURCE + 16),
		destination: packet.toString('hex', DESTINATION, DESTINATION + 16),
		hopLimit: packet[HOP_LIMIT],
		trafficClass: trafficClass(packet),
		flowLabel: flowLabel(packet),
		ports: headersSize === 48 ? [packet.readUInt16BE(40), packet.readUInt16BE(42)] : undefined,
	};
}

function expected(vector: Expectation) {
	return {
		source: hexOf(vector.source),
		destination: hexOf(vector.destination),
		hopLimit: vector.hopLimit,
		trafficClass: vector.trafficClass ?? 0,
		flowLabel: vector.flowLabel ?? 0,
		ports: vector.ports === undefined ? undefined : [...vector.ports],
	};
}

/** Octets of IPHC for ICMPv6 between two addresses, the next header not counted. */
function sizeBetween(prefixes: readonly string[], source: string, destination: string): number {
	const {link} = between('::1', '::2');
	const {packet, written} = compression(prefixes, link);
	packet.write(`6000000000003a40${hexOf(source)}${hexOf(destination)}`, 'hex');
	return written(40).length - 1;
}

/** A frame between two EUI-64 that give these interface identifiers. */
function between(source: string, destination: string): {link: LinkAddresses} {
	const link = new LinkAddresses();
	link.source.set(Buffer.from(hexOf(source), 'hex').subarray(8));
	link.destination.set(Buffer.from(hexOf(destination), 'hex').subarray(8));
	return {link};
}

/** The 16 octets that a textual address means. */
function hexOf(address: string): string {
	const [head, tail] = address
		.split('::')
		.map(half => half.split(':').filter(group => group !== ''));
	const zeros = Array(8 - head.length - (tail?.length ?? 0)).fill('0');
	return [...head, ...zeros, ...(tail ?? [])].map(group => group.padStart(4, '0')).join('');
}
