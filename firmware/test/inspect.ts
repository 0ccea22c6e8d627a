/*
 * What a built firmware must not hold, read from the module itself, not from its sources:
 *
 *   memory that is not exactly one page, or grows      a node is its page
 *   a mutable global                                   state outside the page
 *   an import that firmware/host.ts does not declare   a second way out
 *   a floating-point type or instruction               a library call on small boards
 *   a cycle of calls, or a call through a table        a stack nobody can bound
 *   a start function                                   the page changes before boot()
 *
 * Knows no AssemblyScript and no address.
 */
import binaryen from 'binaryen';

/** A module's top-level items in text form, one string each, names and strings as they stand. */
type Items = readonly string[];

const ONE_PAGE = /^\(memory \S+ 1 1\)$/;
const IMPORT = /^\(import "(?<module>[^"]*)" "(?<name>[^"]*)" \((?<kind>\w+)/;
const EXPORT = /^\(export "(?<name>[^"]*)" \((?<kind>\w+)/;
const NAME = String.raw`\$(?:"[^"]*"|[^\s()]+)`;
const CALL = new RegExp(String.raw`\((?:return_)?call (${NAME})`, 'g');
const FUNCTION = new RegExp(String.raw`^\(func (${NAME})`);

/** One line for each rule the module breaks; `hostFunctions` are the imports it may have. */
export function violationsOf(wasm: Uint8Array, hostFunctions: readonly string[]): string[] {
	const items = itemsOf(wasm);
	return [
		...memoryViolations(items),
		...globalViolations(items),
		...importViolations(items, hostFunctions),
		...instructionViolations(items),
		...cycles(callsOf(items)),
		...items.filter(item => item.startsWith('(start ')).map(() => 'a start function'),
	];
}

/** Kind and name of every export, sorted. */
export function exportsOf(wasm: Uint8Array): string[] {
	const found = itemsOf(wasm).map(item => EXPORT.exec(item)?.groups);
	return found.flatMap(item => (item ? [`${item['kind']} ${item['name']}`] : [])).sort();
}

/** The names of the functions that a text declares as imports from the host. */
export function hostFunctionsIn(source: string): string[] {
	return [...source.matchAll(/^export declare function (\w+)/gm)].map(match => match[1]!);
}

function itemsOf(wasm: Uint8Array): Items {
	const module = binaryen.readBinary(wasm);
	const text = module.emitText();
	module.dispose();
	return text
		.replace(/\)\s*$/, '')
		.split(/\n (?=\()/)
		.map(item => item.trimEnd());
}

function memoryViolations(items: Items): string[] {
	const memories = items.filter(item => item.startsWith('(memory '));
	const fixed = memories.length === 1 && ONE_PAGE.test(memories[0]!);
	return fixed ? [] : [`memory is not one page that stays one: ${memories.join(' ') || 'none'}`];
}

function globalViolations(items: Items): string[] {
	const globals = items.filter(item => /^\(global \S+ \(mut /.test(item));
	return globals.map(item => `mutable global: ${item}`);
}

function importViolations(items: Items, hostFunctions: readonly string[]): string[] {
	return items.flatMap(item => {
		const found = IMPORT.exec(item)?.groups;
		if (found === undefined) return [];
		const {module, name, kind} = found;
		const declared = module === 'host' && kind === 'func' && hostFunctions.includes(name!);
		return declared ? [] : [`import: ${kind} ${module}.${name}`];
	});
}

function instructionViolations(items: Items): string[] {
	const text = withoutNames(items.join('\n'));
	const found = text.match(/memory\.grow|call_indirect|call_ref|\w*f(?:32|64)[.\w]*|v128/g) ?? [];
	return found.length > 0 ? [`instructions or types: ${[...new Set(found)].join(' ')}`] : [];
}

function withoutNames(text: string): string {
	return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').replaceAll(/\$[^\s()]*/g, '');
}

function callsOf(items: Items): Map<string, string[]> {
	const functions = items.filter(item => FUNCTION.test(item));
	return new Map(
		functions.map(item => [
			FUNCTION.exec(item)![1]!,
			[...item.matchAll(CALL)].map(match => match[1]!),
		]),
	);
}

/** Takes away every function that calls nothing that is left; what remains calls in circles. */
function cycles(calls: Map<string, string[]>): string[] {
	const left = new Map(calls);
	for (let before = Infinity; left.size < before; ) {
		before = left.size;
		for (const [name, called] of left) {
			if (!called.some(other => left.has(other))) left.delete(name);
		}
	}
	return left.size > 0 ? [`recursion among or above: ${[...left.keys()].join(' ')}`] : [];
}
