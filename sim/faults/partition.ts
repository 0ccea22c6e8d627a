/*
 * A wall that lets nothing through, from strike to heal: those on one side feel nobody on the
 * other, not even as noise.
 */
import type {Obstacle} from '../phy/terrain.js';
import type {Fault} from './fault.js';

/** What a fault between radios is given. */
export interface GroundHandle {
	/** Puts `obstacle` between all radios; returns how to take it away. */
	obstruct(obstacle: Obstacle): () => void;
}

export class Partition implements Fault {
	#heal: (() => void) | undefined;
	readonly #side: ReadonlySet<number>;

	/** `side`: the radios on one side. */
	constructor(
		private readonly ground: GroundHandle,
		side: Iterable<number>,
	) {
		this.#side = new Set(side);
	}

	strike(): void {
		if (this.#heal !== undefined) throw new RangeError('struck already');
		const side = this.#side;
		this.#heal = this.ground.obstruct((from, to) =>
			side.has(from) === side.has(to) ? 0 : Infinity,
		);
	}

	heal(): void {
		this.#heal?.();
		this.#heal = undefined;
	}
}
