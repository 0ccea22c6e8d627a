/* motebench boards: which boards there are, and whether what is said of them makes sense. */
import type {Command} from 'commander';
import type {Board} from '../../boards/schema.js';
import {UsageError} from '../errors.js';
import {boardsIn, lint} from '../locate/catalogue.js';

interface Shown {
	readonly json?: boolean;
}

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addBoards(program: Command, exit: (code: number) => void): void {
	const boards = program.command('boards').description('the boards that motebench knows');
	boards
		.command('list', {isDefault: true})
		.description('a line each')
		.option('--json', 'all that is said of them, as JSON')
		.action(({json}: Shown) => {
			const all = boardsIn();
			const text = all.map(lineOf).join('\n');
			console.log(json === true ? JSON.stringify(all, undefined, '\t') : text);
			exit(0);
		});
	boards
		.command('lint')
		.description('what is wrong with a board.yaml, as file:line:column')
		.argument('[folder]', 'with a folder a board; without it, those of the package')
		.action((folder: string | undefined) => {
			const lines = lint(folder);
			if (lines.length > 0) throw new UsageError(lines);
			console.log(`${boardsIn(folder).length} boards, nothing to complain about`);
			exit(0);
		});
	boards.addHelpText('afterAll', EXAMPLES);
}

const EXAMPLES = `
Examples:
  motebench boards
  motebench boards list --json
  motebench boards lint ./boards

Exit code: 0 good, 2 a board.yaml that makes no sense.`;

function lineOf({id, name, firmware, emulator, flash, seen}: Board): string {
	const ways = [
		...(firmware === undefined ? ['no image'] : []),
		...(emulator === undefined ? [] : [`qemu:${id}`]),
		...(flash === undefined ? [] : [`flashed by ${flash.tool}`]),
	];
	const where = seen === undefined ? '' : `; ${seen}`;
	return `${id.padEnd(17)} ${name.padEnd(40)} ${ways.join(', ')}${where}`;
}
