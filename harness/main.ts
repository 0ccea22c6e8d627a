#!/usr/bin/env node
/*
 * The program. Verbs lie in files of their own, command-line.ts has the list; here is what they have
 * in common: what is printed where, and which exit code means what.
 *
 *   0 good   1 an expectation failed   2 a user's mistake   3 the world is not as needed
 *   4 nobody can tell   5 nothing was judged   6 worse than what it is compared with
 *   70 a bug of ours, with the command that replays it      130 interrupted
 */
import {CommanderError} from 'commander';
import {commandWithout} from './again.js';
import {commandLine} from './command-line.js';
import {EnvironmentError, UsageError} from './errors.js';

/** Codes of a system whose disk is full, whose files are forbidden, or which has no more of them. */
const WORLDLY = new Set([
	'EACCES',
	'EDQUOT',
	'EIO',
	'EMFILE',
	'ENFILE',
	'ENOSPC',
	'EPERM',
	'EROFS',
]);

for (const stream of [process.stdout, process.stderr]) stream.on('error', mindNoReader);
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
	let code = 0;
	const program = await commandLine(exitCode => {
		code = exitCode;
	}, args[0]);
	try {
		await program.parseAsync(args, {from: 'user'});
		return code;
	} catch (error) {
		return explain(error, args);
	}
}

/** `motebench run smoke 2>&1 | head -1` is nobody's mistake: the work goes on, unread. */
function mindNoReader(error: NodeJS.ErrnoException): void {
	if (error.code !== 'EPIPE') throw error;
}

/** Says what went wrong in words for whoever can mend it. */
function explain(error: unknown, args: readonly string[]): number {
	// Commander has printed its own line; help and version are no mistakes.
	if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
	if (error instanceof UsageError || error instanceof EnvironmentError) {
		console.error(`motebench: ${error.message}`);
		return error.exitCode;
	}
	if (error instanceof Error && WORLDLY.has(codeOf(error))) {
		console.error(`motebench: ${error.message}`);
		return 3;
	}
	console.error('motebench: this is a bug of motebench, not of yours:');
	console.error(error);
	console.error(`replay: ${commandWithout([], args)}`);
	return 70;
}

function codeOf(error: Error): string {
	return 'code' in error ? String(error.code) : '';
}
