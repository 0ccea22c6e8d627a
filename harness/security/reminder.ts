/*
 * Something that a device must be told until it has done it. It is told when it is heard, because
 * then it listens; each time the wait doubles, from ten seconds to an hour.
 */

const FIRST_WAIT_MS = 10_000;
const WAIT_MS_MAX = 3_600_000;

export class Reminder {
	#dueMs = 0;
	#waitMs = FIRST_WAIT_MS;

	due(nowMs: number): boolean {
		return nowMs >= this.#dueMs;
	}

	told(nowMs: number): void {
		this.#dueMs = nowMs + this.#waitMs;
		this.#waitMs = Math.min(this.#waitMs * 2, WAIT_MS_MAX);
	}
}
