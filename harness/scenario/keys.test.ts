import test from 'ava';
import {aftermath} from '../attack-bench.js';
import {bundled} from '../bench.js';
import {summarise} from '../summarise.js';

test('keys: two hundred nodes bootstrap and re-key over lossy air, and no attacker gains a thing', async t => {
	const scenario = bundled('keys');
	const after = await aftermath(scenario);
	const built = {wasmBytes: 0, staticBytes: 0};
	const {attack, expectations} = summarise(scenario, after, {built, files: {}, broker: ''});
	t.deepEqual(
		expectations.filter(({passed}) => !passed),
		[],
	);
	t.true(attack.sent > 1000);

	const others = after.generations.filter((_, node) => node !== EXPELLED);
	t.true(Math.min(...others) >= 3, 'each has joined, and made new keys twice');
	const late = after.deliveries.lost.filter(
		({radio, publishedUs}) => radio === GATEWAYS + EXPELLED && publishedUs > REVOKED_US,
	);
	t.true(late.length >= 2, 'who is expelled publishes to nobody');
});

const GATEWAYS = 4;
const EXPELLED = 6;
const REVOKED_US = 17 * 60_000_000;
