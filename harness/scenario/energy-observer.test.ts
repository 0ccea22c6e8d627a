import test from 'ava';
import {bundled} from '../bench.js';
import {simulate} from '../simulate.js';

test('every charge is a number, attackers or not', async t => {
	const place = {position: {xM: 1, yM: 1}, powerDbm: 0, insider: true};
	const attacker = {...place, kind: 'rogue-gateway', gwId: 99, atMs: 0} as const;
	const {outcome} = await simulate(bundled('smoke', {attackers: [attacker]}));
	t.true(outcome.attack.sent > 0);
	t.true(outcome.charges.every(charges => Object.values(charges).every(Number.isFinite)));
});

test('what a run waits for after its end draws nothing: who loses more seems no thirstier', async t => {
	const whole = bundled('smoke');
	const cut = {kind: 'gateway-death', gateway: 1, atMs: 50_000} as const;
	const torn = await simulate({...whole, faults: [cut]});
	const {outcome} = await simulate(whole);
	t.true(torn.outcome.simulatedUs > outcome.simulatedUs + 30e6);
	const [more, less] = [torn.outcome, outcome].map(({charges}) => charges.at(-1)!.listening);
	t.true(Math.abs(more / less - 1) < 0.01, `${more} and ${less}`);
});
