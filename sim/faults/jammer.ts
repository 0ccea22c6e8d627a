/*
 * Somebody who sends on a channel without a pause, from strike to heal. Receivers near it hear
 * nothing else, senders near it find no free channel.
 */
import type {NoiseBurst} from '../phy/medium.js';
import type {Fault} from './fault.js';

/** What makes noise: its place and its power are known to the air. */
export interface EmitterHandle {
	noise(burst: NoiseBurst): void;
	silence(): void;
}

export class Jammer implements Fault {
	constructor(
		private readonly emitter: EmitterHandle,
		private readonly channel: number,
	) {}

	strike(): void {
		this.emitter.noise({channel: this.channel, span: 1, lastsUs: Infinity});
	}

	heal(): void {
		this.emitter.silence();
	}
}
