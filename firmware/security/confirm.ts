/*
 * CONF until CONF-ACK, SNAKE-128 2.5: the proof that the new key lies in flash. The key server
 * needs it to forget the old key; without it the next HELLO does the same.
 *
 *   Idle     begin                  -> Pending   due at once, or when the gateway was heard
 *   Pending  due, tries left        -> Pending   CONF goes out
 *   Pending  due, no tries left     -> Idle
 *   Pending  CONF-ACK of its id     -> Idle
 *
 * Knows no key.
 */
import {CONF_TRIES} from '../limits';

@unmanaged
export class Confirm {
	deadlineMs: u32;
	packetId: u16;
	pending: bool;
	private triesLeft: u8;

	begin(nowMs: u32, delayMs: u32, packetId: u16): void {
		this.pending = true;
		this.packetId = packetId;
		this.triesLeft = u8(CONF_TRIES);
		this.deadlineMs = nowMs + delayMs;
	}

	/** The gateway answers under the new keys: there is nothing to wait for any more. */
	hasten(nowMs: u32): void {
		if (u32(this.triesLeft) === CONF_TRIES) this.deadlineMs = nowMs;
	}

	/** Returns true when CONF is to be sent. */
	poll(nowMs: u32, gapMs: u32): bool {
		if (!this.pending || i32(nowMs - this.deadlineMs) < 0) return false;
		if (this.triesLeft === 0) {
			this.pending = false;
			return false;
		}
		this.triesLeft -= 1;
		this.deadlineMs = nowMs + gapMs;
		return true;
	}

	acknowledge(packetId: u16): void {
		if (this.packetId === packetId) this.pending = false;
	}

	reset(): void {
		this.pending = false;
	}
}
