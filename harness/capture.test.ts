import test from 'ava';
import {extendedOf} from '../sim/mac/link-security.js';
import {macPANId} from '../sim/mac/pib.js';
import {tshark, tsharkMissing} from '../sim/pcap/tshark.js';
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
		t.is(await framesOf(capture, '_ws.malformed'), 0);
		// A comment of ours is the only remark that an expert may make, but for GwAdd in GWINFO:
		// tshark reads the octets of the address as text.
		t.is(await framesOf(capture, '_ws.expert && !frame.comment && !mqttsn.gw.addr'), 0);
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

test('tshark decrypts smoke with its link key, up to MQTT-SN; without the key it sees none', async t => {
	const missing = tsharkMissing();
	if (missing !== undefined) {
		t.log(missing);
		t.pass();
		return;
	}
	const key = '000102030405060708090a0b0c0d0e0f';
	const linkKey = Uint8Array.from(Buffer.from(key, 'hex'));
	const plain = bundled('smoke');
	const secured = {...plain, air: {...plain.air, linkKey}};
	const {capture, sent, outcome} = await captured(secured, 'all');
	t.is(outcome.deliveries.delivered, outcome.deliveries.published);
	const nodes = Array.from({length: 11}, (_, index) => index + 1);
	const keys = [
		'-o',
		`uat:ieee802154_keys:"${key}","1","No hash"`,
		...nodes.flatMap(staticAddress),
	];
	const readable = 'mqttsn || wpan.frame_type == 2 || 6lowpan.frag.size';
	t.is(await framesOf(capture, readable, keys), sent);
	t.is(await framesOf(capture, 'wpan.fcs_ok == 1', keys), sent);
	t.is(await framesOf(capture, '_ws.malformed', keys), 0);
	t.is(await framesOf(capture, '_ws.expert && !frame.comment && !mqttsn.gw.addr', keys), 0);
	const frames = await framesOf(capture, 'wpan.frame_type == 1', keys);
	t.is(await framesOf(capture, 'wpan.security == 1 && wpan.aux_sec.sec_level == 5', keys), frames);
	t.is(await framesOf(capture, 'mqttsn'), 0);
});

/** Who stands behind short address `short`: tshark needs it for the nonce. */
function staticAddress(short: number): string[] {
	const [address, pan] = [short, macPANId].map(id => id.toString(16).padStart(4, '0'));
	return ['-o', `uat:802154_addresses:"${address}","${pan}",${extendedOf(short)}`];
}

async function framesOf(
	capture: Uint8Array,
	filter: string,
	keys: readonly string[] = [],
): Promise<number> {
	const fields = [...DISSECTION, ...keys, '-Y', filter, '-T', 'fields', '-e', 'frame.number'];
	const lines = await tshark(fields, capture);
	return lines.split('\n').filter(line => line !== '').length;
}
