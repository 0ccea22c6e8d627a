/*
 * How far a run may go, agreed between two threads through memory that both see: the one that
 * simulates can sleep in the middle of an event, and loses nothing by it.
 *
 *   word 0   bell        counts up with each change; the sleeper waits for it
 *   word 1   ones        single events that are allowed besides
 *   word 2   stop        1: do not hold the run any more, it is to end
 *   word 3   asked       the radio whose memory is wanted, plus one; 0 for none
 *   word 4   allowedUs   simulated microseconds, 64 bits
 *
 * Governor   allow, allowOne, ask, stop     the thread of the server
 * Governed   mayPass, sleep, asked          the thread of the simulation
 */

const BELL = 0;
const ONES = 1;
const STOP = 2;
const ASKED = 3;
/** In words of 64 bits. */
const ALLOWED = 2;
const SIZE = 24;

/** Memory for one run; nothing is allowed yet. */
export function governance(): SharedArrayBuffer {
	return new SharedArrayBuffer(SIZE);
}

export class Governor {
	readonly #words: Int32Array;
	readonly #times: BigInt64Array;

	constructor(shared: SharedArrayBuffer) {
		this.#words = new Int32Array(shared);
		this.#times = new BigInt64Array(shared);
	}

	/** The run may go on up to `us`; time that was allowed before is not taken back. */
	allow(us: number): void {
		const wanted = BigInt(Math.floor(Math.min(us, Number.MAX_SAFE_INTEGER)));
		if (wanted > Atomics.load(this.#times, ALLOWED)) Atomics.store(this.#times, ALLOWED, wanted);
		this.#ring();
	}

	/** One more event may happen, whenever it is. */
	allowOne(): void {
		Atomics.add(this.#words, ONES, 1);
		this.#ring();
	}

	/** The memory of `radio` is wanted; a question before that is not answered yet is forgotten. */
	ask(radio: number): void {
		Atomics.store(this.#words, ASKED, radio + 1);
		this.#ring();
	}

	/** Lets the run go: it is to end. */
	stop(): void {
		Atomics.store(this.#words, STOP, 1);
		this.#ring();
	}

	#ring(): void {
		Atomics.add(this.#words, BELL, 1);
		Atomics.notify(this.#words, BELL);
	}
}

export class Governed {
	readonly #words: Int32Array;
	readonly #times: BigInt64Array;
	#passedUs = -1;

	constructor(shared: SharedArrayBuffer) {
		this.#words = new Int32Array(shared);
		this.#times = new BigInt64Array(shared);
	}

	get stopped(): boolean {
		return Atomics.load(this.#words, STOP) === 1;
	}

	get allowedUs(): number {
		return Number(Atomics.load(this.#times, ALLOWED));
	}

	/** Whether an event at `us` may happen; what happens at one time counts as one event. */
	mayPass(us: number): boolean {
		if (us <= this.#passedUs || us <= this.allowedUs || this.stopped) return true;
		if (Atomics.load(this.#words, ONES) === 0) return false;
		Atomics.sub(this.#words, ONES, 1);
		this.#passedUs = us;
		return true;
	}

	/** The radio whose memory is wanted, once for each question; undefined for none. */
	asked(): number | undefined {
		const asked = Atomics.exchange(this.#words, ASKED, 0);
		return asked === 0 ? undefined : asked - 1;
	}

	/** Rings that were heard; to be taken before looking whether there is a reason to sleep. */
	get bell(): number {
		return Atomics.load(this.#words, BELL);
	}

	/** Sleeps until there is a ring after `bell`. */
	sleep(bell: number): void {
		Atomics.wait(this.#words, BELL, bell);
	}
}
