/*
 * One attempt to agree on keys, SNAKE-128 2.5, and the rest between two attempts.
 *
 *   Idle     begin                         -> Waiting   HELLO goes out
 *   Waiting  deadline, tries left          -> Waiting   Resend: the same octets; the gap is doubled
 *   Waiting  deadline, no tries left       -> Resting   GiveUp
 *   Waiting  MAC2 wrong, once too often    -> Resting   GiveUp
 *   Waiting  agreed                        -> Idle
 *   Resting  deadline                      -> Idle      Rested
 *   Resting  spare, not too often          -> Idle      there is another gateway to ask
 *   Idle     fail                          -> Resting   the gateway does not use what was agreed on,
 *                                                       or the attempt could not begin
 *
 *   nD 16 | MAC1 16   lie behind the fields
 *
 * Rests last 60 s at first and an hour at last, and half as much again by luck; only a record under
 * new keys makes them short again, so no gateway can make a device write to its flash all the time.
 * After 24 hours without success every second attempt is one of recovery. Whole hours outlive a boot
 * where the caller keeps them, as it is told to by takeHour(). Knows no octet of a frame.
 */
import {
	BAD_MACS_MAX,
	HELLO_MS,
	HELLO_TRIES,
	RECOVERY_HOURS,
	REST_MAX_MS,
	REST_MS,
	SPARED_MAX,
} from '../limits';
import {must, Panic} from '../panic';
import {wipe} from './equal';

export enum HandshakeState {
	Idle,
	Waiting,
	Resting,
}

export enum HandshakeAction {
	None,
	Resend,
	GiveUp,
	Rested,
}

export const MODE_CHAIN: u8 = 1;
export const MODE_RECOVER: u8 = 2;
/** There was a session once, and there is none now. */
export const MODE_COLD: u8 = 0x80;

const SECRET_SIZE: u32 = 16;
const HOUR_MS: u32 = 3_600_000;

@unmanaged
export class Handshake {
	state: HandshakeState;
	/** C. */
	counter: u32;
	deadlineMs: u32;
	gapMs: u32;
	restMs: u32;
	/** When the hour that is not yet counted began. */
	failingSinceMs: u32;
	/** Rests that were cut short since a record was heard under new keys. */
	spared: u32;
	peer: u16;
	packetId: u16;
	suites: u8;
	mode: u8;
	gatewayId: u8;
	triesLeft: u8;
	badMacs: u8;
	/** Nothing was agreed on for `hours`, and since failingSinceMs. */
	failing: bool;
	/** For so many whole hours: up to RECOVERY_HOURS. */
	hours: u8;
	/** They are more than the caller keeps. */
	hourIsNew: bool;
	/** The last attempt was one of recovery. */
	recovered: bool;

	get nonce(): usize {
		return changetype<usize>(this) + FIELDS_SIZE;
	}

	get mac(): usize {
		return this.nonce + usize(SECRET_SIZE);
	}

	get waiting(): bool {
		return this.state === HandshakeState.Waiting;
	}

	get idle(): bool {
		return this.state === HandshakeState.Idle;
	}

	get recovers(): bool {
		return (this.mode & ~MODE_COLD) === MODE_RECOVER;
	}

	/** Every second attempt is one of recovery. */
	get desperate(): bool {
		return u32(this.hours) >= RECOVERY_HOURS;
	}

	/** True once for each hour without success: `hours` is to be kept. */
	takeHour(): bool {
		const isNew = this.hourIsNew;
		this.hourIsNew = false;
		return isNew;
	}

	/** After a boot: `hours` were kept. A boot begins with the chain. */
	resume(nowMs: u32, hours: u32): void {
		if (hours === 0) return;
		this.failing = true;
		this.failingSinceMs = nowMs;
		this.hours = u8(min(hours, RECOVERY_HOURS));
		this.recovered = true;
	}

	/** The mode of the next attempt. */
	nextMode(): u8 {
		return this.desperate && !this.recovered ? MODE_RECOVER : MODE_CHAIN;
	}

	/** `peer`, the suites, the mode and so on are the caller's to set. */
	begin(nowMs: u32, luck: u32): void {
		must(!this.waiting, Panic.State);
		this.state = HandshakeState.Waiting;
		this.triesLeft = u8(HELLO_TRIES - 1);
		this.badMacs = 0;
		this.recovered = this.recovers;
		this.gapMs = HELLO_MS;
		this.wait(nowMs, luck);
	}

	due(nowMs: u32): bool {
		return !this.idle && i32(nowMs - this.deadlineMs) >= 0;
	}

	/** `luck` is 32 random bits; they are wasted unless due(). */
	poll(nowMs: u32, luck: u32): HandshakeAction {
		this.countHours(nowMs);
		if (!this.due(nowMs)) return HandshakeAction.None;
		if (this.state === HandshakeState.Resting) {
			this.state = HandshakeState.Idle;
			return HandshakeAction.Rested;
		}
		if (this.triesLeft === 0) return HandshakeAction.GiveUp;
		this.triesLeft -= 1;
		this.gapMs *= 2;
		this.wait(nowMs, luck);
		return HandshakeAction.Resend;
	}

	/** Returns false when that was one bad MAC2 too many for this attempt. */
	forgive(): bool {
		this.badMacs += 1;
		return u32(this.badMacs) < BAD_MACS_MAX;
	}

	/** The attempt is over, or could not begin. */
	fail(nowMs: u32, luck: u32): void {
		this.forget();
		this.state = HandshakeState.Resting;
		this.restMs = this.restMs === 0 ? REST_MS : min(this.restMs * 2, REST_MAX_MS);
		this.deadlineMs = nowMs + this.restMs + (luck % (this.restMs / 2 + 1));
		if (this.failing) return;
		this.failing = true;
		this.failingSinceMs = nowMs;
	}

	agreed(): void {
		this.reset();
		this.failing = false;
		this.hours = 0;
		this.hourIsNew = false;
		this.recovered = false;
	}

	/** Cuts a rest short for another gateway; false where that was done too often. */
	spare(): bool {
		if (this.state !== HandshakeState.Resting || this.spared >= SPARED_MAX) return false;
		this.spared += 1;
		this.state = HandshakeState.Idle;
		this.restMs = this.restMs > REST_MS ? this.restMs / 2 : 0;
		return true;
	}

	/** The gateway uses what was agreed on. */
	heard(): void {
		this.restMs = 0;
		this.spared = 0;
	}

	/** The attempt is dropped as if it had never been. */
	reset(): void {
		this.forget();
		this.state = HandshakeState.Idle;
	}

	private forget(): void {
		wipe(this.nonce, 2 * SECRET_SIZE);
	}

	private countHours(nowMs: u32): void {
		if (!this.failing || this.desperate) return;
		const passed = (nowMs - this.failingSinceMs) / HOUR_MS;
		if (passed === 0) return;
		this.failingSinceMs += passed * HOUR_MS;
		this.hours = u8(min(u32(this.hours) + passed, RECOVERY_HOURS));
		this.hourIsNew = true;
	}

	/** Half of the gap at least, one and a half at most. */
	private wait(nowMs: u32, luck: u32): void {
		this.deadlineMs = nowMs + this.gapMs / 2 + (luck % (this.gapMs + 1));
	}
}

/** In whole words: nD is drawn a word at a time, and a Cortex-M0 faults where one is not aligned. */
const FIELDS_SIZE: usize = (offsetof<Handshake>() + 3) & ~3;
export const HANDSHAKE_SIZE: usize = FIELDS_SIZE + 2 * usize(SECRET_SIZE);
