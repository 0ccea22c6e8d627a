/*
 * The sleep of a connected node: MQTT-SN 1.2, section 6.14.
 *
 *   Up        doze                        -> Dozing     DISCONNECT with Duration goes out
 *   Dozing    DISCONNECT                  -> Asleep     until the Duration is over
 *   Asleep    deadline                    -> Awake      PINGREQ with ClientId goes out
 *   Awake     PINGRESP                    -> Asleep
 *   Awake     no PINGRESP                 -> Asleep     the gateway has one chance more
 *   Awake     no PINGRESP, once too often -> Up         the caller gives the gateway up
 *   Asleep    doze                        -> Dozing     the gateway is to know a new Duration
 *   Asleep    resume                      -> Resuming   CONNECT goes out
 *   Resuming  CONNACK accepted            -> Up
 *   any       reset                       -> Up         the connection is gone
 *
 * Messages are taken in every state: some gateways send PINGRESP before what they buffered. A
 * DISCONNECT that was sent again may be answered again: such echoes are told from the gateway's
 * own DISCONNECT by their number.
 */
import {WAKINGS_MISSED_MAX} from '../limits';
import {must, Panic} from '../panic';

export enum SleepState {
	Up,
	Dozing,
	Asleep,
	Awake,
	Resuming,
}

@unmanaged
export class Sleep {
	state: SleepState;
	deadlineMs: u32;
	/** How long to sleep, in seconds; 0 is not at all. */
	wantedS: u32;
	/** What the gateway was told. */
	agreedS: u32;
	echoes: u32;
	missed: u32;

	get up(): bool {
		return this.state === SleepState.Up;
	}

	get asleep(): bool {
		return this.state === SleepState.Asleep;
	}

	get awake(): bool {
		return this.state === SleepState.Awake;
	}

	get dozing(): bool {
		return this.state === SleepState.Dozing;
	}

	get resuming(): bool {
		return this.state === SleepState.Resuming;
	}

	doze(): void {
		must(this.up || this.asleep, Panic.State);
		must(this.wantedS > 0, Panic.Time);
		this.state = SleepState.Dozing;
		this.agreedS = this.wantedS;
	}

	/** The gateway has agreed. `resent` is how often DISCONNECT was sent again. */
	agreed(nowMs: u32, resent: u32): void {
		must(this.dozing, Panic.State);
		this.echoes = resent;
		this.missed = 0;
		this.fallAsleep(nowMs);
	}

	/** Returns true for a DISCONNECT that answers one of ours once more. */
	isEcho(): bool {
		if (!this.asleep || this.echoes === 0) return false;
		this.echoes -= 1;
		return true;
	}

	due(nowMs: u32): bool {
		return this.asleep && i32(nowMs - this.deadlineMs) >= 0;
	}

	wake(): void {
		must(this.asleep, Panic.State);
		this.state = SleepState.Awake;
		this.echoes = 0;
	}

	/** PINGRESP: nothing more is waiting. */
	fetched(nowMs: u32): void {
		must(this.awake, Panic.State);
		this.missed = 0;
		this.fallAsleep(nowMs);
	}

	/** Nobody answered. Returns false if that was once too often. */
	unanswered(nowMs: u32): bool {
		must(this.awake, Panic.State);
		this.missed += 1;
		if (this.missed === WAKINGS_MISSED_MAX) return false;
		this.fallAsleep(nowMs);
		return true;
	}

	resume(): void {
		must(this.asleep, Panic.State);
		this.state = SleepState.Resuming;
	}

	reset(): void {
		this.state = SleepState.Up;
		this.missed = 0;
		this.echoes = 0;
	}

	private fallAsleep(nowMs: u32): void {
		this.state = SleepState.Asleep;
		this.deadlineMs = nowMs + this.agreedS * 1000;
	}
}
