/*
 * What may stand where on the command line, read from the commands themselves, so that a new verb
 * or option needs nothing here.
 */
import type {Argument, Command} from 'commander';

/** After which commands, such as `keys list`, which words may come. */
export interface Place {
	/** The commands so far; empty at the beginning. */
	readonly after: readonly string[];
	readonly commands: readonly string[];
	readonly options: readonly string[];
	/** Values that arguments are known to have. */
	readonly values: readonly string[];
}

/** Values of arguments by their names, where the commands do not say them. */
export type KnownValues = Readonly<Record<string, () => readonly string[]>>;

/** Every place under `program`, the shortest first. */
export function placesOf(program: Command, known: KnownValues): Place[] {
	return placesUnder(program, [], known);
}

function placesUnder(command: Command, after: readonly string[], known: KnownValues): Place[] {
	const children = command.commands;
	const place = {
		after,
		commands: children.map(child => child.name()),
		options: [...command.options.flatMap(({long}) => long ?? []), '--help'],
		values: command.registeredArguments.flatMap(argument => valuesOf(argument, known)),
	};
	return [place, ...children.flatMap(child => placesUnder(child, [...after, child.name()], known))];
}

function valuesOf(argument: Argument, known: KnownValues): readonly string[] {
	return argument.argChoices ?? known[argument.name()]?.() ?? [];
}
