/*
 * The playhead: which moment of a run is looked at, and how it moves.
 *
 *   paused     play                    -> playing
 *   playing    pause, or the end       -> paused
 *   either     jump, beyond what is known -> chasing   a run that goes on is let run up to there
 *   chasing    got there, or the end   -> paused or playing, as before
 *   paused     step                    -> paused    at the next or the previous event
 *   paused     step at the edge        -> waiting   a run that goes on is let run for one event
 *
 * Time is handed in. A governed run is asked to go a little ahead of the playhead, so that frames
 * are known before they are over. Runs in Node and in a browser.
 */
import type {Tape} from './tape.js';

/** Simulated seconds a second. */
export const SPEEDS = [0.0001, 0.001, 0.01, 0.1, 1, 10, 60, 600, 3600] as const;
export const SPEED_AT_FIRST = 10;

/** How far ahead of the playhead a governed run may be, in milliseconds of the wall clock. */
const AHEAD_MS = 150;

export class Playback {
	playheadUs = 0;
	playing = true;
	speed: number = SPEED_AT_FIRST;
	/** Up to where the run is known. */
	knownUs = 0;
	/** Whether there will be more. */
	growing = true;
	#chasedUs: number | undefined;
	#waiting = false;

	/** What a governed run should be allowed; undefined for nothing new. */
	get wantedUs(): number | undefined {
		if (!this.growing) return undefined;
		if (this.#chasedUs !== undefined) return this.#chasedUs;
		if (!this.playing) return undefined;
		return Math.ceil(this.playheadUs + 1000 * AHEAD_MS * this.speed);
	}

	/** Whether one more event of a governed run is waited for. */
	get waiting(): boolean {
		return this.#waiting;
	}

	/** Where a jump leads that has not come to its end; undefined for none. */
	get chasedUs(): number | undefined {
		return this.#chasedUs;
	}

	/** `wallMs` have passed. */
	advance(wallMs: number): void {
		if (this.#chasedUs !== undefined) this.#chase(this.#chasedUs);
		else if (this.playing) this.#play(wallMs);
	}

	/** Goes to `us`, at once where it is known. */
	jump(us: number): void {
		const wanted = Math.max(0, us);
		this.#waiting = false;
		this.#chasedUs = wanted > this.knownUs && this.growing ? wanted : undefined;
		this.playheadUs = Math.min(wanted, this.knownUs);
	}

	/** Stops at the next event of `tape`; true if it has to be waited for. */
	step(tape: Tape): boolean {
		this.playing = false;
		this.#chasedUs = undefined;
		const index = tape.after(this.playheadUs);
		this.#waiting = index >= tape.count && this.growing;
		if (index < tape.count) this.playheadUs = tape.timesUs[index];
		return this.#waiting;
	}

	/** Stops at the event before. */
	stepBack(tape: Tape): void {
		this.playing = false;
		this.#chasedUs = undefined;
		this.#waiting = false;
		const index = tape.after(this.playheadUs - 1) - 1;
		this.playheadUs = index < 0 ? 0 : tape.timesUs[index];
	}

	/** The tape has grown: an event that was waited for is there. */
	grown(tape: Tape): void {
		if (this.#waiting && tape.after(this.playheadUs) < tape.count) this.step(tape);
	}

	/** The next faster or slower speed. */
	shift(faster: boolean): void {
		const next = faster
			? SPEEDS.find(speed => speed > this.speed)
			: SPEEDS.findLast(speed => speed < this.speed);
		this.speed = next ?? this.speed;
	}

	#chase(us: number): void {
		this.playheadUs = Math.min(us, this.knownUs);
		if (this.knownUs >= us || !this.growing) this.#chasedUs = undefined;
	}

	#play(wallMs: number): void {
		this.playheadUs = Math.min(this.knownUs, this.playheadUs + 1000 * wallMs * this.speed);
		if (this.playheadUs >= this.knownUs && !this.growing) this.playing = false;
	}
}
