/*
 * One page that looks at a run.
 *
 *   begin    hello, then the chunks that are there, then those that come, then the end
 *   heard    memory, allow, one
 *   leave    nothing is sent any more
 *
 * A page that is slow gets the tape at its own speed: chunks wait here by number, not as copies.
 */
import {WebSocket} from 'ws';
import type {ReelListener} from './reel.js';
import type {FromPage, FromServer} from './said.js';
import type {Source} from './source.js';

/** Octets on their way to a page before the next chunk waits. */
const AHEAD_MAX = 4 * 2 ** 20;

export class Watcher implements ReelListener {
	#next = 0;
	#sending = false;
	#told = false;

	constructor(
		private readonly socket: WebSocket,
		private readonly source: Source,
	) {}

	begin(): void {
		const {stage, mode, reel} = this.source;
		this.#say({say: 'hello', stage, mode});
		reel.listen(this);
		this.#send();
	}

	leave(): void {
		this.source.reel.forget(this);
	}

	chunk(): void {
		this.#send();
	}

	reached(): void {
		if (this.#next === this.source.reel.chunks.length) this.#reached();
	}

	ended(): void {
		this.#send();
	}

	/** Takes what the page says; false for what no page says. */
	heard(text: string): boolean {
		const said = saidBy(text);
		if (said === undefined) return false;
		if (said.ask === 'memory') void this.#remember(said.radio);
		else if (said.ask === 'allow') this.source.allow?.(said.us);
		else this.source.allowOne?.();
		return true;
	}

	async #remember(radio: number): Promise<void> {
		const memory = await this.source.memoryOf(radio);
		const octets = Buffer.from(memory?.octets ?? []).toString('base64');
		this.#say({say: 'memory', radio, timeUs: memory?.timeUs ?? -1, octets});
	}

	#send(): void {
		const {chunks, ending} = this.source.reel;
		while (!this.#sending && this.#next < chunks.length) {
			const full = this.socket.bufferedAmount > AHEAD_MAX;
			this.#sending = full;
			this.socket.send(chunks[this.#next++], () => {
				if (!full) return;
				this.#sending = false;
				this.#send();
			});
		}
		if (this.#sending) return;
		this.#reached();
		if (ending === undefined || this.#told) return;
		this.#told = true;
		this.#say({say: 'end', ...ending});
	}

	/** Said only when all that happened before has been sent. */
	#reached(): void {
		const {reachedUs, ending} = this.source.reel;
		if (reachedUs > 0 && ending === undefined) this.#say({say: 'reached', us: reachedUs});
	}

	#say(said: FromServer): void {
		if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(said));
	}
}

function saidBy(text: string): FromPage | undefined {
	const said = objectOf(text);
	if (said === undefined) return undefined;
	const {ask, radio, us} = said;
	if (ask === 'one') return {ask};
	if (ask === 'memory' && Number.isInteger(radio)) return {ask, radio: radio as number};
	if (ask === 'allow' && typeof us === 'number' && us >= 0) return {ask, us};
	return undefined;
}

function objectOf(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? {...value} : undefined;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}
