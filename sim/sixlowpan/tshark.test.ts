import {writeFcs, writeShortData} from '../mac/frame.js';
import {tshark} from '../pcap/tshark.js';
import {captureOf, testWithTshark} from '../pcap/tshark-bench.js';
import {Loopback, type SentFrame, someData} from './loopback.js';
import {
	type Expectation,
	FRAGMENTS,
	FRAMES,
	frameOf,
	HEADERS,
	O_CONTEXTS,
	V_CONTEXTS,
} from './vectors.js';

const FAULTS = '_ws.malformed || _ws.expert';

/** FRAG1 alone has addresses for tshark, too; hop limit and ports come with the last fragment. */
const FIRST_FRAGMENTS = ['V22', 'N2'];

testWithTshark('tshark reads V and N as they are listed here, and finds no fault', async t => {
	const vectors = [...FRAMES, ...FRAGMENTS].filter(({id}) => !FIRST_FRAGMENTS.includes(id));
	const frames = [...FRAMES, ...FRAGMENTS].map(({frame}) => Buffer.from(frame, 'hex'));
	const capture = captureOf(frames.map(onAir));
	const options = [...contextsOf(V_CONTEXTS), '-o', 'udp.check_checksum:TRUE'];
	t.deepEqual(await packetsIn(capture, options), vectors.map(lineOf));
	t.is(await tshark([...options, '-Y', FAULTS], capture), '');
});

testWithTshark('tshark reads the headers of O as they are listed here', async t => {
	const capture = captureOf(HEADERS.map(frameOf).map(onAir));
	// Their checksums mean nothing.
	const options = [...contextsOf(O_CONTEXTS), '-o', 'udp.check_checksum:FALSE'];
	t.deepEqual(await packetsIn(capture, options), HEADERS.map(lineOf));
	t.is(
		await tshark([...options, '-Y', '_ws.malformed', '--disable-protocol', 'coap'], capture),
		'',
	);
});

testWithTshark('tshark reads what is sent here, in one frame or in many', async t => {
	const bench = new Loopback();
	const sizes = [0, 1, 43, 110, 111, 500, 1232];
	const frames = sizes.flatMap(size => bench.sendAll(someData(size)));
	frames.push(...bench.sendAll(someData(43), 1, 0xffff));
	const capture = captureOf(frames.map(psduOf).map(onAir));
	const args = ['-o', 'udp.check_checksum:TRUE', '-d', 'udp.port==61616,data'];
	const fields = await tshark(
		[...args, ...fieldsOf(['ipv6.dst', 'udp.length', 'data.len'])],
		capture,
	);
	const unicast = sizes.map(size => ['fe80::ff:fe00:1', size + 8, size || ''].join('|'));
	t.deepEqual(linesOfPackets(fields), [...unicast, 'ff02::1|51|43']);
	t.is(await tshark([...args, '-Y', FAULTS], capture), '');
});

/* The bench. */

function onAir(octets: Uint8Array, index: number) {
	return {atUs: 10_000 * index, octets};
}

/** What tshark sees in each packet that is whole. */
async function packetsIn(capture: Uint8Array, options: readonly string[]): Promise<string[]> {
	const fields = ['ipv6.src', 'ipv6.dst', 'ipv6.hlim', 'ipv6.tclass', 'ipv6.flow'];
	const args = [...options, ...fieldsOf([...fields, 'udp.srcport', 'udp.dstport'])];
	const lines = (await tshark(args, capture)).trimEnd().split('\n');
	return lines.filter(line => line !== '||||||');
}

function lineOf(vector: Expectation): string {
	const {source, destination, hopLimit, trafficClass = 0, flowLabel = 0, ports = ['', '']} = vector;
	const traffic = [`0x${hex(trafficClass, 8)}`, `0x${hex(flowLabel, 6)}`];
	return [source, destination, hopLimit, ...traffic, ...ports].join('|');
}

function hex(value: number, digits: number): string {
	return value.toString(16).padStart(digits, '0');
}

function linesOfPackets(fields: string): string[] {
	return fields
		.trimEnd()
		.split('\n')
		.filter(line => !line.startsWith('|'));
}

function fieldsOf(fields: readonly string[]): readonly string[] {
	return ['-T', 'fields', '-E', 'separator=|', ...fields.flatMap(name => ['-e', name])];
}

function contextsOf(prefixes: readonly string[]): readonly string[] {
	return prefixes.flatMap((prefix, id) => ['-o', `6lowpan.context${id}:${prefix}/64`]);
}

/** The frame as the MAC would send it. */
function psduOf(frame: SentFrame, index: number): Buffer {
	const psdu = Buffer.alloc(127);
	const {node, destination, octets} = frame;
	const at = writeShortData(psdu, 0, index, 0xabcd, destination, node + 1, destination !== 0xffff);
	octets.copy(psdu, at);
	return psdu.subarray(0, writeFcs(psdu, 0, at + octets.length));
}
