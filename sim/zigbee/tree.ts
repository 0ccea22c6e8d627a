/*
 * Addresses by the place in the tree: ZigBee specification 3.6.1.6, stack profile 1.
 *
 *   Cskip(d) = (1 + Cm - Rm - Cm Rm^(Lm-d-1)) / (1 - Rm)     addresses below one router child
 *
 *   parent A at depth d     k-th router child      A + (k - 1) Cskip(d) + 1
 *                           n-th end device        A + Rm Cskip(d) + n
 *   a frame for D at A      A < D < A + Cskip(d-1) goes down, to A + 1 + floor((D-A-1)/Cskip) Cskip
 *                           anything else goes up
 *
 * An address is given once and never again, so that whoever has moved can keep his.
 */

export interface TreeShape {
	/** Cm: children of one router. */
	readonly nwkMaxChildren: number;
	/** Rm: how many of them may be routers. */
	readonly nwkMaxRouters: number;
	/** Lm: the depth of the deepest device; the coordinator has depth 0. */
	readonly nwkMaxDepth: number;
}

/** Cm 20, Rm 6, Lm 5: what ns-3 takes, and 31,101 addresses. */
export const DEFAULT_TREE: TreeShape = {nwkMaxChildren: 20, nwkMaxRouters: 6, nwkMaxDepth: 5};

/** Addresses in the part of the tree below one router child of a device at `depth`; 0 at the end. */
export function cskip(
	{nwkMaxChildren, nwkMaxRouters, nwkMaxDepth}: TreeShape,
	depth: number,
): number {
	const below = nwkMaxDepth - depth - 1;
	if (below < 0) return 0;
	if (nwkMaxRouters === 1) return 1 + nwkMaxChildren * below;
	const part = 1 + nwkMaxChildren - nwkMaxRouters - nwkMaxChildren * nwkMaxRouters ** below;
	return part / (1 - nwkMaxRouters);
}

/** The address of router child `index`, from 0, of `parent` at `depth`. */
export function routerAddress(
	shape: TreeShape,
	parent: number,
	depth: number,
	index: number,
): number {
	return parent + index * cskip(shape, depth) + 1;
}

/** The address of end device `index`, from 0. */
export function endDeviceAddress(
	shape: TreeShape,
	parent: number,
	depth: number,
	index: number,
): number {
	return parent + shape.nwkMaxRouters * cskip(shape, depth) + index + 1;
}

/** Whether `destination` lies below the router at `address` and `depth`. */
export function isBelow(
	shape: TreeShape,
	address: number,
	depth: number,
	destination: number,
): boolean {
	if (depth === 0) return destination !== address;
	return destination > address && destination < address + cskip(shape, depth - 1);
}

/** The child of the router at `address` whose part of the tree has `destination`. */
export function nextDown(
	shape: TreeShape,
	address: number,
	depth: number,
	destination: number,
): number {
	const skip = cskip(shape, depth);
	const offset = destination - address - 1;
	if (skip === 0 || offset >= shape.nwkMaxRouters * skip) return destination;
	return address + 1 + Math.floor(offset / skip) * skip;
}
