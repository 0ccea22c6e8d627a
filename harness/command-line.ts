/*
 * All verbs, in the order in which --help lists them. Runs none: main.ts does, and what documents
 * and completes the command line reads it.
 */
import {Command} from 'commander';
import {addBench} from './bench/bench.js';
import {addCompare} from './compare/compare-command.js';
import {addCompletion} from './completion/completion-command.js';
import {addConform} from './conformance/conform-command.js';
import {addExplain} from './explain/explain-command.js';
import {addHunt} from './hunt/hunt-command.js';
import {addInit} from './init/init-command.js';
import {addLint} from './lint/lint-command.js';
import {addForwarder} from './program/forwarder-command.js';
import {addGateway} from './program/gateway-command.js';
import {addKeys} from './program/keys-command.js';
import {targetWay} from './program/provision-target.js';
import {simFlashWay} from './program/sim-flash.js';
import {addBaseline} from './regression/baseline-command.js';
import {addDiff} from './regression/diff-command.js';
import {addReplay} from './regression/replay-command.js';
import {addMerge} from './report/merge-command.js';
import {addReport} from './report/report-command.js';
import {addRun} from './run.js';
import {addSweep} from './sweep/sweep-command.js';
import {addWorker} from './sweep/worker-command.js';
import {version} from './version.js';
import {addView} from './view/view-command.js';

const EXAMPLES = `
Examples:
  motebench run smoke
  motebench init fleet
  motebench run --help                      each verb has examples of its own

Exit code: 0 good, 1 an expectation failed, 2 a mistake of yours, 3 the world is not as needed,
4 nobody can tell, 5 nothing was judged, 6 worse than what it is compared with, 70 a bug of ours,
130 interrupted; motebench explain CODE.`;

/** The command `motebench`; a verb that has ended tells `exit` its exit code. */
export function commandLine(exit: (code: number) => void): Command {
	const program = new Command('motebench')
		.description('MQTT-SN fleets on your bench: simulate, flash, regress.')
		.version(version)
		.showHelpAfterError('(motebench --help lists the verbs)')
		.showSuggestionAfterError()
		.addHelpText('after', EXAMPLES)
		.exitOverride();
	addRun(program, exit);
	addView(program, exit);
	addReport(program, exit);
	addMerge(program, exit);
	addBaseline(program, exit);
	addDiff(program, exit);
	addReplay(program, exit);
	addLint(program, exit);
	addSweep(program, exit);
	addHunt(program, exit);
	addWorker(program, exit);
	addConform(program, exit);
	addGateway(program, exit);
	addForwarder(program, exit);
	addKeys(program, exit, [targetWay, simFlashWay]);
	addBench(program, exit);
	addCompare(program, exit);
	addInit(program, exit);
	addExplain(program, exit);
	addCompletion(program, exit);
	return program;
}
