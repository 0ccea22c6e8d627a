/*
 * A key of a scenario by its path, and another value for it, in what a YAML file holds before a
 * schema has seen it.
 *
 *   nodes                      so many in all, each group in proportion
 *   nodes.small.publish.every  of the group that is called so
 *   gateways[0].count          of the first in the list
 *   air.propagation.exponent   mappings that are not written yet are made
 *
 * Whether the value makes sense is for the schema to say. Knows no file.
 */

import {shares} from '../scenario/with-nodes.js';
import {nearest} from '../yaml/nearest.js';
import type {Path} from '../yaml/yaml-source.js';

/** A value of a YAML file: a mapping, a list or neither. */
export type Raw = Record<string | number, unknown>;

/** What was set: the places in the scenario, or in words what was expected of the path. */
export type Outcome = {readonly paths: readonly Path[]} | {readonly expected: string};

const PATH = /^[A-Za-z][\w-]*(\.[\w-]+|\[\d+\])*$/;
const NODES_FIT = 'nodes that are listed with a count';

/** Sets what `text` leads to within `root`, which is changed. */
export function override(root: Raw, text: string, value: unknown): Outcome {
	if (!PATH.test(text)) return {expected: 'a path such as nodes.small.publish.every'};
	if (text === 'nodes' && typeof value === 'number') return setNodes(root, value);
	const steps = [...text.matchAll(/[\w-]+/g)].map(([step]) => step);
	return setAt(root, steps, value);
}

function setAt(root: Raw, steps: readonly string[], value: unknown): Outcome {
	const path: (string | number)[] = [];
	let inside = root;
	for (const [index, step] of steps.entries()) {
		const key = Array.isArray(inside) ? placeOf(inside, step) : step;
		if (typeof key === 'object') return key;
		path.push(key);
		if (index === steps.length - 1) {
			inside[key] = structuredClone(value);
			break;
		}

		inside[key] ??= {};
		const next = inside[key];
		if (typeof next !== 'object') {
			return {expected: `a path through mappings: ${steps.slice(0, index + 1).join('.')} is none`};
		}
		inside = next as Raw;
	}

	return {paths: [path]};
}

/** The element of a list by its number, or by its name. */
function placeOf(list: readonly unknown[], step: string): number | {readonly expected: string} {
	if (/^\d+$/.test(step)) {
		if (Number(step) < list.length) return Number(step);
		return {expected: `an element from 0 to ${list.length - 1}, not ${step}`};
	}

	const names = list.map(each => (each as {name?: unknown} | null)?.name);
	const index = names.indexOf(step);
	if (index >= 0) return index;
	const known = names.filter(each => typeof each === 'string');
	const meant = nearest(step, known);
	if (meant !== undefined) return {expected: `another name than ${step}, did you mean ${meant}?`};
	return {expected: known.length > 0 ? `one of ${known.join(', ')}` : 'a number such as [0]'};
}

function setNodes(root: Raw, total: number): Outcome {
	const groups = root['nodes'];
	if (!Array.isArray(groups) || groups.length === 0) return {expected: NODES_FIT};
	const counts = groups.map(group => (group as {count?: unknown} | null)?.count);
	const whole = counts.filter(count => Number.isInteger(count)) as number[];
	if (whole.length < groups.length) return {expected: NODES_FIT};
	if (!Number.isInteger(total) || total < 1) return {expected: 'a whole number of nodes from 1'};
	const shared = shares(whole, total);
	root['nodes'] = groups
		.map((group, index) => ({...group, count: shared[index]}))
		.filter(({count}) => count > 0);
	return {paths: shared.map((_, index) => ['nodes', index, 'count'])};
}
