/* The fleet in numbers: how many are how, gateways and their load, what went wrong, the verdict. */
import {STATE_NAMES, type State} from '../fleet.js';
import type {Mark} from '../series.js';
import {clockText, countText, percentText} from '../words.js';
import {byId, element, setText} from './dom.js';
import {sign} from './signs.js';
import type {Palette} from './theme.js';
import {markColour, markPath} from './timeline.js';
import type {View} from './view.js';

const SHOWN_MAX = 7;
const ORDER: readonly State[] = [2, 3, 1, 4, 0];
const MARK_WORDS: Readonly<Record<Mark['kind'], string>> = {
	trap: 'its firmware trapped',
	power: 'lost its power',
	dropped: 'gave a message up',
	keys: 'has new keys',
	lost: 'lost its gateway',
};

interface GatewayRow {
	readonly radio: number;
	readonly clients: HTMLElement;
	readonly load: HTMLElement;
	readonly bar: HTMLElement;
	readonly heard: HTMLElement;
	readonly sent: HTMLElement;
}

export class FleetPanel {
	readonly #root = byId('panel-fleet');
	#counts: HTMLElement[] = [];
	#bars: HTMLElement[] = [];
	#gateways: GatewayRow[] = [];
	readonly #events = element('div', '');
	readonly #verdict = element('div', '');
	#shown = '';

	constructor(
		private readonly view: View,
		/** Called with a radio that a person has clicked. */
		private readonly chosen: (radio: number) => void,
	) {}

	paint(palette: Palette): void {
		const {description} = this.view.stage;
		this.#shown = '';
		this.#root.replaceChildren(
			...(description === '' ? [] : [element('p', 'dim', description)]),
			element('h2', '', 'Nodes'),
			this.#states(palette),
			element('h2', '', 'Gateways'),
			this.#endpoints(),
			element('h2', '', 'Until now'),
			this.#events,
			this.#verdict,
		);
	}

	draw(palette: Palette): void {
		const {fleet, nowUs, stage} = this.view;
		const nodes = stage.radios.filter(({clientId}) => clientId !== undefined).length;
		ORDER.forEach((state, row) => {
			const count = fleet.countOf(state, nowUs);
			setText(this.#counts[row], countText(count));
			this.#bars[row].style.width = `${(100 * count) / Math.max(1, nodes)}%`;
		});
		const clients = this.#clients();
		for (const row of this.#gateways) this.#gateway(row, clients[row.radio]);
		this.#drawEvents(palette);
		this.#drawVerdict();
	}

	#states(palette: Palette): HTMLElement {
		const table = element('table', '');
		this.#counts = [];
		this.#bars = [];
		for (const state of ORDER) {
			const count = element('td', 'number');
			const fill = element('i', '');
			const mark = element('td', '', sign('sensor', state, palette));
			mark.style.width = '22px';
			const bar = element('td', '', element('span', 'bar', fill));
			bar.style.width = '55%';
			table.append(element('tr', '', mark, element('td', '', STATE_NAMES[state]), count, bar));
			this.#counts.push(count);
			this.#bars.push(fill);
		}
		return table;
	}

	#endpoints(): HTMLElement {
		const heads = ['', 'Clients', 'Load', '', 'Heard', 'Sent'];
		const head = element(
			'tr',
			'',
			...heads.map(text => element('th', text === '' ? '' : 'number', text)),
		);
		const table = element('table', '', head);
		this.#gateways = [];
		this.view.stage.radios.slice(0, this.view.fleet.endpoints).forEach(({name}, radio) => {
			const cell = () => element('td', 'number');
			const bar = element('i', '');
			const row = {radio, clients: cell(), load: cell(), bar, heard: cell(), sent: cell()};
			const button = element('button', 'linkish', name);
			button.type = 'button';
			button.addEventListener('click', () => this.chosen(radio));
			const room = element('td', '', element('span', 'bar', bar));
			const {clients, load, heard, sent} = row;
			table.append(element('tr', '', element('td', '', button), clients, load, room, heard, sent));
			this.#gateways.push(row);
		});
		return table;
	}

	#gateway({radio, clients, load, bar, heard, sent}: GatewayRow, count: number): void {
		const {fleet, nowUs} = this.view;
		const share = fleet.loadOf(radio, nowUs);
		setText(clients, countText(count));
		setText(load, percentText(share, 1));
		bar.style.width = `${100 * share}%`;
		setText(heard, countText(fleet.heard[radio]));
		setText(sent, countText(fleet.sent[radio]));
	}

	/** Nodes by the endpoint that they speak with. */
	#clients(): number[] {
		const {fleet} = this.view;
		const counts = new Array<number>(fleet.endpoints).fill(0);
		for (let radio = fleet.endpoints; radio < this.view.stage.radios.length; radio++) {
			const endpoint = fleet.endpointOf(radio);
			if (endpoint >= 0) counts[endpoint]++;
		}
		return counts;
	}

	/** The last few marks before the playhead, the latest on top. */
	#drawEvents(palette: Palette): void {
		const {series, nowUs, stage} = this.view;
		const past = series.marks.filter(({timeUs}) => timeUs <= nowUs);
		const shown = past.slice(-SHOWN_MAX).reverse();
		const key = `${past.length} ${shown[0]?.timeUs}`;
		if (key === this.#shown) return;
		this.#shown = key;
		const rows = shown.map(mark =>
			this.#event(mark, stage.radios[mark.radio]?.name ?? '', palette),
		);
		const more = past.length - shown.length;
		this.#events.replaceChildren(
			...(rows.length === 0 ? [element('p', 'dim', 'Nothing out of the ordinary.')] : rows),
			...(more > 0 ? [element('p', 'dim', `and ${countText(more)} before`)] : []),
		);
	}

	#event(mark: Mark, name: string, palette: Palette): HTMLElement {
		const time = element('span', 'dim', clockText(mark.timeUs));
		const words = element('span', '', `${name} ${MARK_WORDS[mark.kind]}`);
		const button = element(
			'button',
			'linkish',
			markSign(mark.kind, palette),
			' ',
			time,
			' ',
			words,
		);
		button.type = 'button';
		button.addEventListener('click', () => {
			this.view.leave();
			this.view.playback.playing = false;
			this.view.playback.jump(mark.timeUs);
			this.chosen(mark.radio);
		});
		return button;
	}

	#drawVerdict(): void {
		const summary = this.view.ending?.summary;
		if (summary === undefined || this.#verdict.childElementCount > 0) return;
		const rows = summary.expectations.map(({text, passed}) =>
			element('div', passed ? 'good' : 'bad', `${passed ? '✔' : '✘'} ${text}`),
		);
		const words = summary.interrupted ? 'The run was interrupted.' : 'Nothing was expected of it.';
		this.#verdict.replaceChildren(
			element('h2', '', 'At the end'),
			...(rows.length === 0 || summary.interrupted ? [element('p', 'dim', words)] : rows),
		);
	}
}

export function markSign(kind: Mark['kind'], palette: Palette): HTMLCanvasElement {
	const canvas = document.createElement('canvas');
	const ratio = window.devicePixelRatio;
	canvas.width = 12 * ratio;
	canvas.height = 12 * ratio;
	canvas.style.width = '12px';
	canvas.style.height = '12px';
	const context = canvas.getContext('2d')!;
	context.scale(ratio, ratio);
	context.strokeStyle = markColour(kind, palette);
	context.fillStyle = context.strokeStyle;
	context.lineWidth = 1.4;
	context.beginPath();
	markPath(context, kind, {x: 6, y: 6});
	if (kind === 'lost' || kind === 'dropped') context.stroke();
	else context.fill();
	return canvas;
}
