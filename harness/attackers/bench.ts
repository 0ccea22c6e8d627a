/*
 * For tests of attackers: a network that is a list, time that the test turns, and luck.
 */
import {kdf} from '../security/crypto.js';
import type {AttackerWays} from './attacker.js';

export interface Sent {
	/** Undefined is everybody. */
	readonly to: string | undefined;
	readonly octets: Uint8Array;
}

export class AttackerBench {
	nowMs = 0;
	readonly sent: Sent[] = [];
	#waiting: {readonly atMs: number; readonly run: () => void}[] = [];
	#drawn = 0;

	readonly ways: AttackerWays = {
		transport: {
			send: (to, octets) => void this.sent.push({to, octets: Uint8Array.from(octets)}),
			broadcast: octets => void this.sent.push({to: undefined, octets: Uint8Array.from(octets)}),
		},
		nowMs: () => this.nowMs,
		after: (delayMs, run) => void this.#waiting.push({atMs: this.nowMs + delayMs, run}),
		entropy: size => this.octets(size),
	};

	/** Octets that differ each time. */
	octets(size: number): Uint8Array {
		const block = kdf(new Uint8Array(16), 'luck', Uint8Array.of(this.#drawn++));
		return Buffer.concat([block, block, block, block]).subarray(0, size);
	}

	/** Lets `ms` pass. */
	pass(ms: number): void {
		const endMs = this.nowMs + ms;
		for (;;) {
			this.#waiting.sort((a, b) => a.atMs - b.atMs);
			const [next] = this.#waiting;
			if (next === undefined || next.atMs > endMs) break;
			this.#waiting.shift();
			this.nowMs = next.atMs;
			next.run();
		}
		this.nowMs = endMs;
	}

	/** What was sent since the last time. */
	take(): Sent[] {
		return this.sent.splice(0);
	}
}
