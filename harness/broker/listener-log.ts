/*
 * A listener for tests that writes down what a broker tells, and lets the test wait for it.
 * An entry is one line: `3 opened new`, `3 message t hello q1`.
 */
import type {BrokerListener, BrokerMessage, OpenOutcome} from './port.js';

const DEADLINE_MS = 10_000;

export class ListenerLog implements BrokerListener {
	readonly lines: string[] = [];
	readonly messages: BrokerMessage[] = [];
	#wake: (() => void) | undefined;
	#taken = 0;

	opened = (link: number, outcome: OpenOutcome) => this.#write(`${link} opened ${shown(outcome)}`);
	published = (link: number, token: number, outcome: string) =>
		this.#write(`${link} published ${token} ${outcome}`);
	subscribed = (link: number, token: number, granted: number | undefined) =>
		this.#write(`${link} subscribed ${token} ${granted === undefined ? 'refused' : `q${granted}`}`);
	unsubscribed = (link: number, token: number) => this.#write(`${link} unsubscribed ${token}`);
	lost = (link: number) => this.#write(`${link} lost`);
	message = (link: number, message: BrokerMessage) => {
		const {topicName, payload, qos, retain} = message;
		this.messages.push(message);
		const text = Buffer.from(payload).toString();
		this.#write(`${link} message ${topicName} ${text} q${qos}${retain ? ' retained' : ''}`);
	};

	/** The next `count` lines, in order; fails after ten seconds of too few. */
	async next(count = 1): Promise<string[]> {
		const until = this.#taken + count;
		while (this.lines.length < until) await this.#more();
		const lines = this.lines.slice(this.#taken, until);
		this.#taken = until;
		return lines;
	}

	#write(line: string): void {
		this.lines.push(line);
		this.#wake?.();
	}

	#more(): Promise<void> {
		return new Promise((resolve, reject) => {
			const heard = this.lines.slice(this.#taken).join(', ');
			const silence = new Error(`nothing more was told; last: ${heard}`);
			const deadline = setTimeout(() => reject(silence), DEADLINE_MS);
			this.#wake = () => {
				clearTimeout(deadline);
				resolve();
			};
		});
	}
}

function shown(outcome: OpenOutcome): string {
	if (outcome.kind === 'accepted') return outcome.sessionPresent ? 'again' : 'new';
	return outcome.kind === 'refused' ? `refused ${outcome.returnCode}` : 'unreachable';
}
