import test from 'ava';
import {tshark, tsharkMissing} from '../sim/pcap/tshark.js';
import {FAULTS} from '../sim/pcap/tshark-bench.js';
import {bundled, captured} from './bench.js';

/** What tshark is told about our network. */
const DISSECTION = ['-d', 'udp.port==61616,mqttsn', '-o', 'udp.check_checksum:TRUE'];

const readable = test.macro({
	title: (_, name: string) => `tshark reads every frame of ${name}, up to MQTT-SN or to an ACK`,
	async exec(t, name: string) {
		const missing = tsharkMissing();
		if (missing !== undefined) {
			t.log(missing);
			t.pass();
			return;
		}
		const {capture, sent} = await captured(bundled(name), 'all');
		t.is(await framesOf(capture, 'frame'), sent);
		t.is(await framesOf(capture, 'mqttsn || wpan.frame_type == 2 || 6lowpan.frag.size'), sent);
		t.is(await framesOf(capture, 'wpan.fcs_ok == 1'), sent);
		t.is(await framesOf(capture, 'udp.checksum.status == 0'), 0, 'a UDP checksum is bad');
		t.true((await framesOf(capture, 'udp.checksum.status == 1')) > sent / 3);
		t.is(await framesOf(capture, FAULTS), 0);
		t.is(await framesOf(capture, 'wpan-tap.ch_num >= 11 && wpan-tap.rss < 0'), sent);
	},
});
test(readable, 'smoke');
test(readable, 'office');

test('a capture of what concerns gateways has the same trace and fewer frames', async t => {
	const [none, gateways, all] = [
		await captured(bundled('smoke'), 'none'),
		await captured(bundled('smoke'), 'gateways'),
		await captured(bundled('smoke'), 'all'),
	];
	t.is(gateways.traceHash, none.traceHash);
	t.is(all.traceHash, none.traceHash);
	t.is(none.capture.length, 0);
	t.true(gateways.capture.length <= all.capture.length);
});

async function framesOf(capture: Uint8Array, filter: string): Promise<number> {
	const fields = [...DISSECTION, '-Y', filter, '-T', 'fields', '-e', 'frame.number'];
	const lines = await tshark(fields, capture);
	return lines.split('\n').filter(line => line !== '').length;
}
