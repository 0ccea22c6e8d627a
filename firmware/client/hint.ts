/*
 * Telling another node of a gateway: MQTT-SN 1.2, section 6.1.
 *
 *   Idle      SEARCHGW overheard   -> Delaying   deadline: 0..TGWINFO, by luck
 *   Delaying  GWINFO overheard     -> Idle       somebody was quicker
 *   Delaying  deadline             -> Idle       GWINFO goes out
 *
 * Knows no gateway. Luck is handed in, 32 random bits.
 */
import {must, Panic} from '../panic';

@unmanaged
export class Hint {
	delaying: bool;
	deadlineMs: u32;

	begin(nowMs: u32, gwinfoMs: u32, luck: u32): void {
		must(!this.delaying, Panic.State);
		this.delaying = true;
		this.deadlineMs = nowMs + (luck % (gwinfoMs + 1));
	}

	cancel(): void {
		this.delaying = false;
	}

	/** Returns true when it is time to speak. */
	poll(nowMs: u32): bool {
		if (!this.delaying || i32(nowMs - this.deadlineMs) < 0) return false;
		this.delaying = false;
		return true;
	}
}
