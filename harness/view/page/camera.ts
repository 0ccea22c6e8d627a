/*
 * From metres of the area to pixels of the map and back. North is up, so y is turned round.
 *
 *   x = left + scale * xM        y = bottom - scale * yM
 */

export interface Point {
	readonly x: number;
	readonly y: number;
}

export interface Extent {
	readonly leftM: number;
	readonly rightM: number;
	readonly bottomM: number;
	readonly topM: number;
}

const SCALE_FACTOR_MAX = 40;
const MARGIN_TOP = 28;
const MARGIN_BOTTOM = 52;
const MARGIN_SIDE = 28;

export class Camera {
	/** Pixels a metre. */
	scale = 1;
	/** Grows with every change: whoever keeps a picture knows that it is old. */
	version = 0;
	#left = 0;
	#bottom = 0;
	#fitted = 1;

	/** Shows all of `extent` in a map of `width` by `height` pixels. */
	fit(
		{leftM, rightM, bottomM, topM}: Extent,
		{width, height}: {width: number; height: number},
	): void {
		const wide = width - 2 * MARGIN_SIDE;
		const high = height - MARGIN_TOP - MARGIN_BOTTOM;
		this.scale = Math.max(1e-3, Math.min(wide / (rightM - leftM), high / (topM - bottomM)));
		this.#fitted = this.scale;
		this.#left = (width - this.scale * (rightM + leftM)) / 2;
		this.#bottom = MARGIN_TOP + (high + this.scale * (topM + bottomM)) / 2;
		this.version++;
	}

	/** How much larger than fitted. */
	get zoom(): number {
		return this.scale / this.#fitted;
	}

	x(xM: number): number {
		return this.#left + this.scale * xM;
	}

	y(yM: number): number {
		return this.#bottom - this.scale * yM;
	}

	pan(dx: number, dy: number): void {
		this.#left += dx;
		this.#bottom += dy;
		this.version++;
	}

	/** Larger or smaller by `factor`, with what is at `point` staying there. */
	zoomAt({x, y}: Point, factor: number): void {
		const most = (SCALE_FACTOR_MAX * this.#fitted) / this.scale;
		const least = (0.5 * this.#fitted) / this.scale;
		const by = Math.min(most, Math.max(least, factor));
		this.scale *= by;
		this.#left = x - by * (x - this.#left);
		this.#bottom = y - by * (y - this.#bottom);
		this.version++;
	}
}
