import {tshark} from '../pcap/tshark.js';
import {captureOf, testWithTshark} from '../pcap/tshark-bench.js';
import {zigbeeKeyOptions} from '../pcap/wireshark.js';
import {Network, row, type Stand} from '../zigbee-bench.js';
import {VECTOR_KEY, ZIGBEE_VECTORS} from './vectors.js';

const FAULTS = '_ws.malformed || _ws.expert';
const KEY = zigbeeKeyOptions(VECTOR_KEY);

testWithTshark(
	'A12 tshark decrypts ZA1 to ZA5, reads them as listed, and finds no fault',
	async t => {
		const frames = ZIGBEE_VECTORS.map(({frame}, index) => ({
			atUs: 1000 * index,
			octets: Buffer.from(frame, 'hex'),
		}));
		const capture = captureOf(frames);
		const fields = ['zbee_nwk.src', 'zbee_nwk.dst', 'zbee_nwk.radius', 'zbee_nwk.cmd.id'];
		t.deepEqual(
			await linesOf(capture, '', fields),
			ZIGBEE_VECTORS.map(({read}) => read),
		);
		t.deepEqual(await linesOf(capture, FAULTS, ['frame.number']), []);
		const secured = await linesOf(capture, 'zbee.sec.key', ['zbee.sec.counter']);
		t.deepEqual(secured, ['1', '2', '3', '4']);
	},
);

testWithTshark('tshark reads a network from its first beacon to blocks over hops', async t => {
	const stands: Stand[] = [...row(4), {xM: 60, yM: 5, kind: 'sleeper'}];
	const network = new Network(stands).form();
	network.say(4, 0, 'x'.repeat(200));
	network.run(5);
	network.say(0, 4, 'y'.repeat(100));
	network.say(0, 'all', 'z'.repeat(40));
	network.run(5);
	const capture = captureOf(network.frames);
	t.is((await linesOf(capture, '', ['frame.number'])).length, network.frames.length);
	t.deepEqual(await linesOf(capture, FAULTS, ['frame.number', '_ws.expert.message']), []);
	t.deepEqual(
		await linesOf(capture, 'zbee_nwk && !zbee.sec.key && !zbee_beacon', ['frame.number']),
		[],
	);
	const commands = new Set(await linesOf(capture, 'zbee_nwk.cmd.id', ['zbee_nwk.cmd.id']));
	t.deepEqual([...commands].sort(), ['0x01', '0x05', '0x08']);
	t.true((await linesOf(capture, 'zbee_zdp', ['zbee_nwk.src'])).length > 0, 'device announce');
	t.true((await linesOf(capture, 'zbee_aps.fragments', ['frame.number'])).length >= 2);
	t.true((await linesOf(capture, 'zbee_nwk.relay.count', ['frame.number'])).length > 0);
});

testWithTshark('tshark shows each request and reply by which two that moved are found', async t => {
	const network = new Network(row(5)).form();
	network.say(4, 0, 'from the end');
	network.run(3);
	const {terrain, scheduler} = network.radios;
	terrain.move(3, 0, -19);
	terrain.move(4, 0, -37);
	const movedUs = scheduler.now;
	network.run(1);
	network.say(0, 4, 'where are you');
	network.run(30);
	t.deepEqual(network.whoHeard('where are you'), [4]);
	const capture = captureOf(network.frames.filter(({atUs}) => atUs > movedUs));
	const requests = await linesOf(capture, 'zbee_nwk.cmd.id == 1', ['zbee_nwk.src']);
	const replies = await linesOf(capture, 'zbee_nwk.cmd.id == 2', ['zbee_nwk.src', 'zbee_nwk.dst']);
	t.true(requests.length > 0, 'a request');
	t.true(replies.length > 0, 'a reply');
	t.deepEqual(await linesOf(capture, FAULTS, ['frame.number']), []);
});

/* The bench. */

/** What tshark says of each frame that `filter` lets through. */
async function linesOf(
	capture: Uint8Array,
	filter: string,
	fields: readonly string[],
): Promise<string[]> {
	const only = filter === '' ? [] : ['-Y', filter];
	const wanted = fields.flatMap(name => ['-e', name]);
	const args = [...KEY, ...only, '-T', 'fields', '-E', 'separator=|', ...wanted];
	return (await tshark(args, capture)).split('\n').slice(0, -1);
}
