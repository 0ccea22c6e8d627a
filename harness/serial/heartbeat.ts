/*
 * Whether a device is alive, asked once a second.
 *
 *   Stopped  begin                       -> Running   the first is due at once
 *   Running  due                         -> Running   Beat
 *   Running  due, three are unanswered   -> Stopped   Stall
 *   Running  answered                    -> Running   returns what was sent with that nonce
 */
export interface Beat {
	readonly nonce: number;
	readonly t1: number;
	readonly sent: number;
}

const PERIOD_US = 1_000_000;
const MISSES_MAX = 3;
const NONCE_MAX = 0xffff_ffff;

export class Heartbeat {
	#dueUs = Infinity;
	#nonce = 0;
	#unanswered: Beat[] = [];

	begin(nowUs: number): void {
		this.#dueUs = nowUs;
		this.#unanswered = [];
	}

	stop(): void {
		this.#dueUs = Infinity;
	}

	get pollAtUs(): number {
		return this.#dueUs;
	}

	poll(nowUs: number): 'beat' | 'stall' | undefined {
		if (nowUs < this.#dueUs) return undefined;
		if (this.#unanswered.length === MISSES_MAX) {
			this.stop();
			return 'stall';
		}
		this.#dueUs = nowUs + PERIOD_US;
		return 'beat';
	}

	/** What the next PING says. `sent` counts up to its end. */
	beat(nowUs: number, sent: number): Beat {
		this.#nonce = this.#nonce === NONCE_MAX ? 1 : this.#nonce + 1;
		const beat = {nonce: this.#nonce, t1: nowUs, sent};
		this.#unanswered.push(beat);
		return beat;
	}

	/** The beat of `nonce`; undefined where nobody waits for it any more. */
	answered(nonce: number): Beat | undefined {
		const beat = this.#unanswered.find(one => one.nonce === nonce);
		if (beat !== undefined) this.#unanswered = [];
		return beat;
	}
}
