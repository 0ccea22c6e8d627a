/* motebench flash: an image onto a board, and the proof that it runs there. */
import type {Command} from 'commander';
import type {Board} from '../../boards/schema.js';
import {quoted} from '../again.js';
import {EnvironmentError} from '../errors.js';
import {interruptible} from '../interrupt.js';
import {boardNamed, type Located, locate} from '../locate/locate.js';
import {commandFor, type FlashWorld, flash, greet, locateAgain, mustBeFlashed} from './flasher.js';
import {builtImage, imageFor} from './image.js';
import {helloLine} from './lines.js';
import {worldHere} from './world.js';

interface Options {
	readonly sn?: string;
	readonly dryRun?: boolean;
}

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addFlash(program: Command, exit: (code: number) => void): void {
	program
		.command('flash')
		.description('write an image to a board, and see that it runs')
		.argument('<board>', 'a name of bench.yaml, or of a board (motebench boards)')
		.argument('[image]', '.elf or .hex; without it, the one that was built here')
		.option('--sn <number>', 'the serial number of the probe, where several are plugged in')
		.option('--dry-run', 'print the command, and do nothing')
		.addHelpText('after', EXAMPLES)
		.action(async (name: string, image: string | undefined, options: Options) => {
			const task = {name, ...options, ...(image !== undefined && {image})};
			const world = worldHere();
			warn(boardNamed(task, world.around).board);
			if (options.dryRun === true) {
				console.log(await dryRun(task, world));
				exit(0);
			} else {
				exit(await interruptible(signal => flashAndGreet(task, world, signal)));
			}
		});
}

const EXAMPLES = `
Examples:
  motebench flash nrf52840dk --dry-run
  motebench flash microbit build/images/microbit/node.hex --sn 9900000031324e45

Exit code: 0 it runs, 2 a mistake, or more than one board fits, 3 no board, no tool, or it does not
answer as it should.`;

function warn({id, seen}: Board): void {
	if (seen !== 'on hardware') console.error(`${id}: not yet seen on hardware`);
}

export interface FlashOrder {
	readonly name: string;
	readonly sn?: string;
	readonly image?: string;
}

/** The command that would be run, quoted for a shell; without a probe where none is plugged in. */
async function dryRun(order: FlashOrder, world: FlashWorld): Promise<string> {
	const {board} = boardNamed(order, world.around);
	mustBeFlashed(board);
	const sn = order.sn ?? (await located(order, world))?.sn;
	const image = order.image === undefined ? builtImage(board) : imageFor(board, order.image);
	return commandFor(board, image.path, sn).map(quoted).join(' ');
}

async function flashAndGreet(
	order: FlashOrder,
	world: FlashWorld,
	signal: AbortSignal,
): Promise<number> {
	const {board} = boardNamed(order, world.around);
	mustBeFlashed(board);
	const image = order.image === undefined ? builtImage(board) : imageFor(board, order.image);
	const before = locate(order, {...world.around, ports: await world.ports()});
	await flash(world, before, {image, signal});
	signal.throwIfAborted();
	const after = await locateAgain(world, before, signal);
	console.log(helloLine(await greet(world, after, image.buildId)));
	return 0;
}

/** Undefined where none is plugged in: a command can be printed for a board that is elsewhere. */
async function located(order: FlashOrder, world: FlashWorld): Promise<Located | undefined> {
	try {
		return locate(order, {...world.around, ports: await world.ports()});
	} catch (error) {
		if (error instanceof EnvironmentError) return undefined;
		throw error;
	}
}
