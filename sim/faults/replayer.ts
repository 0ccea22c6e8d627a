/*
 * Somebody keeps what is on the air and says it again: after a second or after hours.
 *
 *   heard --> young   the last ones, in a ring
 *         --> old     a fair sample of everything so far
 *   every so often    one of them goes out again, to the octet
 *
 * Bounded, and by luck alone: it does not read what it keeps.
 */
import type {Fault} from './fault.js';

/** A radio that hears all, the time, and fractions of luck by number. */
export interface ReplayerHandle {
	onFrame: (frame: Uint8Array) => void;
	sendFrame(frame: Uint8Array): void;
	after(delayUs: number, run: () => void): void;
	luck(number: number): number;
}

export interface ReplayerOptions {
	/** The mean time between two of its frames. */
	readonly everyUs: number;
	/** Frames that it keeps, half of them young. At least 2. */
	readonly keptMax: number;
}

/** An ACK has 5 octets; to say it again is to play another game. */
const SIZE_MIN = 6;

export class Replayer implements Fault {
	readonly #young: Uint8Array[] = [];
	readonly #old: Uint8Array[] = [];
	#heard = 0;
	#draws = 0;
	#strikes = 0;
	#struck = false;
	#sent = 0;

	constructor(
		private readonly handle: ReplayerHandle,
		private readonly options: ReplayerOptions,
	) {
		handle.onFrame = frame => {
			if (this.#struck && frame.length >= SIZE_MIN) this.#keep(Uint8Array.from(frame));
		};
	}

	/** Frames that went out so far. */
	get sent(): number {
		return this.#sent;
	}

	strike(): void {
		if (this.#struck) throw new RangeError('struck already');
		this.#struck = true;
		this.#wait(++this.#strikes);
	}

	heal(): void {
		this.#struck = false;
	}

	#keep(frame: Uint8Array): void {
		const half = Math.floor(this.options.keptMax / 2);
		this.#young[this.#heard % half] = frame;
		this.#heard += 1;
		const place = this.#old.length < half ? this.#old.length : this.#drawBelow(this.#heard);
		if (place < half) this.#old[place] = frame;
	}

	#wait(strike: number): void {
		const delayUs = Math.ceil(2 * this.#draw() * this.options.everyUs);
		this.handle.after(delayUs, () => {
			if (!this.#struck || strike !== this.#strikes) return;
			this.#sendOne();
			this.#wait(strike);
		});
	}

	#sendOne(): void {
		const kept = this.#draw() < 0.5 ? this.#young : this.#old;
		if (kept.length === 0) return;
		this.handle.sendFrame(kept[this.#drawBelow(kept.length)]);
		this.#sent += 1;
	}

	#drawBelow(count: number): number {
		return Math.floor(this.#draw() * count);
	}

	#draw(): number {
		return this.handle.luck(this.#draws++);
	}
}
