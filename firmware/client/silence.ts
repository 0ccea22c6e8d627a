/*
 * TWAIT of MQTT-SN 1.2, section 6.10: whoever is answered "congestion" keeps silent for a while.
 *
 *   Over     begin     -> Kept
 *   Kept     begin     -> Kept   the later deadline counts
 *   Kept     deadline  -> Over
 *   any      reset     -> Over
 *
 * One silence serves REGISTER, SUBSCRIBE and PUBLISH alike: it is one gateway that has no room.
 */
@unmanaged
export class Silence {
	kept: bool;
	deadlineMs: u32;

	begin(nowMs: u32, waitMs: u32): void {
		this.kept = true;
		this.deadlineMs = nowMs + waitMs;
	}

	poll(nowMs: u32): void {
		if (i32(nowMs - this.deadlineMs) >= 0) this.kept = false;
	}

	reset(): void {
		this.kept = false;
	}
}
