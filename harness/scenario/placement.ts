/*
 * Where nodes stand. Metres from the lower left corner of the area, to the millimetre, so that
 * the last place of a sine is the same on every machine.
 *
 *   grid              uniform           ring              cells             points
 *   o   o   o   o     o      o             o   o          oo      o         as listed
 *   o   o   o   o       o        o       o       o         o     oo
 *   o   o              o    o              o   o          o o    o o
 *
 * Luck is handed in. A node that is added leaves the others where uniform and points put them.
 */

export interface Area {
	readonly widthM: number;
	readonly heightM: number;
}

export interface Position {
	readonly xM: number;
	readonly yM: number;
}

export type Placement =
	/** In rows from the lower left, in the middle of equal cells. */
	| {readonly kind: 'grid'; readonly columns?: number | undefined}
	/** Anywhere, each place as likely as any other. */
	| {readonly kind: 'uniform'}
	/** At equal distances on a circle round the middle of the area. */
	| {readonly kind: 'ring'; readonly radiusM: number}
	/** Anywhere on discs round the places of a grid of so many: the first on the first, and round. */
	| {readonly kind: 'cells'; readonly cells: number; readonly radiusM: number}
	| {readonly kind: 'points'; readonly points: readonly Position[]};

export interface Crowd {
	readonly count: number;
	readonly area: Area;
	/** The number in [0, 1) that belongs to `index`, the same whenever it is asked for. */
	readonly draw: (index: number) => number;
}

/** A place for each of `count` nodes, in their order. */
export function place(placement: Placement, crowd: Crowd): Position[] {
	const at = placer(placement, crowd);
	return Array.from({length: crowd.count}, (_, index) => toMillimetres(at(index)));
}

function placer(placement: Placement, crowd: Crowd): (index: number) => Position {
	switch (placement.kind) {
		case 'grid':
			return grid(placement.columns, crowd);
		case 'uniform':
			return uniform(crowd);
		case 'ring':
			return ring(placement.radiusM, crowd);
		case 'cells':
			return cells(placement, crowd);
		case 'points':
			return listed(placement.points);
	}
}

function grid(wanted: number | undefined, {count, area}: Crowd): (index: number) => Position {
	const square = Math.ceil(Math.sqrt((count * area.widthM) / area.heightM));
	const columns = Math.min(count, wanted ?? square);
	const rows = Math.ceil(count / columns);
	return index => ({
		xM: (((index % columns) + 0.5) * area.widthM) / columns,
		yM: ((Math.floor(index / columns) + 0.5) * area.heightM) / rows,
	});
}

function uniform({area, draw}: Crowd): (index: number) => Position {
	return index => ({xM: draw(2 * index) * area.widthM, yM: draw(2 * index + 1) * area.heightM});
}

function ring(radiusM: number, {count, area}: Crowd): (index: number) => Position {
	return index => {
		const angle = (2 * Math.PI * index) / count;
		return {
			xM: area.widthM / 2 + radiusM * Math.cos(angle),
			yM: area.heightM / 2 + radiusM * Math.sin(angle),
		};
	};
}

function cells(
	{cells: count, radiusM}: {readonly cells: number; readonly radiusM: number},
	{area, draw}: Crowd,
): (index: number) => Position {
	const middleOf = grid(undefined, {count, area, draw});
	return index => {
		const middle = middleOf(index % count);
		// A disc has as much area without as within the root of a half.
		const distanceM = radiusM * Math.sqrt(draw(2 * index));
		const angle = 2 * Math.PI * draw(2 * index + 1);
		return {
			xM: middle.xM + distanceM * Math.cos(angle),
			yM: middle.yM + distanceM * Math.sin(angle),
		};
	};
}

function listed(points: readonly Position[]): (index: number) => Position {
	return index => {
		const point = points[index];
		if (point === undefined) throw new RangeError(`no point is listed for node ${index}`);
		return point;
	};
}

function toMillimetres({xM, yM}: Position): Position {
	return {xM: Math.round(xM * 1000) / 1000, yM: Math.round(yM * 1000) / 1000};
}
