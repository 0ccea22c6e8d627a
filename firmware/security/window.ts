/*
 * Which counters of a sender were taken already: SNAKE-128 2.8.
 *
 *   highest        the greatest that was taken
 *   taken          bit i: highest - i was taken, or is too old to tell
 *
 * A window that has not begun takes any counter. fresh() asks before the tag is checked, take()
 * tells after it was right: a forgery moves nothing.
 */
const WIDTH: u32 = 32;
const ALL: u32 = 0xffffffff;
const HALF_TURN: u32 = 0x8000;

@unmanaged
export class Window {
	highest: u32;
	taken: u32;
	begun: bool;

	/** Nothing up to `floor` is taken any more. */
	begin(floor: u32): void {
		this.highest = floor;
		this.taken = ALL;
		this.begun = true;
	}

	reset(): void {
		this.begin(0);
		this.begun = false;
	}

	fresh(counter: u32): bool {
		if (!this.begun || counter > this.highest) return true;
		const age = this.highest - counter;
		return age < WIDTH && ((this.taken >> age) & 1) === 0;
	}

	/** A greater counter was taken before this one. */
	overtaken(counter: u32): bool {
		return this.begun && counter < this.highest;
	}

	/** Only for a counter that is fresh, when its record was genuine. */
	take(counter: u32): void {
		if (!this.begun) this.begin(counter);
		else if (counter > this.highest) this.advance(counter);
		else this.taken |= 1 << (this.highest - counter);
	}

	/** The counter with this low half that is nearest to the highest: SNAKE-128 2.16. */
	extend(low: u16): u32 {
		const ahead = u32(u16(low - u16(this.highest)));
		return ahead <= HALF_TURN ? this.highest + ahead : this.highest + ahead - 2 * HALF_TURN;
	}

	private advance(counter: u32): void {
		const step = counter - this.highest;
		this.taken = step < WIDTH ? (this.taken << step) | 1 : 1;
		this.highest = counter;
	}
}
