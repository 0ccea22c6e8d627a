/*
 * When a PINGREQ is due: MQTT-SN 1.2, section 6.11.
 *
 *   Stopped  begin                                  -> Running
 *   Running  sent, heard                            -> Running   both times are remembered
 *   Running  3/4 of the keep-alive since sent,
 *            or all of it since heard               -> Running   due
 *   Running  reset                                  -> Stopped
 *
 * The second clause finds a dead gateway although messages of QoS 0 go out all the time.
 */
@unmanaged
export class KeepAlive {
	running: bool;
	durationMs: u32;
	sentMs: u32;
	heardMs: u32;

	begin(nowMs: u32, durationMs: u32): void {
		this.running = true;
		this.durationMs = durationMs;
		this.sentMs = nowMs;
		this.heardMs = nowMs;
	}

	sent(nowMs: u32): void {
		this.sentMs = nowMs;
	}

	heard(nowMs: u32): void {
		this.heardMs = nowMs;
	}

	due(nowMs: u32): bool {
		return this.running && i32(nowMs - this.deadlineMs) >= 0;
	}

	get deadlineMs(): u32 {
		const bySent = this.sentMs + (this.durationMs / 4) * 3;
		const byHeard = this.heardMs + this.durationMs;
		return i32(bySent - byHeard) < 0 ? bySent : byHeard;
	}

	reset(): void {
		this.running = false;
	}
}
