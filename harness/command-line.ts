/*
 * All verbs, in the order in which --help lists them. Runs none: main.ts does, and what documents
 * and completes the command line reads it.
 *
 * A verb is loaded once it is asked for: half of what `motebench run` would load otherwise, and of
 * the time that it needs to begin, is for others.
 */
import {Command} from 'commander';
import {version} from './version.js';

type Add = (program: Command, exit: (code: number) => void) => void;

interface Verbs {
	/** What --help calls them, in its order. */
	readonly names: readonly string[];
	readonly load: () => Promise<Add>;
}

/** It has to know all others. */
const COMPLETION = 'completion';
const BENCH = ['boards', 'devices', 'doctor', 'flash', 'monitor', 'test'];

const VERBS: readonly Verbs[] = [
	{names: ['run'], load: async () => (await import('./run.js')).addRun},
	{names: ['view'], load: async () => (await import('./view/view-command.js')).addView},
	{names: ['report'], load: async () => (await import('./report/report-command.js')).addReport},
	{names: ['merge'], load: async () => (await import('./report/merge-command.js')).addMerge},
	{
		names: ['baseline'],
		load: async () => (await import('./regression/baseline-command.js')).addBaseline,
	},
	{names: ['diff'], load: async () => (await import('./regression/diff-command.js')).addDiff},
	{names: ['replay'], load: async () => (await import('./regression/replay-command.js')).addReplay},
	{names: ['lint'], load: async () => (await import('./lint/lint-command.js')).addLint},
	{names: ['sweep'], load: async () => (await import('./sweep/sweep-command.js')).addSweep},
	{names: ['hunt'], load: async () => (await import('./hunt/hunt-command.js')).addHunt},
	{names: ['worker'], load: async () => (await import('./sweep/worker-command.js')).addWorker},
	{
		names: ['conform'],
		load: async () => (await import('./conformance/conform-command.js')).addConform,
	},
	{names: ['gateway'], load: async () => (await import('./program/gateway-command.js')).addGateway},
	{
		names: ['forwarder'],
		load: async () => (await import('./program/forwarder-command.js')).addForwarder,
	},
	{names: ['keys'], load: loadKeys},
	{names: BENCH, load: async () => (await import('./bench/bench.js')).addBench},
	{names: ['compare'], load: async () => (await import('./compare/compare-command.js')).addCompare},
	{names: ['init'], load: async () => (await import('./init/init-command.js')).addInit},
	{names: ['explain'], load: async () => (await import('./explain/explain-command.js')).addExplain},
	{
		names: ['completion'],
		load: async () => (await import('./completion/completion-command.js')).addCompletion,
	},
];

const EXAMPLES = `
Examples:
  motebench run smoke
  motebench init fleet
  motebench run --help                      each verb has examples of its own

Exit code: 0 good, 1 an expectation failed, 2 a mistake of yours, 3 the world is not as needed,
4 nobody can tell, 5 nothing was judged, 6 worse than what it is compared with, 70 a bug of ours,
130 interrupted; motebench explain CODE.`;

/**
 * The command `motebench`; a verb that has ended tells `exit` its exit code. With `only` the verb of
 * that name, if there is one, and no other.
 */
export async function commandLine(exit: (code: number) => void, only?: string): Promise<Command> {
	const program = new Command('motebench')
		.description('MQTT-SN fleets on your bench: simulate, flash, regress.')
		.version(version)
		.showHelpAfterError('(motebench --help lists the verbs)')
		.showSuggestionAfterError()
		.addHelpText('after', EXAMPLES)
		.exitOverride();
	const asked = VERBS.filter(({names}) => only !== undefined && names.includes(only));
	const wanted = asked.length === 0 || only === COMPLETION ? VERBS : asked;
	const added = await Promise.all(wanted.map(({load}) => load()));
	for (const add of added) add(program, exit);
	return program;
}

/** Provisioning knows more than the keys do. */
async function loadKeys(): Promise<Add> {
	const [{addKeys}, {targetWay}, {simFlashWay}] = await Promise.all([
		import('./program/keys-command.js'),
		import('./program/provision-target.js'),
		import('./program/sim-flash.js'),
	]);
	return (program, exit) => addKeys(program, exit, [targetWay, simFlashWay]);
}
