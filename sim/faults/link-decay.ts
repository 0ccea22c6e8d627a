/*
 * Links that get worse bit by bit: leaves grow, water gets in, contacts rust.
 *
 *   loss |          _______  all of it
 *        |      _--
 *        |  _---              half a decibel at a time
 *        +--|-------|------ t
 *         strike   overUs later
 */
import type {Fault} from './fault.js';
import type {GroundHandle} from './partition.js';

const STEP_CDB = 50;

export interface DecayHandle extends GroundHandle {
	/** Asks obstacles anew. */
	refresh(): void;
	/** Calls `run` after `delayUs`. */
	after(delayUs: number, run: () => void): void;
}

export interface DecayOptions {
	/** The radio whose links decay, and the one at their other end; all if undefined. */
	readonly radio: number;
	readonly peer?: number | undefined;
	/** What they lose in the end, in hundredths of a dB. */
	readonly lossCdb: number;
	readonly overUs: number;
}

export class LinkDecay implements Fault {
	#lossCdb = 0;
	#heal: (() => void) | undefined;
	#turn = 0;

	constructor(
		private readonly handle: DecayHandle,
		private readonly options: DecayOptions,
	) {}

	strike(): void {
		if (this.#heal !== undefined) throw new RangeError('struck already');
		const {radio, peer} = this.options;
		const hit = (a: number, b: number) => a === radio && (peer === undefined || peer === b);
		this.#lossCdb = 0;
		this.#heal = this.handle.obstruct((from, to) =>
			hit(from, to) || hit(to, from) ? this.#lossCdb : 0,
		);
		this.#wait(++this.#turn);
	}

	heal(): void {
		this.#turn++;
		this.#heal?.();
		this.#heal = undefined;
	}

	#wait(turn: number): void {
		const {lossCdb, overUs} = this.options;
		const stepUs = Math.max(1, Math.round((overUs * Math.min(STEP_CDB, lossCdb)) / lossCdb));
		this.handle.after(stepUs, () => {
			if (turn !== this.#turn) return;
			this.#lossCdb = Math.min(lossCdb, this.#lossCdb + STEP_CDB);
			this.handle.refresh();
			if (this.#lossCdb < lossCdb) this.#wait(turn);
		});
	}
}
