/*
 * Is the gateway still there? SNAKE-128 2.11: somebody says without proof that it is not, so a
 * PINGREQ goes out in a record, and only silence upon it leads to HELLO.
 *
 *   Idle     begin             -> Asking   PINGREQ goes out; at most once in 60 s
 *   Asking   due               -> Asking   PINGREQ goes out again
 *   Asking   heard             -> Idle     a genuine record came
 *   any      reset             -> Idle
 *
 * How often is enough, rekey.ts knows. Knows no message.
 */
import {HINT_MS} from '../limits';

@unmanaged
export class Probe {
	deadlineMs: u32;
	private restMs: u32;
	asking: bool;
	private resting: bool;

	/** Returns false where the last probe is too young. */
	begin(nowMs: u32, gapMs: u32): bool {
		if (this.asking || this.resting) return false;
		this.asking = true;
		this.resting = true;
		this.deadlineMs = nowMs + gapMs;
		this.restMs = nowMs + HINT_MS;
		return true;
	}

	/** Returns true when PINGREQ is to be sent again. */
	poll(nowMs: u32, gapMs: u32): bool {
		if (this.resting && i32(nowMs - this.restMs) >= 0) this.resting = false;
		if (!this.asking || i32(nowMs - this.deadlineMs) < 0) return false;
		this.deadlineMs = nowMs + gapMs;
		return true;
	}

	heard(): void {
		this.asking = false;
	}

	reset(): void {
		this.asking = false;
	}
}
