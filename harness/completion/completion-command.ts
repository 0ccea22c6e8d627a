/* motebench completion: a script that has a shell complete verbs, options, scenarios and boards. */
import {Argument, type Command} from 'commander';
import {boardsIn} from '../locate/catalogue.js';
import {scenarioNames} from '../scenario/load.js';
import {SHELLS, type Shell, scriptFor} from './shells.js';
import {type KnownValues, placesOf} from './words.js';

/** What an argument of that name may be, besides a path. */
const KNOWN: KnownValues = {
	scenario: scenarioNames,
	board: () => boardsIn().map(({id}) => id),
};

/** Adds the verb to `program`, which it reads when it is asked; `exit` takes the exit code. */
export function addCompletion(program: Command, exit: (code: number) => void): void {
	program
		.command('completion')
		.description('a script that has your shell complete what you type')
		.addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
		.addHelpText('after', EXAMPLES)
		.action((shell: Shell) => {
			console.log(scriptFor(shell, placesOf(program, KNOWN)));
			exit(0);
		});
}

const EXAMPLES = `
Examples:
  eval "$(npx motebench completion bash)"             in ~/.bashrc
  eval "$(npx motebench completion zsh)"              in ~/.zshrc
  npx motebench completion fish | source              in config.fish

Exit code: 0 good, 2 a shell that is not known.`;
