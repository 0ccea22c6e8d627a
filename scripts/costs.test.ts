/* The figures of npm run costs that the protocol promises. */
import test from 'ava';
import {airOf, octetsOf, staticBytes} from './cost-figures.js';

const forms = {
	compact: {bootstrap: 141, rekey: 141, conf: 32, resume: 56, record: 14},
	full: {bootstrap: 141, rekey: 141, conf: 48, resume: 88, record: 30},
} as const;

for (const form of ['compact', 'full'] as const) {
	test(`bootstrap, re-key, proof, resume and a record have the octets that are specified: ${form}`, t => {
		t.deepEqual(octetsOf(form), forms[form]);
	});

	test(`a handshake is two frames and 31 AES blocks: ${form}`, async t => {
		const {bootstrapFrames, rekeyFrames, bootstrapAesBlocks} = await airOf(form);
		t.deepEqual([bootstrapFrames, rekeyFrames, bootstrapAesBlocks], [2, 2, 31]);
	});
}

test('a compact record costs less on the air than a full one, and more than none', async t => {
	const [clear, compact, full] = [
		await airOf('clear'),
		await airOf('compact'),
		await airOf('full'),
	];
	const costs = [clear, compact, full].map(({publishAirtimeUs}) => publishAirtimeUs);
	t.true(costs[0]! < costs[1]! && costs[1]! < costs[2]!, costs.join(' '));
	const more = (one: number) => (costs[one]! - costs[0]!) / (2 * OCTET_US);
	t.deepEqual([more(1), more(2)], [14, 30], 'PUBLISH and PUBACK are in one record each');
});

test('security has less than a kilobyte of static memory', t => {
	t.true(staticBytes() > 0 && staticBytes() <= 1024, `${staticBytes()}`);
});

/** At 250 kbit/s. */
const OCTET_US = 32;
