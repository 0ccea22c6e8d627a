/*
 * What border routers know together: through which parent each node can be reached, as DAOs say.
 *
 *   7 -> 5 -> 2 -> border router 1        a route is the way back: 1, 2, 5, 7
 *
 * Says nothing of a node whose way ends nowhere, goes round, or is longer than a source route can be.
 */
import type {Dao} from './dao.js';
import {isNewer} from './lollipop.js';

/** What a routing header here has room for. */
export const HOPS_MAX = 16;

interface Edge {
	readonly parent: number;
	readonly pathSequence: number;
	readonly expiryUs: number;
}

export class Topology {
	readonly #roots: ReadonlySet<number>;
	readonly #edges = new Map<number, Edge>();

	/** The short addresses of border routers. */
	constructor(roots: readonly number[]) {
		this.#roots = new Set(roots);
	}

	isRoot(address: number): boolean {
		return this.#roots.has(address);
	}

	/** Takes what a node says of itself, unless it has said something newer; false if so. */
	learn({target, parent, pathSequence, lifetime}: Dao, nowUs: number, unitUs: number): boolean {
		const known = this.#edges.get(target);
		if (known !== undefined && isNewer(known.pathSequence, pathSequence)) return false;
		if (lifetime === 0) this.#edges.delete(target);
		else this.#edges.set(target, {parent, pathSequence, expiryUs: nowUs + lifetime * unitUs});
		return true;
	}

	/** From a border router to `node`, both counted; undefined where no way is known. */
	routeTo(node: number, nowUs: number): number[] | undefined {
		const route = [node];
		let at = node;
		while (!this.#roots.has(at)) {
			const edge = this.#edges.get(at);
			if (edge === undefined || edge.expiryUs <= nowUs || route.length > HOPS_MAX) return undefined;
			at = edge.parent;
			route.push(at);
		}
		return route.reverse();
	}
}
