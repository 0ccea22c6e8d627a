import test from 'ava';
import type {World} from '../../sim/world.js';
import {bundled, simulate} from '../bench.js';
import {decodeRecord} from '../security/record.js';
import {decodeForwarder, FORWARDER_MSG_TYPE} from '../wire/forwarder.js';
import type {Scenario} from './schema.js';

/* In annex radio 0 is the gateway and 1 the forwarder: all that both say goes through the other. */

test('what noise has changed, and a forwarder passes on, is nobody’s nonce', async t => {
	const noise = {kind: 'bit-noise', share: 0.3, atMs: 20_000, forMs: 60_000} as const;
	const {keys, guards} = await simulate(annex({faults: [noise]}));
	t.true(guards.badTags > 0, 'the noise was heard');
	t.true(keys!.nonces > 300);
	t.is(keys!.noncesRepeated, 0);
});

for (const [what, turned, repeated] of [
	['the same octets', 0, 0],
	['other octets under the same nonce', 1, 1],
] as const) {
	test(`a gateway that sends ${what} again through its forwarder repeats ${repeated} nonces`, async t => {
		const {keys} = await simulate(annex(), {prepared: world => sayAgain(world, 0, turned)});
		t.is(keys!.noncesRepeated, repeated);
	});

	test(`a node that sends ${what} again to its forwarder repeats ${repeated} nonces`, async t => {
		const {keys} = await simulate(annex(), {prepared: world => sayAgain(world, 2, turned)});
		t.is(keys!.noncesRepeated, repeated);
	});
}

function annex(changes: Partial<Scenario> = {}): Scenario {
	return bundled('annex', {durationMs: 100_000, ...changes});
}

/** After a minute the next record of `speaker` is said twice, with its last octet `turned`. */
function sayAgain(world: World, speaker: number, turned: number): void {
	world.after(60_000_000, () => {
		const tap = world.onSend!;
		world.onSend = (radio, to, octets) => {
			tap(radio, to, octets);
			if (radio !== speaker || !holdsRecord(octets)) return;
			world.onSend = tap;
			const again = Uint8Array.from(octets);
			again[again.length - 1]! ^= turned;
			tap(radio, to, again);
		};
	});
}

function holdsRecord(octets: Uint8Array): boolean {
	const envelope = octets[1] === FORWARDER_MSG_TYPE ? decodeForwarder(octets) : undefined;
	const inner = envelope?.type === 'FORWARDER' ? envelope.inner : octets;
	return decodeRecord(inner) !== undefined;
}
