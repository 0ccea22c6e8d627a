/*
 * The text of a scenario without the keys that it gives, for files that are passed on: a manifest
 * goes into reports of failures. A key that is drawn from the seed is no secret and stays.
 *
 *   linkKey: 0001..0f  # 0001..0f    ->   linkKey: withheld  # withheld
 */
import {isScalar, parseDocument} from 'yaml';
import {DRAWN, WITHHELD} from '../scenario/air-keys.js';

/** Where a scenario may give a key. */
const KEY_PATH = ['air', 'linkKey'];

export interface Withheld {
	readonly text: string;
	/** Paths of the values that are left out, as complaints name them. */
	readonly paths: readonly string[];
}

/** `text`, which is YAML, without its keys wherever they stand in it. */
export function withheld(text: string): Withheld {
	const document = parseDocument(text);
	const value = (document.toJS() as {air?: {linkKey?: unknown} | null} | null)?.air?.linkKey;
	if (typeof value !== 'string' || value === DRAWN || value === WITHHELD) return {text, paths: []};
	const node = document.getIn(KEY_PATH, true);
	const written = isScalar(node) && node.range ? node.range : [0, 0];
	const without = text.slice(0, written[0]) + (written[1] > 0 ? WITHHELD : '');
	const rest = text.slice(written[1]);
	return {text: everywhere(without + rest, value), paths: [KEY_PATH.join('.')]};
}

/** Also in a comment, or at an anchor that the key refers to. */
function everywhere(text: string, key: string): string {
	return text.replaceAll(new RegExp(key, 'gi'), WITHHELD);
}
