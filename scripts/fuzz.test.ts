/* The firmware turned into C, fuzzed for a few seconds; npm run fuzz takes as long as it is told. */
import {rmSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import {Event} from '../harness/serial/codes.js';
import {ROOT} from './compile.js';
import {fuzzerMissing, NativeFuzzer} from './native-fuzzer.js';

const SECONDS = 10;
const missing = await fuzzerMissing();
const fuzzing = missing === undefined ? test.serial : test.serial.skip;

let fuzzer: NativeFuzzer;

test.before(async () => {
	if (missing === undefined) fuzzer = await NativeFuzzer.build('fuzz-test');
});
test.after.always(() => remove('fuzz-test', 'fuzz-short'));

for (const form of ['compact', 'full']) {
	for (const app of ['sensor', 'actuator']) {
		fuzzing(
			`the fuzzer begins where an ${app} has ${form} records, and new keys twice`,
			async t => {
				const {crashed, text} = await fuzzer.replay(fuzzer.seed(`${app}-${form}`));
				t.false(crashed, text);
				for (const event of [Event.CONNECTED, Event.SECURED, Event.REKEYED]) {
					t.regex(text, new RegExp(`^report ${event} `, 'm'));
				}
			},
		);
	}
}

fuzzing('the fuzzer begins where a host has configured a board and resets it', async t => {
	const {crashed, text} = await fuzzer.replay(fuzzer.seed('line'));
	t.false(crashed, text);
	t.regex(text, new RegExp(`^report ${Event.PUBLISHED} `, 'm'));
	t.regex(text, /^reset$/m);
});

fuzzing('no frame that is tried in a few seconds crashes the firmware', async t => {
	const {crashes, said} = await fuzzer.run(SECONDS, () => {});
	t.deepEqual(crashes, [], said);
	t.regex(said, /stat::number_of_executed_units: \d{4,}/);
});

fuzzing('a crash is a file that crashes again', async t => {
	const short = await NativeFuzzer.build('fuzz-short', 1024);
	const {crashes} = await short.run(SECONDS, () => {});
	await crashesAgain(t, short, crashes);
});

async function crashesAgain(t: ExecutionContext, short: NativeFuzzer, crashes: readonly string[]) {
	t.is(crashes.length, 1);
	const {crashed, text} = await short.replay(crashes[0]!);
	t.true(crashed);
	t.regex(text, /^trap 2, /m, 'an address out of bounds');
}

function remove(...names: string[]): void {
	for (const name of names) {
		rmSync(fileURLToPath(new URL(`build/${name}/`, ROOT)), {recursive: true, force: true});
	}
}
