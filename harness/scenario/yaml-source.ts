/*
 * A YAML file with its places: where each value stands, as `file:line:column`, so that a
 * complaint can be clicked on. Lines and columns count from one.
 *
 * Knows no schema.
 */
import {type Document, isMap, isNode, isScalar, LineCounter, parseDocument} from 'yaml';
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
			throw new UsageError(errors.map(({pos, message}) => `${this.#at(pos[0])}: ${message}`));
		}

		this.value = this.#read();
	}

	/** Whether anything is written at `path`. */
	has(path: Path): boolean {
		return this.#document.hasIn(path);
	}

	/** What is written at `path`, or undefined. */
	valueAt(path: Path): unknown {
		let value = this.value;
		for (const step of path) value = (value as Record<string, unknown> | undefined)?.[step];
		return value;
	}

	/** The place of the value at `path`, or of the nearest one around it that is written. */
	placeOf(path: Path): string {
		for (let steps = path.length; steps > 0; steps--) {
			const node = this.#document.getIn(path.slice(0, steps), true);
			if (isNode(node) && node.range) return this.#at(node.range[0]);
		}

		return this.#at(this.#document.contents?.range[0] ?? 0);
	}

	/** The place of the key `key` in the mapping at `path`. */
	placeOfKey(path: Path, key: string): string {
		const map = this.#document.getIn(path, true);
		if (!isMap(map)) return this.placeOf(path);
		const pair = map.items.find(item => isScalar(item.key) && `${item.key.value}` === key);
		return isScalar(pair?.key) && pair.key.range ? this.#at(pair.key.range[0]) : this.placeOf(path);
	}

	#at(offset: number): string {
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
