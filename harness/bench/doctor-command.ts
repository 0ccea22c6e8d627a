/* motebench doctor: is everything there? */
import {constants, existsSync, readdirSync} from 'node:fs';
import type {Command} from 'commander';
import {UsageError} from '../errors.js';
import {readBench} from '../locate/bench-file.js';
import {boardsIn} from '../locate/catalogue.js';
import {portsHere} from '../locate/ports.js';
import {type DoctorWorld, examine, findingLine} from './doctor.js';
import {runningPrograms} from './processes.js';
import {mayUse, programPath, versionOf} from './programs.js';

interface Options {
	readonly json?: boolean;
	readonly strict?: boolean;
}

const FIRMWARE = new URL('../../node.wasm', import.meta.url);
const RULES = ['/etc/udev/rules.d', '/usr/lib/udev/rules.d', '/lib/udev/rules.d'];
const MISSING = 3;

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addDoctor(program: Command, exit: (code: number) => void): void {
	program
		.command('doctor')
		.description('what a bench needs, and what of it is missing here')
		.option('--json', 'as JSON')
		.option('--strict', 'exit 3 where something is missing')
		.addHelpText('after', EXAMPLES)
		.action(async ({json, strict}: Options) => {
			const findings = await examine(worldHere());
			const text = findings.map(findingLine).join('\n');
			console.log(json === true ? JSON.stringify(findings, undefined, '\t') : text);
			const missing = findings.some(({state}) => state === 'missing');
			exit(strict === true && missing ? MISSING : 0);
		});
}

const EXAMPLES = `
Examples:
  motebench doctor
  motebench doctor --strict --json          for CI

Exit code: 0 examined, whatever is missing, 3 something is missing and --strict was said.`;

function worldHere(): DoctorWorld {
	return {
		version: (program, argument) => {
			const file = programPath(program);
			return file === undefined ? undefined : (versionOf(file, argument) ?? 'of some version');
		},
		ports: () => portsHere(),
		mayUse: file => mayUse(file, constants.R_OK | constants.W_OK),
		running: () => runningPrograms().map(({name}) => name),
		hasRules: () =>
			RULES.some(
				folder => existsSync(folder) && readdirSync(folder).some(file => /motebench/.test(file)),
			),
		hasFirmware: () => existsSync(FIRMWARE),
		benchMistakes,
	};
}

function benchMistakes(): string[] {
	try {
		readBench(boardsIn());
		return [];
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return error.message.split('\n');
	}
}
