/*
 * A radio that is carried elsewhere, in a straight line and at one speed, and is put back when
 * the fault heals. Its links are made anew each metre of the way, and at the end.
 */
import type {Fault} from './fault.js';

interface Place {
	readonly xM: number;
	readonly yM: number;
}

export interface MoveHandle {
	placeOf(radio: number): Place;
	move(radio: number, xM: number, yM: number): void;
	/** Calls `run` after `delayUs`. */
	after(delayUs: number, run: () => void): void;
}

/** Where to, and how long the way takes. */
export interface Journey {
	readonly to: Place;
	readonly overUs: number;
}

/** A way of more metres is not made anew at each of them. */
const STEPS_MAX = 1000;

export class Movement implements Fault {
	#home: Place | undefined;
	#turn = 0;

	constructor(
		private readonly handle: MoveHandle,
		private readonly radio: number,
		private readonly journey: Journey,
	) {}

	strike(): void {
		const home = this.handle.placeOf(this.radio);
		this.#home ??= home;
		const {to} = this.journey;
		const wayM = Math.sqrt((to.xM - home.xM) ** 2 + (to.yM - home.yM) ** 2);
		const steps = Math.max(1, Math.min(STEPS_MAX, Math.ceil(wayM)));
		this.#walk(home, {step: 1, steps, turn: ++this.#turn});
	}

	heal(): void {
		this.#turn++;
		if (this.#home === undefined) return;
		this.handle.move(this.radio, this.#home.xM, this.#home.yM);
		this.#home = undefined;
	}

	#walk(from: Place, {step, steps, turn}: {step: number; steps: number; turn: number}): void {
		const {to, overUs} = this.journey;
		const delayUs = Math.round((overUs * step) / steps) - Math.round((overUs * (step - 1)) / steps);
		this.handle.after(delayUs, () => {
			if (turn !== this.#turn) return;
			const at = (start: number, end: number) => start + ((end - start) * step) / steps;
			this.handle.move(this.radio, at(from.xM, to.xM), at(from.yM, to.yM));
			if (step < steps) this.#walk(from, {step: step + 1, steps, turn});
		});
	}
}
