import test from 'ava';
import {bundled} from '../bench.js';
import {simulate} from '../simulate.js';

test('what a run waits for after its end draws nothing: who loses more seems no thirstier', async t => {
	const whole = bundled('smoke');
	const cut = {kind: 'gateway-death', gateway: 1, atMs: 50_000} as const;
	const torn = await simulate({...whole, faults: [cut]});
	const {outcome} = await simulate(whole);
	t.true(torn.outcome.simulatedUs > outcome.simulatedUs + 30e6);
	const [more, less] = [torn.outcome, outcome].map(({charges}) => charges.at(-1)!.listening);
	t.true(Math.abs(more / less - 1) < 0.01, `${more} and ${less}`);
});
