/*
 * A YAML file with its places: where each value stands, as `file:line:column`, so that a
 * complaint can be clicked on. Lines and columns count from one.
 *
 * Knows no schema.
 */
import {
	type Document,
	isMap,
	isNode,
	isScalar,
	isSeq,
	LineCounter,
	type Pair,
	parseDocument,
	type YAMLMap,
} from 'yaml';
import {UsageError} from '../errors.js';

/** More is no scenario. */
const OCTETS_MAX = 1_048_576;

export type Path = readonly (string | number)[];

export class YamlSource {
	/** The file as a value of JavaScript. */
	readonly value: unknown;
	readonly #file: string;
	readonly #lines = new LineCounter();
	readonly #document: Document.Parsed;

	/** `file` names the source in complaints. Text that is not YAML is a UsageError. */
	constructor(text: string, file: string) {
		this.#file = file;
		if (text.length > OCTETS_MAX) throw new UsageError(`${file} is longer than 1 MiB`);
		this.#document = parseDocument(text, {lineCounter: this.#lines, prettyErrors: false});
		const {errors} = this.#document;
		if (errors.length > 0) {
			throw new UsageError(errors.map(({pos, message}) => `${this.placeOf(pos[0])}: ${message}`));
		}

		this.value = this.#read();
	}

	/** What is written at `path`, or undefined. */
	valueAt(path: Path): unknown {
		let value = this.value;
		for (const step of path) value = (value as Record<string, unknown> | undefined)?.[step];
		return value;
	}

	/** Where the value at `path` begins, or the nearest one around it that is written. */
	offsetOf(path: Path): number {
		let node = this.#document.contents as unknown;
		let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
		for (const step of path) {
			node = inside(node, step);
			if (!isNode(node) || !node.range) break;
			offset = node.range[0];
		}

		return offset;
	}

	/** Where the key `key` of the mapping at `path` is written. */
	offsetOfKey(path: Path, key: string): number {
		const map = path.reduce(inside, this.#document.contents);
		const name = isMap(map) ? pairOf(map, key)?.key : undefined;
		return isNode(name) && name.range ? name.range[0] : this.offsetOf(path);
	}

	/** `file:line:column`. */
	placeOf(offset: number): string {
		const {line, col} = this.#lines.linePos(offset);
		return `${this.#file}:${line}:${col}`;
	}

	#read(): unknown {
		try {
			return this.#document.toJS();
		} catch (error) {
			// The parser's word for an alias without an anchor, or too many of them.
			if (!(error instanceof ReferenceError)) throw error;
			throw new UsageError(`${this.#file}:1:1: ${error.message}`);
		}
	}
}

function inside(node: unknown, step: string | number): unknown {
	if (isSeq(node)) return node.items[Number(step)];
	return isMap(node) ? pairOf(node, step)?.value : undefined;
}

// A key such as 1 is a number in YAML, and a string in JavaScript.
function pairOf(map: YAMLMap, key: string | number): Pair | undefined {
	return map.items.find(item => isScalar(item.key) && `${item.key.value}` === `${key}`);
}
