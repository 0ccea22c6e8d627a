/*
 * Where everything is drawn, in metres.
 *
 *   +---------------------+
 *   |  area, with radios  |  o subscriber
 *   |                     |  |
 *   +---------------------+  o broker
 *     boards at lines
 */
import type {Stage} from '../stage.js';
import type {Extent} from './camera.js';

export interface Place {
	readonly xM: number;
	readonly yM: number;
}

export class Places {
	readonly radios: readonly Place[];
	readonly broker: Place;
	readonly subscriber: Place;
	readonly extent: Extent;
	/** What a node has for itself, from side to side. */
	readonly spacingM: number;

	constructor({radios, area: {widthM, heightM}}: Stage) {
		const size = Math.max(widthM, heightM);
		const boards = radios.filter(({xM}) => xM === undefined).length;
		let board = 0;
		this.radios = radios.map(({xM, yM}) =>
			xM === undefined || yM === undefined
				? {xM: ((board++ + 0.5) * widthM) / boards, yM: -0.07 * size}
				: {xM, yM},
		);
		const rightM = widthM + 0.11 * size;
		this.broker = {xM: rightM, yM: heightM * 0.36};
		this.subscriber = {xM: rightM, yM: heightM * 0.64};
		this.spacingM = Math.sqrt((widthM * heightM) / Math.max(1, radios.length));
		this.extent = {
			leftM: 0,
			rightM: rightM + 0.05 * size,
			bottomM: boards > 0 ? -0.11 * size : 0,
			topM: heightM,
		};
	}
}
