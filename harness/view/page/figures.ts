/* The few figures of the head line, as of the playhead. */
import {quantile} from '../../report/quantile.js';
import {State} from '../fleet.js';
import {countText, percentText, spanText} from '../words.js';
import {byId, element, setText} from './dom.js';
import type {View} from './view.js';

const RECENT = 500;

export class Figures {
	readonly #values = new Map<string, HTMLElement>();

	constructor(private readonly view: View) {
		byId('figures').replaceChildren(
			...['Delivered', 'Latency, 95 of 100', 'Connected', 'Frames', 'Lost frames'].map(name => {
				const value = element('dd', '', '-');
				this.#values.set(name, value);
				return element('div', 'figure', element('dt', '', name), value);
			}),
		);
	}

	draw(): void {
		const {fleet, nowUs, stage} = this.view;
		const {messages, frames} = fleet;
		const nodes = stage.radios.filter(({clientId}) => clientId !== undefined).length;
		const awake = fleet.countOf(State.connected, nowUs) + fleet.countOf(State.asleep, nowUs);
		const share = percentText(messages.delivered, messages.published);
		this.#set('Delivered', `${share} of ${countText(messages.published)}`);
		this.#set('Latency, 95 of 100', this.#latency());
		this.#set('Connected', `${countText(awake)} of ${countText(nodes)}`);
		this.#set('Frames', countText(frames.sent));
		this.#set('Lost frames', `${countText(frames.lost)}, ${percentText(frames.lost, frames.sent)}`);
	}

	/** Of the last messages that have arrived. */
	#latency(): string {
		const last = this.view.fleet.messages.latenciesUs.slice(-RECENT);
		if (last.length === 0) return '-';
		return spanText(quantile(Float64Array.from(last).sort(), 0.95));
	}

	#set(name: string, text: string): void {
		setText(this.#values.get(name)!, text);
	}
}
