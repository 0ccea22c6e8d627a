/* A message that is followed: its way from sensor to subscriber, step by step. */
import {Outcome} from '../../../sim/kernel/trace.js';
import type {Step} from '../journey.js';
import {outcomeText, refusalText, spanText} from '../words.js';
import {byId, element, setText} from './dom.js';
import {endOf} from './node-panel.js';
import type {Followed, View} from './view.js';

export class MessagePanel {
	readonly #root = byId('panel-message');
	readonly #title = element('h2', 'first');
	readonly #words = element('p', 'dim');
	readonly #steps = element('ol', 'steps');
	readonly #leave = element('button', '', 'Stop following');
	#shown: readonly Step[] | undefined;
	#items: HTMLElement[] = [];

	constructor(private readonly view: View) {
		this.#leave.type = 'button';
		this.#leave.addEventListener('click', () => view.leave());
		this.#root.replaceChildren(this.#title, this.#words, this.#steps, this.#leave);
	}

	draw(): void {
		const {followed} = this.view;
		this.#leave.hidden = followed === undefined;
		this.#steps.hidden = followed === undefined;
		if (followed === undefined) {
			setText(this.#title, 'No message is followed.');
			setText(this.#words, 'Choose a node and press f, or click one of its messages.');
			return;
		}
		setText(this.#title, followed.message.payload.trimEnd());
		setText(this.#words, this.#headline(followed));
		if (followed.steps !== this.#shown) this.#list(followed);
		this.#mark(followed);
	}

	#headline({message, steps}: Followed): string {
		const frames = steps.filter(({kind}) => kind === 'frame');
		const lost = frames.filter(({outcome}) => outcome !== Outcome.heard).length;
		const name = this.view.stage.radios[message.radio].name;
		const [end] = endOf(message);
		return `From ${name} at QoS ${message.qos}: ${frames.length} frames, ${lost} lost. ${end}`;
	}

	#list(followed: Followed): void {
		this.#shown = followed.steps;
		this.#items = followed.steps.map(step => this.#item(step, followed));
		this.#steps.replaceChildren(...this.#items);
	}

	#item(step: Step, {beginUs, message}: Followed): HTMLElement {
		const [sign, words, tone] = this.#wordsOf(step, message.refusal);
		const time = `+${spanText(step.timeUs - beginUs)}`;
		return element(
			'li',
			'',
			element('span', tone, sign),
			element('span', 'number', time),
			element('span', tone, words),
		);
	}

	#wordsOf(step: Step, refusal: number): [sign: string, words: string, tone: string] {
		switch (step.kind) {
			case 'commanded':
				return ['◆', 'a command is sent', ''];
			case 'handed':
				return ['◆', 'the command reaches the app', ''];
			case 'published':
				return ['●', 'the app publishes', ''];
			case 'delivered':
				return ['✔', 'the subscriber has it', 'good'];
			case 'acknowledged':
				return ['✔', 'the node knows', 'good'];
			case 'dropped':
				return ['✘', `given up: ${refusalText(refusal)}`, 'bad'];
			case 'retry':
				return ['↻', 'once more', 'warn'];
			case 'busy':
				return ['■', 'no free channel', 'warn'];
			case 'ack':
				return ['·', this.#frame(step), step.outcome === Outcome.heard ? '' : 'bad'];
			case 'frame':
				return step.outcome === Outcome.heard
					? ['→', this.#frame(step), '']
					: ['✕', this.#frame(step), 'bad'];
		}
	}

	#frame({kind, from, to, size, outcome}: Step): string {
		const {radios} = this.view.stage;
		const [sender, receiver] = [radios[from]?.name, to < 0 ? 'everybody' : radios[to]?.name];
		const what = kind === 'ack' ? 'ACK' : `${size} octets`;
		const fate = outcome === Outcome.heard ? '' : `: ${outcomeText(outcome)}`;
		return `${what}, ${sender} to ${receiver}${fate}`;
	}

	/** What has happened is dark, what is next is light. */
	#mark({steps}: Followed): void {
		const {nowUs} = this.view;
		const next = steps.findIndex(({timeUs}) => timeUs > nowUs);
		this.#items.forEach((item, index) => {
			const past = next < 0 || index < next;
			item.classList.toggle('past', past);
			item.classList.toggle('now', index === (next < 0 ? steps.length : next) - 1);
		});
	}
}
