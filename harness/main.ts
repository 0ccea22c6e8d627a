#!/usr/bin/env node
/*
 * The command line. Verbs lie in files of their own; here is what they have in common: what is
 * printed where, and which exit code means what.
 *
 *   0 good   1 an expectation failed   2 a user's mistake   3 the world is not as needed
 *   4 nobody can tell   5 nothing was judged
 *   70 a bug of ours, with the command that replays it      130 interrupted
 */
import {readFileSync} from 'node:fs';
import {Command, CommanderError} from 'commander';
import {addBench} from './bench/bench.js';
import {addConform} from './conformance/conform-command.js';
import {EnvironmentError, UsageError} from './errors.js';
import {addForwarder} from './program/forwarder-command.js';
import {addGateway} from './program/gateway-command.js';
import {addKeys} from './program/keys-command.js';
import {targetWay} from './program/provision-target.js';
import {simFlashWay} from './program/sim-flash.js';
import {addRun} from './run.js';
import {addView} from './view/view-command.js';

const {version} = JSON.parse(
	readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as {version: string};

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
	const program = new Command('motebench')
		.description('MQTT-SN fleets on your bench: simulate, flash, regress.')
		.version(version)
		.showHelpAfterError('(motebench --help lists the verbs)')
		.showSuggestionAfterError()
		.exitOverride();
	let code = 0;
	const exit = (exitCode: number) => {
		code = exitCode;
	};
	addRun(program, exit);
	addView(program, exit);
	addConform(program, exit);
	addGateway(program, exit);
	addForwarder(program, exit);
	addKeys(program, exit, [targetWay, simFlashWay]);
	addBench(program, exit);
	try {
		await program.parseAsync(args, {from: 'user'});
		return code;
	} catch (error) {
		return explain(error, args);
	}
}

/** Says what went wrong in words for whoever can mend it. */
function explain(error: unknown, args: readonly string[]): number {
	// Commander has printed its own line; help and version are no mistakes.
	if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
	if (error instanceof UsageError || error instanceof EnvironmentError) {
		console.error(`motebench: ${error.message}`);
		return error.exitCode;
	}
	console.error('motebench: this is a bug of motebench, not of yours:');
	console.error(error);
	console.error(`replay: motebench ${args.map(quoted).join(' ')}`);
	return 70;
}

function quoted(word: string): string {
	return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
