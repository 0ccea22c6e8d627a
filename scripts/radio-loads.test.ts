import test from 'ava';
import {burst, type LoadOptions, poisson, saturation} from './radio-loads.js';
import {BURSTS} from './radio-references.js';

/*
 * A8, A9, A10 and A11 are the names of acceptance tests of the radio model. The bursts' figures
 * are a reference simulation's, which agrees with ns-3 and has the shape of the analyses of
 * Buratti and Verdone; frames of 60 octets, no capture.
 */
const CELL = {psduSize: 60, capture: 'none'} as const;

interface Expected {
	readonly pdr: number;
	readonly accessFailures: number;
	readonly meanMs: number;
	readonly p99Ms: number;
}

const simultaneous = test.macro({
	title: (_, senders: number, ack: boolean) =>
		`A8: ${senders} frames asked for at once ${ack ? 'with' : 'without'} ACK fare as in the reference`,
	exec(t, senders: number, ack: boolean, expected: Expected) {
		const result = burst({...CELL, senders, ack}, Math.round(16_000 / senders));
		for (const name of ['pdr', 'accessFailures'] as const) {
			const off = Math.abs(result[name] - expected[name]);
			t.true(off <= 0.01, `${name} ${result[name]}, expected ${expected[name]}`);
		}
		for (const name of ['meanMs', 'p99Ms'] as const) {
			const off = Math.abs(result[name] / expected[name] - 1);
			t.true(off <= 0.03, `${name} ${result[name]}, expected ${expected[name]}`);
		}
	},
});

for (const [senders, ...figures] of BURSTS) {
	for (const ack of [false, true]) {
		const [pdr, accessFailures, meanMs, p99Ms] = ack ? figures.slice(4) : figures;
		test(simultaneous, senders, ack, {pdr, accessFailures, meanMs, p99Ms});
	}
}

const light = test.macro({
	title: (_, senders: number, framesPerSecond: number) =>
		`A9: ${framesPerSecond} frames a second of ${senders} senders are lost to the 192 us of a turnaround`,
	exec(t, senders: number, framesPerSecond: number) {
		const {pdr} = poisson({...CELL, senders, ack: false}, framesPerSecond, 9000 / framesPerSecond);
		const expected = Math.exp(-2 * 192e-6 * framesPerSecond);
		t.true(Math.abs(pdr - expected) <= 0.01, `PDR ${pdr}, expected ${expected}`);
	},
});
test(light, 10, 10);
test(light, 10, 50);
test(light, 50, 10);
test(light, 50, 50);

test('A9: with load PDR falls, and delay and failures to find a free channel rise', t => {
	const loads = [30, 100, 200, 300].map(load =>
		poisson({...CELL, senders: 10, ack: false}, load, 6000 / load),
	);
	for (const [index, load] of loads.entries()) {
		if (index === 0) continue;
		t.true(load.pdr < loads[index - 1].pdr);
		t.true(load.meanMs > loads[index - 1].meanMs);
		t.true(load.accessFailures > loads[index - 1].accessFailures);
	}
});

const unseen = test.macro({
	title: (_, each: number) =>
		`A10: two hidden senders of ${each} frames a second collide in two airtimes`,
	exec(t, each: number) {
		const hidden = {...CELL, senders: 2, ack: false, hidden: true};
		const {pdr} = poisson(hidden, 2 * each, 6000 / each);
		// A sender's own frames never overlap: at high rates its starts are even, not random.
		const window = 2 * each * 2112e-6;
		const [even, random] = [1 - window, Math.exp(-window)];
		t.true(pdr >= even - 0.01 && pdr <= random + 0.01, `PDR ${pdr}, from ${even} to ${random}`);
	},
});
test(unseen, 1);
test(unseen, 10);
test(unseen, 50);

test('senders that hear each other lose a tenth of what hidden ones lose', t => {
	const pair = {...CELL, senders: 2, ack: false};
	const [seen, hidden] = [false, true].map(is => poisson({...pair, hidden: is}, 100, 60).pdr);
	t.true(1 - seen < (1 - hidden) / 5, `${1 - seen} of ${1 - hidden}`);
});

test('two saturated senders share the channel, and together carry no more than one could', t => {
	const load: LoadOptions = {...CELL, senders: 2, ack: true};
	const [one, two] = [1, 2].map(senders => saturation({...load, senders}, 20));
	t.is(one.pdr, 1);
	t.true(two.pdr > 0.8 && two.frames * two.pdr < 1.05 * one.frames);
	t.true(two.meanMs > one.meanMs);
});
