/*
 * docs/reference, made of the code itself: verbs with their help, keys of a scenario, figures and
 * codes, keys of a summary. A test compares; this renews: npm run build && node build/scripts/reference.js
 */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Command} from 'commander';
import {commandLine} from '../harness/command-line.js';
import {ENTRIES} from '../harness/explain/explain-command.js';
import {scenarioJsonSchema} from '../harness/scenario/schema.js';

/** The folder that the pages lie in. */
export const REFERENCE = new URL('../../docs/reference/', import.meta.url);

const SUMMARY = new URL('../../harness/report/summary.ts', import.meta.url);
const HELP_WIDTH = 100;
const MADE = '*Made by `node build/scripts/reference.js` from the code; do not edit.*';

/** Each page by the name of its file. */
export async function pages(): Promise<Record<string, string>> {
	return {
		'cli.md': page('The command line', verbsOf(await commandLine(() => {}), [])),
		'scenario.md': page('Keys of a scenario', [
			'A list has `[]` behind its name. Editors know the same from `docs/scenario.schema.json`.',
			'',
			'| key | what it may be | without it | meaning |',
			'| --- | --- | --- | --- |',
			...keysOf('', scenarioJsonSchema() as Schema),
		]),
		'codes.md': page('Codes, verdicts and figures', codes()),
		'summary.md': page('Keys of a summary', [
			'What `--json` prints and `summary.json` holds, as `motebench/harness` exports its type.',
			'',
			'```ts',
			...interfaces(readFileSync(SUMMARY, 'utf8')),
			'```',
		]),
	};
}

function page(title: string, lines: readonly string[]): string {
	return `# ${title}\n\n${MADE}\n\n${lines.join('\n')}\n`;
}

/* The command line. */

function verbsOf(command: Command, path: readonly string[]): string[] {
	const words = [...path, command.name()];
	const own = [`## ${words.join(' ')}`, '', '```', helpOf(command), '```', ''];
	return [...own, ...command.commands.flatMap(child => verbsOf(child, words))];
}

function helpOf(command: Command): string {
	let text = '';
	command.configureOutput({
		writeOut: part => {
			text += part;
		},
		getOutHelpWidth: () => HELP_WIDTH,
		getOutHasColors: () => false,
	});
	command.outputHelp();
	return text.trim();
}

/* Codes. */

function codes(): string[] {
	const kinds = [...new Set(ENTRIES.map(({kind}) => kind))];
	return kinds.flatMap(kind => [
		`## ${kind[0]?.toUpperCase()}${kind.slice(1)}`,
		'',
		'| code | meaning | what to do |',
		'| --- | --- | --- |',
		...ENTRIES.filter(entry => entry.kind === kind).map(
			({code, means, todo}) => `| \`${code}\` | ${cell(means)} | ${cell(todo)} |`,
		),
		'',
	]);
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/* The scenario. */

interface Schema {
	readonly type?: string;
	readonly description?: string;
	readonly default?: unknown;
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
	readonly anyOf?: readonly Schema[];
	readonly oneOf?: readonly Schema[];
}

function keysOf(path: string, schema: Schema): string[] {
	return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
		const list = value.items === undefined ? '' : '[]';
		const key = `${path}${name}${list}`;
		const row = `| \`${key}\` | ${cell(kindOf(value))} | ${defaultOf(value)} | ${meaningOf(value)} |`;
		return [row, ...insidesOf(value).flatMap(inside => keysOf(`${key}.`, inside))];
	});
}

/** The mappings that a value may be; one that is told apart by a key says so in its path. */
function insidesOf({items, anyOf, oneOf, ...own}: Schema): Schema[] {
	if (items !== undefined) return insidesOf(items);
	const ways = [...(anyOf ?? []), ...(oneOf ?? [])].filter(({properties}) => properties);
	return [own, ...ways];
}

function kindOf(schema: Schema): string {
	const {type, minimum, maximum, items} = schema;
	const ways = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
	if (ways.length > 0) return [...new Set(ways.map(kindOf))].join(' or ');
	if (schema.const !== undefined) return `\`${schema.const}\``;
	if (schema.enum !== undefined) return schema.enum.map(value => `\`${value}\``).join(', ');
	if (items !== undefined) return `list of ${kindOf(items)}`;
	if (type === 'object') return 'mapping';
	const bounded = minimum !== undefined && maximum !== undefined;
	return bounded ? `${type} from ${minimum} to ${maximum}` : (type ?? 'anything');
}

function defaultOf(schema: Schema): string {
	return schema.default === undefined ? '' : `\`${cell(JSON.stringify(schema.default))}\``;
}

function meaningOf({description, items}: Schema): string {
	return cell(description ?? items?.description ?? '');
}

/* The summary. */

/** The interfaces of a file with what is said of them, without its functions. */
function interfaces(source: string): string[] {
	const blocks = source.matchAll(
		/(?:^\/\*\*(?:[^*]|\*(?!\/))*\*\/\n)?^export interface [\s\S]*?^}$/gm,
	);
	return [...blocks].flatMap(([block], index) => [
		...(index === 0 ? [] : ['']),
		...block.replaceAll('readonly ', '').split('\n'),
	]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	mkdirSync(REFERENCE, {recursive: true});
	for (const [name, text] of Object.entries(await pages()))
		writeFileSync(new URL(name, REFERENCE), text);
}
