import test from 'ava';
import {BitFlip} from '../sim/faults/bit-flip.js';
import type {Observer} from '../sim/kernel/trace.js';
import type {World} from '../sim/world.js';
import {bundled, IN_CLEAR, simulate} from './bench.js';
import type {Scenario} from './scenario/schema.js';

test('the same seed has the same trace, another seed another one', async t => {
	const [first, again, other] = [
		await simulate(bundled('smoke')),
		await simulate(bundled('smoke')),
		await simulate(bundled('smoke', {seed: 2})),
	];
	t.is(first.traceHash, again.traceHash);
	t.not(first.traceHash, other.traceHash);
});

test('who watches changes nothing', async t => {
	const plain = await simulate(bundled('smoke'));
	let frames = 0;
	const watched = await simulate(bundled('smoke'), {
		prepared: world => world.trace.watch({sent: () => void frames++}),
	});
	t.is(watched.traceHash, plain.traceHash);
	t.is(frames, plain.frames.sent);
});

test('one more node that never sends leaves the fate of every old link as it was', async t => {
	const office = bundled('office', {durationMs: 120_000});
	const silent = {
		...office.nodes[0],
		name: 'silent',
		count: 1,
		app: 'none',
	} as Scenario['nodes'][0];
	const [before, after] = [
		await fatesOf(office),
		await fatesOf({...office, nodes: [...office.nodes, silent]}),
	];
	t.true(before.length > 1000);
	t.deepEqual(after, before);
});

test('a frame whose octet is flipped in the air is a message lost, with node and time', async t => {
	const radio = 3;
	const {deliveries, frames} = await simulate(bundled('smoke', {nodes: atQos0()}), {
		prepared: world => {
			const flip = new BitFlip(world.radios.medium, radio, 20);
			world.after(30_000_000, () => flip.strike());
			world.after(35_000_000, () => flip.heal());
		},
	});
	t.true(deliveries.lost.length >= 1);
	for (const message of deliveries.lost) {
		t.is(message.radio, radio);
		t.true(message.publishedUs >= 29_900_000 && message.publishedUs <= 35_000_000);
	}
	t.is(deliveries.delivered, deliveries.published - deliveries.lost.length);
	t.true(frames.noAck >= 1);
});

test('a payload that was made wrong on the way does not count as delivered', async t => {
	let spoilt = 0;
	// A record that is made wrong has no payload at all.
	const {deliveries} = await simulate(bundled('smoke', {...IN_CLEAR, traffic: {}}), {
		prepared: world => {
			world.after(20_000_000, () => spoilOnePayload(world, () => spoilt++));
		},
	});
	t.is(spoilt, 1);
	t.is(deliveries.strangers, 1);
	t.is(deliveries.lost.length, 1);
	t.is(deliveries.delivered, deliveries.published - 1);
});

test('greenhouse: 500 nodes and an hour meet what the file expects', async t => {
	const {deliveries, commands, traps, members} = await simulate(bundled('greenhouse'));
	t.is(members.length, 505);
	t.is(traps, 0);
	t.true(deliveries.published > 28_000);
	t.true(deliveries.delivered / deliveries.published >= 0.99);
	t.true(commands.sent > 200);
	t.is(commands.answered, commands.sent);
});

/** The sensors of smoke, at QoS 0: nobody sends again what MAC gave up. */
function atQos0(): Scenario['nodes'] {
	return bundled('smoke').nodes.map(group =>
		group.app === 'sensor' ? {...group, publish: {...group.publish, qos: 0 as const}} : group,
	);
}

/** Every reception between the radios that the office has of itself, in order. */
async function fatesOf(scenario: Scenario): Promise<string[]> {
	const radios = 103;
	const fates: string[] = [];
	await simulate(scenario, {
		prepared: ({trace}) => {
			const fate: Observer = {
				reception(sender, receiver, outcome, rssiCdbm) {
					if (sender >= radios || receiver >= radios) return;
					fates.push(`${trace.now} ${sender}>${receiver} ${outcome} ${rssiCdbm}`);
				},
			};
			trace.watch(fate);
		},
	});
	return fates;
}

/** Alters the last octet of the next PUBLISH that reaches the gateway, behind all checksums. */
function spoilOnePayload(world: World, told: () => void): void {
	const [endpoint] = world.endpoints;
	const {onDatagram} = endpoint;
	const PUBLISH = 0x0c;
	endpoint.onDatagram = datagram => {
		if (datagram.octets[datagram.at + 1] === PUBLISH) {
			endpoint.onDatagram = onDatagram;
			datagram.octets[datagram.at + datagram.size - 1] ^= 1;
			told();
		}
		onDatagram(datagram);
	};
}
