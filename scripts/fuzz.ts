/*
 * Looks for what crashes the firmware, turned into C, through received() and the serial line:
 *
 *   npm run fuzz                          for a minute
 *   npm run fuzz -- --seconds 3600        for an hour
 *   npm run fuzz -- --replay FILE         one crash again
 *
 * Exit code: 0 none found, 1 a crash, which is in a file that is named, 3 clang is missing.
 */
import {Command, InvalidArgumentError} from 'commander';
import {EnvironmentError} from '../harness/errors.js';
import {BuildError} from './compile.js';
import {NativeFuzzer} from './native-fuzzer.js';

const {seconds, replay} = new Command('fuzz')
	.option('--seconds <n>', 'for how long', positive, 60)
	.option('--replay <file>', 'one input instead')
	.parse()
	.opts<{seconds: number; replay?: string}>();

try {
	const fuzzer = await NativeFuzzer.build('fuzz');
	process.exitCode = replay === undefined ? await look(fuzzer) : await again(fuzzer, replay);
} catch (error) {
	if (!(error instanceof EnvironmentError || error instanceof BuildError)) throw error;
	console.error(error.message);
	process.exitCode = error instanceof EnvironmentError ? error.exitCode : 1;
}

async function look(fuzzer: NativeFuzzer): Promise<number> {
	const {crashes} = await fuzzer.run(seconds, text => process.stderr.write(text));
	for (const file of crashes) console.log(`a crash; again: npm run fuzz -- --replay ${file}`);
	if (crashes.length === 0) console.log(`no crash in ${seconds} s`);
	return crashes.length === 0 ? 0 : 1;
}

async function again(fuzzer: NativeFuzzer, file: string): Promise<number> {
	const {crashed, text} = await fuzzer.replay(file);
	console.log(text.trimEnd());
	console.log(crashed ? 'it crashes' : 'it does not crash');
	return crashed ? 1 : 0;
}

function positive(text: string): number {
	const value = Number(text);
	if (/^\d{1,7}$/.test(text) && value > 0) return value;
	throw new InvalidArgumentError('Expected a whole number of seconds.');
}
