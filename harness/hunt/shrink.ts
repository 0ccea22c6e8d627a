/*
 * From a case that fails to a small one that still fails in the same way: delta debugging, the
 * boldest cut first.
 *
 *   cut     candidates, boldest first   -->  the first that still fails is the next case
 *   none of any cut fails               -->  it is as small as this can make it
 *
 * What is cut: faults, groups and numbers of nodes and gateways, the time that faults last, whom
 * they strike, and what else a scenario may do without. Which candidate is taken does not depend on how many are
 * tried at a time. Knows no simulator: whether a candidate fails it asks.
 */
import {formatDuration, parseDuration} from '../scenario/duration.js';
import type {Raw} from '../sweep/override.js';

/** The index of the first candidate that still fails, or -1. */
export type FirstFailing = (candidates: readonly Raw[]) => Promise<number>;

export interface Shrunk {
	readonly raw: Raw;
	/** Candidates that were asked about. */
	readonly tries: number;
}

type Cut = (raw: Raw) => Raw[];

/** Cuts `raw` down until nothing more can be cut, or so many candidates were asked about. */
export async function shrink(
	raw: Raw,
	firstFailing: FirstFailing,
	triesMax: number,
): Promise<Shrunk> {
	let smallest = raw;
	let tries = 0;
	for (let cut = 0; cut < CUTS.length && tries < triesMax; ) {
		const candidates = CUTS[cut]!(smallest).slice(0, triesMax - tries);
		const index = await firstFailing(candidates);
		tries += index < 0 ? candidates.length : index + 1;
		const next = candidates[index];
		// A smaller case may be cut again where a larger one could not.
		cut = next === undefined ? cut + 1 : 0;
		smallest = next ?? smallest;
	}

	return {raw: smallest, tries};
}

const CUTS: readonly Cut[] = [
	raw => withoutSome(raw, 'attackers'),
	raw => withoutSome(raw, 'faults'),
	raw => fewer(raw, 'nodes'),
	raw => fewer(raw, 'gateways'),
	raw => fewer(raw, 'forwarders'),
	whomLess,
	shorter,
	plainer,
];

/** The scenario with a list cut down: to nothing, to halves, by one. */
function withoutSome(raw: Raw, key: string): Raw[] {
	return parts(listOf(raw, key)).map(part => ({...raw, [key]: part}));
}

/** Groups of nodes or gateways: without one, with one member, with half, with one less. */
function fewer(raw: Raw, key: 'nodes' | 'gateways' | 'forwarders'): Raw[] {
	const groups = listOf(raw, key);
	const without = parts(groups).filter(part => key === 'forwarders' || part.length > 0);
	const smaller = groups.flatMap((group, index) => {
		const count = Number(group['count'] ?? 1);
		const counts = [...new Set([1, Math.floor(count / 2), count - 1])];
		return counts
			.filter(less => less >= 1 && less < count)
			.map(less => groups.with(index, sized(group, less)));
	});
	return [...without, ...smaller].map(part => fitting({...raw, [key]: part}));
}

function sized(group: Raw, count: number): Raw {
	const {placement} = group as {placement?: {points?: unknown[]}};
	if (placement?.points === undefined) return {...group, count};
	return {...group, count, placement: {points: placement.points.slice(0, count)}};
}

/** Without faults that strike who is no longer there. */
function fitting(raw: Raw): Raw {
	const nodes = total(listOf(raw, 'nodes'));
	const gateways = total(listOf(raw, 'gateways'));
	const names = ['all', ...listOf(raw, 'nodes').map(({name}) => name)];
	const faults = listOf(raw, 'faults').flatMap(fault => {
		const {nodes: struck, node = 1, gateway = 1, gateways: side = []} = fault as Struck;
		if (node > nodes || gateway > gateways || side.some(each => each > gateways)) return [];
		if (!Array.isArray(struck))
			return struck === undefined || names.includes(struck) ? [fault] : [];
		const left = struck.filter(each => each <= nodes);
		return left.length > 0 ? [{...fault, nodes: left}] : [];
	});
	return {...raw, faults};
}

interface Struck {
	readonly nodes?: string | number[];
	readonly node?: number;
	readonly gateway?: number;
	readonly gateways?: number[];
}

/** Faults that strike one node, or half of them. */
function whomLess(raw: Raw): Raw[] {
	return eachFault(raw, fault => {
		const {nodes} = fault as Struck;
		if (typeof nodes === 'string') return [{...fault, nodes: [1]}];
		return parts(nodes ?? [])
			.filter(part => part.length > 0)
			.map(part => ({...fault, nodes: part}));
	});
}

/** Faults that begin at once or in half the time, and last a tenth or a half. */
function shorter(raw: Raw): Raw[] {
	const sooner = (key: 'at' | 'for', leastMs: number) => (entry: Raw) => {
		const ms = parseDuration(String(entry[key])) ?? 0;
		const parted = [leastMs, 1000 * Math.floor(ms / 10_000), 1000 * Math.floor(ms / 2000)];
		const less = [...new Set(parted)].filter(each => each >= leastMs && each < ms);
		return less.map(each => ({...entry, [key]: formatDuration(each)}));
	};
	return [sooner('for', 1000), sooner('at', 0)].flatMap(change => [
		...eachFault(raw, change),
		...eachFault(raw, change, 'attackers'),
	]);
}

/** Without what a scenario may do without. */
function plainer(raw: Raw): Raw[] {
	const extras = ['traffic', 'energy', 'stores', 'predefined', 'description'];
	const without = extras
		.filter(key => Object.hasOwn(raw, key))
		.map(key => Object.fromEntries(Object.entries(raw).filter(([each]) => each !== key)));
	const {orders} = (raw['security'] ?? {}) as {orders?: unknown[]};
	if (orders === undefined || orders.length === 0) return without;
	return [{...raw, security: {...(raw['security'] as object), orders: []}}, ...without];
}

function eachFault(raw: Raw, change: (fault: Raw) => Raw[], key = 'faults'): Raw[] {
	const list = listOf(raw, key);
	return list.flatMap((fault, index) =>
		change(fault).map(changed => ({...raw, [key]: list.with(index, changed)})),
	);
}

/** Parts of a list, the smallest first: none of it, each half, all but one. */
function parts<Each>(list: readonly Each[]): Each[][] {
	if (list.length === 0) return [];
	const middle = Math.ceil(list.length / 2);
	const halves = list.length > 2 ? [list.slice(0, middle), list.slice(middle)] : [];
	return [[], ...halves, ...list.map((_, index) => list.toSpliced(index, 1))].filter(
		(part, index) => index === 0 || part.length > 0,
	);
}

function listOf(raw: Raw, key: string): Raw[] {
	const list = raw[key];
	return Array.isArray(list) ? (list as Raw[]) : [];
}

function total(groups: readonly Raw[]): number {
	return groups.reduce((sum, {count}) => sum + Number(count ?? 1), 0);
}
