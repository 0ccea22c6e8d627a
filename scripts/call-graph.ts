/*
 * How deep a stack can get, from what gcc writes with -fcallgraph-info=su:
 *
 *   node: { title: "host.c:after" label: "after\n<place>\n8 bytes (static)" }
 *   edge: { sourcename: "host.c:lineTake" targetname: "host.c:after" .. }
 *
 * Exact, since nothing here calls itself or through a pointer: both are refused, and so is a
 * stack whose size is only known when it runs. Knows no board.
 */

export interface CallGraph {
	/** Octets of stack by function. */
	readonly stackOf: ReadonlyMap<string, number>;
	/** Whom each function calls. */
	readonly callsOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The functions on the deepest way down from one, and what they need. */
export interface Depth {
	readonly bytes: number;
	readonly way: readonly string[];
}

/**
 * Functions of libgcc, division and the like, of which the compiler tells nothing: more than any of
 * those that are linked here pushes.
 */
export const LIBGCC_STACK = 48;

const NODE = /^node: \{ title: "(?<title>[^"]*)" label: "(?<label>[^"]*)"/gm;
const EDGE = /^edge: \{ sourcename: "(?<from>[^"]*)" targetname: "(?<to>[^"]*)"/gm;
const STACK = /(?<bytes>\d+) bytes \((?<kind>[a-z,]+)\)$/;
const LIBGCC = /^__(aeabi_\w+|clzsi2|ctzsi2|popcountsi2|gnu_thumb1_case_\w+)$/;

/** The graph of all objects together. Throws RangeError for a stack that is not static. */
export function callGraph(texts: readonly string[]): CallGraph {
	const stackOf = new Map<string, number>();
	const callsOf = new Map<string, Set<string>>();
	for (const text of texts) {
		for (const {groups} of text.matchAll(NODE)) {
			const stack = STACK.exec(groups!['label']!)?.groups;
			if (stack === undefined) continue;
			const name = nameOf(groups!['title']!);
			if (stack['kind'] !== 'static') throw new RangeError(`${name}: a stack that is not static`);
			stackOf.set(name, Math.max(Number(stack['bytes']), stackOf.get(name) ?? 0));
		}

		for (const {groups} of text.matchAll(EDGE)) {
			const from = nameOf(groups!['from']!);
			callsOf.set(from, (callsOf.get(from) ?? new Set()).add(nameOf(groups!['to']!)));
		}
	}
	return {stackOf, callsOf};
}

/** The deepest way from `root`. Throws RangeError for a circle, or a function nobody knows. */
export function deepest(graph: CallGraph, root: string): Depth {
	const known = new Map<string, Depth>();
	const open = new Set<string>();
	return depthOf(root);

	function depthOf(name: string): Depth {
		const before = known.get(name);
		if (before !== undefined) return before;
		if (open.has(name)) throw new RangeError(`${name} calls itself`);
		open.add(name);
		let below: Depth = {bytes: 0, way: []};
		for (const called of graph.callsOf.get(name) ?? []) {
			const depth = depthOf(called);
			if (depth.bytes > below.bytes) below = depth;
		}
		open.delete(name);
		const depth = {bytes: ownStack(graph, name) + below.bytes, way: [name, ...below.way]};
		known.set(name, depth);
		return depth;
	}
}

function ownStack({stackOf}: CallGraph, name: string): number {
	const bytes = stackOf.get(name) ?? (LIBGCC.test(name) ? LIBGCC_STACK : undefined);
	if (bytes === undefined) throw new RangeError(`nobody knows the stack of ${name}`);
	return bytes;
}

/** A function that others cannot call is written with the file before it. */
function nameOf(title: string): string {
	return title.slice(title.lastIndexOf(':') + 1);
}
