/*
 * Waiting for an answer: Tretry and Nretry of MQTT-SN 1.2, section 6.13.
 *
 *   Idle     begin                        -> Waiting
 *   Waiting  acknowledge                  -> Idle
 *   Waiting  postpone                     -> Waiting   the deadline is a whole Tretry away again
 *   Waiting  deadline, attempts left      -> Waiting   Resend
 *   Waiting  deadline, no attempts left   -> Lost      GiveUp
 *   any      reset                        -> Idle
 *
 * Knows no clock, no radio and no message: the caller passes `now` in and sends what it is
 * told to send. Time is u32 milliseconds and wraps after 49 days; only differences count.
 */
import {must, Panic} from '../panic';

export enum RetryState {
	Idle,
	Waiting,
	Lost,
}

export enum RetryAction {
	None,
	Resend,
	GiveUp,
}

@unmanaged
export class Retry {
	state: RetryState;
	attemptsLeft: u32;
	deadlineMs: u32;
	/** How often it was sent again. */
	resent: u32;

	begin(nowMs: u32, retryMs: u32, attempts: u32): void {
		must(this.state === RetryState.Idle, Panic.RequestBusy);
		must(retryMs > 0, Panic.Time);
		this.state = RetryState.Waiting;
		this.attemptsLeft = attempts;
		this.resent = 0;
		this.deadlineMs = nowMs + retryMs;
	}

	/** Returns false for an answer nobody waits for, which is normal after a resend. */
	acknowledge(): bool {
		if (this.state !== RetryState.Waiting) return false;
		this.state = RetryState.Idle;
		return true;
	}

	poll(nowMs: u32, retryMs: u32): RetryAction {
		if (this.state !== RetryState.Waiting) return RetryAction.None;
		if (i32(nowMs - this.deadlineMs) < 0) return RetryAction.None;
		if (this.attemptsLeft === 0) {
			this.state = RetryState.Lost;
			return RetryAction.GiveUp;
		}
		this.attemptsLeft -= 1;
		this.resent += 1;
		this.deadlineMs = nowMs + retryMs;
		return RetryAction.Resend;
	}

	/** The peer is alive, and not done yet. */
	postpone(nowMs: u32, retryMs: u32): void {
		if (this.state === RetryState.Waiting) this.deadlineMs = nowMs + retryMs;
	}

	reset(): void {
		this.state = RetryState.Idle;
	}
}
