/*
 * For tests: what is told, in lines, for those who have to wait for it.
 */
import type {Granted, GroupKey, KeyListener} from '../security/key-service.js';

const DEADLINE_MS = 10_000;

export class Ear implements KeyListener {
	readonly said: string[] = [];
	accept: Uint8Array | undefined;
	#wake: (() => void) | undefined;

	/** The line that matches, now or later; fails after ten seconds. */
	async hears(pattern: RegExp): Promise<string> {
		for (;;) {
			const found = this.said.find(line => pattern.test(line));
			if (found !== undefined) return found;
			await this.#more(pattern);
		}
	}

	note(line: string): void {
		this.said.push(line);
		this.#wake?.();
	}

	attached(): void {
		this.note('attached');
	}
	granted(token: number, {accept}: Granted): void {
		this.accept = accept;
		this.note(`granted ${token}`);
	}
	refused(token: number): void {
		this.note(`refused ${token}`);
	}
	confirmed(_eui: Uint8Array, generation: number): void {
		this.note(`confirmed ${generation}`);
	}
	drop(_eui: Uint8Array, generation: number): void {
		this.note(`drop ${generation}`);
	}
	rekey(_eui: Uint8Array, reason: number, deadlineS: number): void {
		this.note(`rekey ${reason} ${deadlineS}`);
	}
	groupKey({epoch}: GroupKey): void {
		this.note(`group ${epoch}`);
	}

	#more(pattern: RegExp): Promise<void> {
		return new Promise((resolve, reject) => {
			const late = () => reject(new Error(`${pattern} was not heard: ${this.said.join(', ')}`));
			const deadline = setTimeout(late, DEADLINE_MS);
			this.#wake = () => {
				clearTimeout(deadline);
				resolve();
			};
		});
	}
}
