/*
 * The one counter of everything this device protects, SNAKE-128 2.7: no value is ever used twice.
 *
 *   next < ceiling    take
 *   next = ceiling    a higher ceiling is written to flash, read back, and then raise()d
 *
 * A boot starts at the ceiling. Ceilings are multiples of a block. Knows no flash.
 */
import {COUNTER_BLOCK, COUNTER_JUMP_MAX, COUNTER_RESERVE} from '../limits';
import {must, Panic} from '../panic';

@unmanaged
export class SendCounter {
	next: u32;
	ceiling: u32;

	/** `ceiling` as it stands in flash; 0 on a blank device, which begins at 1. */
	begin(ceiling: u32): void {
		this.ceiling = ceiling;
		this.next = max(1, ceiling);
	}

	/** A ceiling must be raised before the next take(). */
	get used(): bool {
		return this.next >= this.ceiling;
	}

	/** What the ceiling is to become; 0 where there is nothing left above. */
	get nextCeiling(): u32 {
		return (this.next | (COUNTER_BLOCK - 1)) + 1;
	}

	/** After `ceiling` lies in flash. */
	raise(ceiling: u32): void {
		must(ceiling > this.next, Panic.State);
		this.ceiling = ceiling;
	}

	take(): u32 {
		must(!this.used, Panic.State);
		this.next += 1;
		return this.next - 1;
	}

	/** New keys are needed before the values run out. */
	get nearEnd(): bool {
		return this.next >= COUNTER_RESERVE;
	}

	/** The gateway takes nothing up to `floor`: a step towards it, never back. */
	jump(floor: u32): void {
		if (floor < this.next || this.nearEnd) return;
		this.next += min(floor - this.next + 1, COUNTER_JUMP_MAX);
	}
}
