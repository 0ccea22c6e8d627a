/*
 * A completion script for each shell. bash and zsh walk the words typed so far from place to place;
 * fish is told of each word on which it may come. Where nothing fits, files are offered.
 */
import type {Place} from './words.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that has `shell` complete the command `motebench`. */
export function scriptFor(shell: Shell, places: readonly Place[]): string {
	if (shell === 'fish') return fish(places);
	const walk = bash(places);
	return shell === 'bash' ? walk : `autoload -U +X bashcompinit && bashcompinit\n${walk}`;
}

function bash(places: readonly Place[]): string {
	return `_motebench() {
	local current="\${COMP_WORDS[COMP_CWORD]}" place="" words="" index
	for ((index = 1; index < COMP_CWORD; index++)); do
		case "$place \${COMP_WORDS[index]}" in
${places.flatMap(step).join('\n')}
		esac
	done
	case "$place" in
${places.map(words).join('\n')}
	esac
	COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _motebench motebench`;
}

/** One command further; the first place is where everything begins. */
function step({after}: Place): string[] {
	if (after.length === 0) return [];
	const path = ` ${after.join(' ')}`;
	return [`\t\t\t'${path}') place='${path}' ;;`];
}

function words({after, commands, options, values}: Place): string {
	const path = after.map(word => ` ${word}`).join('');
	return `\t\t'${path}') words='${[...commands, ...values, ...options].join(' ')}' ;;`;
}

function fish(places: readonly Place[]): string {
	return places.flatMap(fishLines).join('\n');
}

function fishLines(place: Place): string[] {
	const {after, commands, options, values} = place;
	const condition = conditionOf(place);
	const plain = [...commands, ...values];
	return [
		...(plain.length === 0
			? []
			: [`complete -c motebench -n '${condition}' -a '${plain.join(' ')}'`]),
		...options.map(option => `complete -c motebench -n '${condition}' -l ${option.slice(2)}`),
	].map(line => (after.length === 0 ? line.replace(' -a ', ' -f -a ') : line));
}

function conditionOf({after, commands}: Place): string {
	if (after.length === 0) return '__fish_use_subcommand';
	const seen = after.map(word => `__fish_seen_subcommand_from ${word}`).join('; and ');
	if (commands.length === 0) return seen;
	return `${seen}; and not __fish_seen_subcommand_from ${commands.join(' ')}`;
}
