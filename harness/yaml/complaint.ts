/*
 * From what a schema found to lines that a person can act on:
 *
 *   greenhouse.yaml:12:5: nodes[0].count is -3, expected a whole number from 1 to 10000
 *   greenhouse.yaml:13:5: nodes[0].cuont is not known, did you mean count?
 *
 * The schema's own message is what follows "expected".
 */
import {z} from 'zod';
import {UsageError} from '../errors.js';
import {nearest} from './nearest.js';
import type {Path, YamlSource} from './yaml-source.js';

/** A value of the file, and what should stand there; phrased to follow "expected". */
export interface Complaint {
	readonly path: Path;
	readonly expected: string;
}

/** The part of JSON Schema that names keys. */
interface KeySchema {
	readonly properties?: Readonly<Record<string, KeySchema>>;
	readonly items?: KeySchema;
	readonly anyOf?: readonly KeySchema[];
	readonly oneOf?: readonly KeySchema[];
}

/** A line, and where in the file it points to. */
interface Line {
	readonly offset: number;
	readonly text: string;
}

/** Reads `source` by `schema`; all that is wrong with it is one UsageError. */
export function readBy<Schema extends z.ZodType>(
	schema: Schema,
	source: YamlSource,
): z.output<Schema> {
	const result = schema.safeParse(source.value, {error: plainly});
	if (result.success) return result.data;
	const keys = z.toJSONSchema(schema, {io: 'input'}) as KeySchema;
	throw inOrder(
		result.error.issues.flatMap(issue => linesOf(issue, source, keys)),
		source,
	);
}

/** Throws what there is to complain about, if anything, as one UsageError. */
export function mustBeContent(complaints: readonly Complaint[], source: YamlSource): void {
	if (complaints.length === 0) return;
	throw inOrder(
		complaints.map(complaint => lineOf(complaint, source)),
		source,
	);
}

/** Whether what stands there is nobody's business, even where it is wrong. */
function isSecret(path: Path): boolean {
	return /(key|password|secret)$/i.test(String(path.at(-1)));
}

function inOrder(lines: readonly Line[], source: YamlSource): UsageError {
	const sorted = lines.toSorted((one, other) => one.offset - other.offset);
	return new UsageError(sorted.map(({offset, text}) => `${source.placeOf(offset)}: ${text}`));
}

function lineOf({path, expected}: Complaint, source: YamlSource): Line {
	const value = source.valueAt(path);
	const found = value === undefined ? 'missing' : isSecret(path) ? 'not shown here' : shown(value);
	const text = `${nameOf(path)} is ${found}, expected ${expected}`;
	return {offset: source.offsetOf(path), text};
}

function linesOf(issue: z.core.$ZodIssue, source: YamlSource, schema: KeySchema): Line[] {
	const path = issue.path as Path;
	if (issue.code !== 'unrecognized_keys') return [lineOf({path, expected: issue.message}, source)];
	const keys = keysAt(schema, path);
	return issue.keys.map(key => {
		const rest = keys.includes(key)
			? `does not go with the rest of ${nameOf(path)}`
			: `is not known, ${instead(key, keys)}`;
		return {offset: source.offsetOfKey(path, key), text: `${nameOf([...path, key])} ${rest}`};
	});
}

function instead(key: string, keys: readonly string[]): string {
	const meant = nearest(key, keys);
	if (meant !== undefined) return `did you mean ${meant}?`;
	return `expected one of ${[...new Set(keys)].join(', ')}`;
}

function keysAt(schema: KeySchema, [step, ...rest]: Path): string[] {
	const variants = schema.anyOf ?? schema.oneOf;
	if (variants !== undefined) {
		const path = step === undefined ? [] : [step, ...rest];
		return variants.flatMap(variant => keysAt(variant, path));
	}

	if (step === undefined) return Object.keys(schema.properties ?? {});
	const inner = typeof step === 'number' ? schema.items : schema.properties?.[step];
	return inner === undefined ? [] : keysAt(inner, rest);
}

/** What the parts of a schema say that have no words of their own. */
function plainly(issue: z.core.$ZodRawIssue): string | undefined {
	if (issue.code !== 'invalid_type') return undefined;
	return issue.expected === 'object' || issue.expected === 'record' ? 'a mapping' : undefined;
}

function nameOf(path: Path): string {
	const name = path.reduce<string>(
		(before, step) => before + (typeof step === 'number' ? `[${step}]` : `.${step}`),
		'',
	);
	return name === '' ? 'the file' : name.replace(/^\./, '');
}

function shown(value: unknown): string {
	if (value === null) return 'empty';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'a mapping';
	if (typeof value !== 'string') return String(value);
	return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
}
