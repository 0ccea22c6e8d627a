/*
 * When new keys are due, SNAKE-128 2.9:
 *
 *   2^q records were sent                       counted by the counter, so skipped values count, too
 *   T hours are over
 *   the gateway asked for it                    at a time by luck within its deadline
 *   the counter comes near its end
 *   2^20 records had a wrong tag
 *   so many requests in a row went unanswered   the gateway may have lost its keys
 *
 * Knows no session, no attempt and no gateway. Only unanswered requests do not wait for MATURE_MS:
 * whatever a gateway asks for, keys in use are at least that old before flash is written again.
 */
import {BAD_TAGS_MAX, UNANSWERED_MAX} from '../limits';

const HOUR_MS: u32 = 3_600_000;
/** New keys by count or time are at least a minute apart. */
const MATURE_MS: u32 = 60_000;
/** 2 to the power of 32 and more is never: the counter has its own end. */
const REKEY_LOG_END: u8 = 31;

@unmanaged
export class Rekey {
	private beganMs: u32;
	private firstCounter: u32;
	private badTags: u32;
	private requestMs: u32;
	private unanswered: u8;
	private requested: bool;
	/** They have served for MATURE_MS, which is not asked of the clock once it has turned. */
	private mature: bool;
	private expired: bool;

	/** New keys, from `counter` on. */
	begin(nowMs: u32, counter: u32): void {
		this.beganMs = nowMs;
		this.firstCounter = counter;
		this.badTags = 0;
		this.unanswered = 0;
		this.requested = false;
		this.mature = false;
		this.expired = false;
	}

	/** REKEY-REQ. Of two requests the earlier time counts. */
	request(nowMs: u32, delayMs: u32): void {
		const dueMs = nowMs + delayMs;
		if (this.requested && i32(dueMs - this.requestMs) > 0) return;
		this.requested = true;
		this.requestMs = dueMs;
	}

	badTag(): void {
		this.badTags += 1;
	}

	/** A request had to be sent again. */
	missed(): void {
		if (!this.silent) this.unanswered += 1;
	}

	answered(): void {
		this.unanswered = 0;
	}

	/** A request waits for its answer for longer than it should. */
	get doubtful(): bool {
		return this.unanswered > 0;
	}

	/** The gateway answers nothing: it may have lost its keys. */
	get silent(): bool {
		return u32(this.unanswered) >= UNANSWERED_MAX;
	}

	/** Looks at the clock; `hours` is T. */
	poll(nowMs: u32, hours: u8): void {
		const ageMs = nowMs - this.beganMs;
		if (ageMs >= MATURE_MS) this.mature = true;
		if (hours > 0 && ageMs >= u32(hours) * HOUR_MS) this.expired = true;
	}

	due(nowMs: u32, counter: u32, rekeyLog: u8): bool {
		if (!this.mature) return false;
		if (this.expired || this.badTags >= BAD_TAGS_MAX) return true;
		if (this.requested && i32(nowMs - this.requestMs) >= 0) return true;
		return rekeyLog < REKEY_LOG_END && counter - this.firstCounter >= 1 << u32(rekeyLog);
	}

	/** How long the answer of poll() and due() stays the same; `hours` is T. */
	waitMs(nowMs: u32, hours: u8): u32 {
		if (!this.mature) return this.beganMs + MATURE_MS - nowMs;
		const ageMs = nowMs - this.beganMs;
		let leftMs: u32 = u32.MAX_VALUE;
		if (hours > 0 && !this.expired) leftMs = u32(hours) * HOUR_MS - ageMs;
		if (!this.requested) return leftMs;
		const requestMs = i32(this.requestMs - nowMs);
		return requestMs > 0 ? min(leftMs, u32(requestMs)) : leftMs;
	}
}
