/*
 * motebench compare: what it costs to carry values by HTTPS, MQTT and MQTT-SN, measured here and
 * now. Progress goes to standard error, the tables to standard output, or with --json the object
 * that compare.json holds.
 */
import path from 'node:path';
import type {Command} from 'commander';
import {interruptible} from '../interrupt.js';
import {withProgress} from '../progress.js';
import {writeTold} from '../report/stored.js';
import {compare} from './comparison.js';
import {comparisonText} from './table.js';

interface Options {
	readonly json?: boolean;
	readonly out: string;
	readonly quiet?: boolean;
}

/** Adds the verb to `program`; `exit` takes the exit code of a comparison that came to an end. */
export function addCompare(program: Command, exit: (code: number) => void): void {
	program
		.command('compare')
		.description('octets and packets of HTTPS, MQTT over TLS and MQTT-SN, measured here')
		.option(
			'--out <dir>',
			'where captures go, which prove the figures',
			path.join('runs', 'compare'),
		)
		.option('--json', 'print the figures as one JSON object')
		.option('-q, --quiet', 'no progress and no text')
		.addHelpText('after', EXAMPLES)
		.action(async (options: Options) =>
			exit(await interruptible(signal => runCompare(options, signal))),
		);
}

const EXAMPLES = `
Examples:
  motebench compare
  motebench compare --json --out /tmp/compare

It needs tshark, mosquitto and openssl, and the right to capture on the loopback. What is counted
and why it differs from what is often quoted: docs/compare.md.

Exit code: 0 measured, 2 a mistake in the command, 3 a program or the right to capture is missing,
130 interrupted.`;

async function runCompare(
	{out: folder, json, quiet}: Options,
	signal: AbortSignal,
): Promise<number> {
	const comparison = await withProgress('compare', quiet === true, tell =>
		compare({folder, signal, tell}),
	);
	const object = JSON.stringify(comparison, undefined, '\t');
	writeTold(path.join(folder, 'compare.json'), `${object}\n`);
	if (json) console.log(object);
	else if (!quiet) console.log(comparisonText(comparison));
	return 0;
}
