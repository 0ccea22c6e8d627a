import test from 'ava';
import {NS3_PER_20, NS3_PER_127} from '../../scripts/radio-references.js';
import {Outcome} from '../kernel/trace.js';
import {BROADCAST} from '../mac/frame.js';
import {Radios} from '../radios.js';
import {survival} from './o-qpsk.js';

/*
 * A6 is the name of an acceptance test of the radio model; the figures are ns-3's, simulated with
 * 10,000 frames. They fit the formula with the PSDU and one to two octets: ours counts the PHR,
 * which is one, so an octet more is allowed where ns-3 is concerned.
 */

const curve = test.macro({
	title: (_, size: number) =>
		`A6: frames of ${size} octets are lost as in ns-3, from 99 % to 1 in 1,000`,
	exec(t, size: number, points: readonly (readonly [number, number])[]) {
		for (const [snrDb, per] of points) {
			const observed = lossAt(snrDb, size);
			const [own, oneMore] = [1, 2].map(
				more => 1 - survival(Math.round(100 * snrDb), 8 * (size + more)),
			);
			const sigma = Math.sqrt((own * (1 - own)) / FRAMES);
			t.true(Math.abs(observed - own) <= 3 * sigma, `${snrDb} dB: ${observed}, formula ${own}`);
			const allowed = 3 * Math.SQRT2 * sigma + (oneMore - own);
			t.true(Math.abs(observed - per) <= allowed, `${snrDb} dB: ${observed}, ns-3 ${per}`);
		}
	},
});

test(curve, 20, NS3_PER_20);
test(curve, 127, NS3_PER_127);

const FRAMES = 10_000;

/** The share of frames that are lost when they arrive `snrDb` above the noise. */
function lossAt(snrDb: number, size: number): number {
	// A sensitivity of -100 dBm is a noise of -100.40 dBm; 0 dBm are sent, so this is the loss.
	const referenceLossDb = 100.4 - snrDb;
	const {mac, scheduler, trace} = new Radios({
		seed: 4,
		capture: '3dB',
		propagation: {referenceLossDb, exponent: 3, shadowingDb: 0},
		radios: [0, 1].map(xM => ({xM, yM: 0, channel: 15, txPowerDbm: 0, sensitivityDbm: -100})),
	});
	let lost = 0;
	trace.watch({
		reception: (_sender, _receiver, outcome) => void (outcome !== Outcome.heard && lost++),
	});
	const payload = new Uint8Array(116);
	for (let frame = 0; frame < FRAMES; frame++) {
		mac.send(0, BROADCAST, payload, 0, size - 11);
		scheduler.run(scheduler.now + 20_000);
	}
	return lost / FRAMES;
}
