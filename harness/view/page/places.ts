/*
 * Where everything is drawn, in metres.
 *
 *   +---------------------+
 *   |  area, with radios  |  o subscriber
 *   |                     |  |
 *   +---------------------+  o broker
 *     boards at lines
 *
 * Radios that are carried about are where the fleet says; all else stays.
 */
import type {Fleet} from '../fleet.js';
import type {Stage} from '../stage.js';
import type {Extent} from './camera.js';

export interface Place {
	readonly xM: number;
	readonly yM: number;
}

export class Places {
	readonly radios: Place[];
	readonly broker: Place;
	readonly subscriber: Place;
	readonly #area: Extent;
	/** What a node has for itself, from side to side. */
	readonly spacingM: number;
	/** Where everybody begins. */
	readonly #home: readonly Place[];
	#fleet: Fleet | undefined;
	#moves = 0;

	constructor({radios, area: {widthM, heightM}}: Stage) {
		const size = Math.max(widthM, heightM);
		const boards = radios.filter(({xM}) => xM === undefined).length;
		let board = 0;
		this.#home = radios.map(({xM, yM}) =>
			xM === undefined || yM === undefined
				? {xM: ((board++ + 0.5) * widthM) / boards, yM: -0.07 * size}
				: {xM, yM},
		);
		this.radios = [...this.#home];
		const rightM = widthM + 0.11 * size;
		this.broker = {xM: rightM, yM: heightM * 0.36};
		this.subscriber = {xM: rightM, yM: heightM * 0.64};
		this.spacingM = Math.sqrt((widthM * heightM) / Math.max(1, radios.length));
		this.#area = {
			leftM: 0,
			rightM: rightM + 0.05 * size,
			bottomM: boards > 0 ? -0.11 * size : 0,
			topM: heightM,
		};
	}

	/** All that is to be seen, wherever somebody has been carried to. */
	get extent(): Extent {
		const {leftM, rightM, bottomM, topM} = this.#area;
		const [xs, ys] = [this.radios.map(({xM}) => xM), this.radios.map(({yM}) => yM)];
		return {
			leftM: Math.min(leftM, ...xs),
			rightM: Math.max(rightM, ...xs),
			bottomM: Math.min(bottomM, ...ys),
			topM: Math.max(topM, ...ys),
		};
	}

	/** Puts everybody where `fleet` has him; true where that is elsewhere than the last time. */
	follow(fleet: Fleet): boolean {
		if (fleet === this.#fleet && fleet.moves === this.#moves) return false;
		const moved = fleet.moves > 0 || this.#moves > 0;
		this.#fleet = fleet;
		this.#moves = fleet.moves;
		if (!moved) return false;
		this.#home.forEach((home, radio) => {
			this.radios[radio] = fleet.placeOf(radio) ?? home;
		});
		return true;
	}
}
