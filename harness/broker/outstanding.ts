/*
 * Questions that a real broker has not answered yet. Whoever holds virtual time still while the
 * broker thinks waits here; every wait has a deadline.
 */
import {EnvironmentError} from '../errors.js';

export class Outstanding {
	readonly #shown: string;
	#count = 0;
	#waiting = new Set<() => void>();

	/** `shown` names the broker in messages. */
	constructor(shown: string) {
		this.#shown = shown;
	}

	get count(): number {
		return this.#count;
	}

	asked(): void {
		this.#count += 1;
	}

	answered(): void {
		this.#count -= 1;
		this.stirred();
	}

	/** Something came from the broker. */
	stirred(): void {
		const waiting = [...this.#waiting];
		this.#waiting.clear();
		for (const wake of waiting) wake();
	}

	/** Resolves at the next word from the broker; an EnvironmentError after `deadlineMs`. */
	changed(deadlineMs: number): Promise<void> {
		return new Promise((resolve, reject) => {
			const wake = () => {
				clearTimeout(deadline);
				resolve();
			};
			const giveUp = () => {
				this.#waiting.delete(wake);
				reject(new EnvironmentError(this.#silence(deadlineMs)));
			};
			const deadline = setTimeout(giveUp, deadlineMs);
			this.#waiting.add(wake);
		});
	}

	#silence(deadlineMs: number): string {
		return `the broker at ${this.#shown} has not answered for ${deadlineMs} ms`;
	}
}
