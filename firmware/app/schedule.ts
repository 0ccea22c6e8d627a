/*
 * When the sensor takes its next sample.
 *
 *   Stopped  begin  -> Running   the first is due within a time, by luck
 *   Running  due    -> Running   Sample; the next is due a period later, give or take the jitter
 *
 * Counted from the time the last one was due, so lateness does not add up; a node that slept
 * through whole periods takes one sample and counts anew. Luck is handed in: 32 random bits.
 */
@unmanaged
export class Schedule {
	running: bool;
	dueMs: u32;
	/** The number of the last sample; the first has number 1. */
	sequence: u32;

	begin(nowMs: u32, withinMs: u32, luck: u32): void {
		this.running = true;
		this.dueMs = nowMs + (luck % withinMs);
	}

	due(nowMs: u32): bool {
		return this.running && i32(nowMs - this.dueMs) >= 0;
	}

	/** `jitterMs` is less than `periodMs`. Returns the number of the sample to take. */
	next(nowMs: u32, periodMs: u32, jitterMs: u32, luck: u32): u32 {
		const stepMs = periodMs - jitterMs + (luck % (2 * jitterMs + 1));
		const onTimeMs = this.dueMs + stepMs;
		this.dueMs = i32(nowMs - onTimeMs) < 0 ? onTimeMs : nowMs + stepMs;
		this.sequence += 1;
		return this.sequence;
	}
}
