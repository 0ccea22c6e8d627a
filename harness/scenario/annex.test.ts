import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {tshark, tsharkMissing} from '../../sim/pcap/tshark.js';
import {FAULTS} from '../../sim/pcap/tshark-bench.js';
import type {World} from '../../sim/world.js';
import {Artefacts} from '../artefacts.js';
import {bundled, IN_CLEAR, simulate} from '../bench.js';
import type {Scenario} from './schema.js';

/* Radio 0 is the gateway, 1 the forwarder, 2 and above are sensors and lamps. */

test('annex: who cannot hear the gateway loses nothing behind a forwarder', async t => {
	const heard = new Set<string>();
	const {deliveries, commands, traps, forwarded} = await simulate(bundled('annex'), {
		prepared: world => listen(world, heard),
	});
	t.is(traps, 0);
	t.true(deliveries.published > 700);
	t.is(deliveries.delivered, deliveries.published);
	t.is(commands.sent, 18);
	t.is(commands.answered, commands.sent);
	t.true(forwarded[0] >= deliveries.published);
	t.deepEqual([...heard].sort(), ['forwarder>gateway', 'gateway>forwarder']);
});

test('house and annex are two cells, and one gateway serves both', async t => {
	const [sensors, lamps] = bundled('annex').nodes;
	const points = [1, 5].flatMap(xM => [5, 10, 15].map(yM => ({xM, yM})));
	const placement = {kind: 'points', points} as const;
	// On from the first ADVERTISE of the gateway, which is the strongest that they hear.
	const house = {...sensors, name: 'house', count: 6, placement, start: {withinMs: 0}};
	const heard = new Set<string>();
	const alone = await simulate(annex());
	const {deliveries, forwarded} = await simulate(annex({nodes: [sensors, lamps, house]}), {
		prepared: world => listen(world, heard),
	});
	t.is(deliveries.delivered, deliveries.published);
	t.true(deliveries.published > 1.2 * alone.deliveries.published);
	t.true(forwarded[0] < 1.1 * alone.forwarded[0], 'what the house says goes straight');
	t.deepEqual([...heard].sort(), [
		'client>gateway',
		'forwarder>gateway',
		'gateway>client',
		'gateway>forwarder',
	]);
});

test('annex without its forwarder is out of reach', async t => {
	const {gatewayPublished, deliveries} = await simulate(annex({forwarders: []}));
	t.deepEqual(gatewayPublished, [0]);
	t.is(deliveries.delivered, 0);
});

/** Whoever was refused twice meanwhile rests for two minutes and a half: SNAKE-128, 2.5. */
test('four minutes after a gateway came back, all is well again behind a forwarder', async t => {
	const death = {kind: 'gateway-death', gateway: 1, atMs: 60_000, forMs: 60_000} as const;
	const {deliveries} = await simulate(annex({faults: [death], durationMs: 600_000}));
	t.true(deliveries.published > 300);
	t.true(deliveries.lost.length > 0);
	t.deepEqual(
		deliveries.lost.filter(({publishedUs}) => publishedUs >= 360_000_000),
		[],
	);
});

test('a sleeper behind a forwarder gets each command of QoS 2 once', async t => {
	const [, lamps] = bundled('annex').nodes;
	const sleepers = {...lamps, sleepS: 30, subscribe: {qos: 2}} as Scenario['nodes'][0];
	const traffic = {commands: {everyMs: 60_000, qos: 2}} as const;
	const {commands} = await simulate(annex({nodes: [sleepers], traffic}));
	t.is(commands.sent, 8);
	t.is(commands.received, 8);
	t.is(commands.repeatedAtQos2, 0);
});

test('tshark reads every frame of annex, and within the envelopes', async t => {
	const missing = tsharkMissing();
	if (missing !== undefined) {
		t.log(missing);
		t.pass();
		return;
	}
	const {capture, sent, forwarded} = await captured(annex(IN_CLEAR));
	const frames = (filter: string) => framesOf(capture, filter);
	t.is(await frames('mqttsn || wpan.frame_type == 2 || 6lowpan.frag.size'), sent);
	t.is(await frames(FAULTS), 0);
	t.true((await frames(`${ENVELOPE} && wpan.src16 == 2`)) >= forwarded);
	t.is(await frames(`${ENVELOPE} && wpan.src16 > 2`), 0, 'a client has made an envelope');
	t.true((await frames(`${ENVELOPE} && mqttsn.msg.type == 0x0c && wpan.src16 == 2`)) > 100);
	t.true((await frames(`${ENVELOPE} && mqttsn.msg.type == 0x0d && wpan.src16 == 1`)) > 100);
});

const ENVELOPE = 'mqttsn.msg.type == 0xfe';

/** Five minutes of the annex. */
function annex(changes: Partial<Scenario> = {}): Scenario {
	return bundled('annex', {durationMs: 300_000, ...changes});
}

/** Which frames the gateway heard, and who heard the gateway. */
function listen({trace}: World, heard: Set<string>): void {
	const names = ['gateway', 'forwarder'];
	const nameOf = (radio: number) => names[radio] ?? 'client';
	trace.watch({
		reception(sender, receiver, outcome) {
			if (outcome !== 0 || (sender !== 0 && receiver !== 0)) return;
			heard.add(`${nameOf(sender)}>${nameOf(receiver)}`);
		},
	});
}

async function captured(scenario: Scenario) {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	try {
		const artefacts = new Artefacts({folder, capture: 'all'});
		const outcome = await simulate(scenario, {
			prepared: (world, described) => artefacts.watch(world, described),
		});
		artefacts.close();
		const [forwarded] = outcome.forwarded;
		return {
			forwarded,
			sent: outcome.frames.sent,
			capture: readFileSync(path.join(folder, 'capture.pcapng')),
		};
	} finally {
		rmSync(folder, {recursive: true});
	}
}

async function framesOf(capture: Uint8Array, filter: string): Promise<number> {
	const dissection = ['-d', 'udp.port==61616,mqttsn', '-o', 'udp.check_checksum:TRUE'];
	const fields = [...dissection, '-Y', filter, '-T', 'fields', '-e', 'frame.number'];
	const lines = await tshark(fields, capture);
	return lines.split('\n').filter(line => line !== '').length;
}
