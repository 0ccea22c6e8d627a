/*
 * The page around one run: everything that draws, and how often.
 *
 *   each frame of the screen   map, timeline, lanes, buttons
 *   5 times a second           panels, figures
 *   8 times a second           the next chart
 */
import type {Message} from '../messages.js';
import type {FromPage} from '../said.js';
import {Charts} from './charts.js';
import {Controls} from './controls.js';
import {byId} from './dom.js';
import {Figures} from './figures.js';
import {FleetPanel} from './fleet-panel.js';
import {listen} from './keyboard.js';
import {keysOf} from './keys.js';
import {Lanes} from './lanes.js';
import {drawLegend} from './legend.js';
import {FleetMap} from './map.js';
import {MessagePanel} from './message-panel.js';
import {NodePanel} from './node-panel.js';
import {listenOn} from './pointer.js';
import {Theme} from './theme.js';
import {Timeline} from './timeline.js';
import type {Panel, View} from './view.js';

const PANELS: readonly Panel[] = ['fleet', 'node', 'message'];
const SLOW_MS = 200;
/** How often the next chart is drawn. */
const CHART_MS = 120;
/** How often the memory of the chosen node of a run that goes on is asked for. */
const MEMORY_MS = 1000;
/** How often a governed run is told how far it may go. */
const ALLOW_MS = 40;

export class Page {
	readonly #map: FleetMap;
	readonly #timeline: Timeline;
	readonly #lanes: Lanes;
	readonly #charts: Charts;
	readonly #controls: Controls;
	readonly #figures: Figures;
	readonly #fleetPanel: FleetPanel;
	readonly #nodePanel: NodePanel;
	readonly #messagePanel: MessagePanel;
	readonly #theme: Theme;
	#drawnMs = 0;
	#slowMs = 0;
	#chartMs = 0;
	#memoryMs = 0;
	#allowedMs = 0;
	#asked = -1;

	constructor(
		private readonly view: View,
		private readonly say: (message: FromPage) => void,
	) {
		const choose = (radio: number) => this.#choose(radio);
		const canvas = byId<HTMLCanvasElement>('map-canvas');
		this.#map = new FleetMap(canvas, view);
		this.#timeline = new Timeline(byId<HTMLCanvasElement>('timeline'), view);
		this.#lanes = new Lanes(byId<HTMLCanvasElement>('lanes'), view);
		this.#charts = new Charts(view);
		this.#figures = new Figures(view);
		this.#fleetPanel = new FleetPanel(view, choose);
		this.#nodePanel = new NodePanel(view, message => this.#follow(message));
		this.#messagePanel = new MessagePanel(view);
		const actions = this.#actions();
		this.#controls = new Controls(view, actions);
		this.#theme = new Theme(() => this.#paint());
		this.#paint();
		listenOn(canvas, {map: this.#map, view, chosen: choose});
		listen(keysOf(view, {actions, map: this.#map, lanes: this.#lanes, theme: this.#theme, choose}));
		for (const panel of PANELS) {
			byId(`tab-${panel}`).addEventListener('click', () => {
				view.panel = panel;
			});
		}
		byId('help-button').addEventListener('click', () =>
			byId<HTMLDialogElement>('help').showModal(),
		);
	}

	/** Draws what is to be seen at `nowMs` of the wall clock. */
	draw(nowMs: number): void {
		const {view} = this;
		const passedMs = this.#drawnMs === 0 ? 0 : Math.min(250, nowMs - this.#drawnMs);
		this.#drawnMs = nowMs;
		view.advance(passedMs, nowMs);
		const {palette} = this.#theme;
		this.#map.draw(palette, nowMs);
		this.#timeline.draw(palette, nowMs);
		this.#lanes.draw(palette, nowMs);
		this.#controls.draw();
		if (nowMs - this.#slowMs > SLOW_MS) this.#drawSlow(nowMs);
		else if (nowMs - this.#chartMs > CHART_MS) this.#drawChart(nowMs);
		this.#govern(nowMs);
	}

	/** Something has come: the charts look at it. */
	grown(): void {
		this.#charts.renew();
	}

	#drawSlow(nowMs: number): void {
		this.#slowMs = nowMs;
		const {panel} = this.view;
		for (const name of PANELS) {
			byId(`panel-${name}`).hidden = name !== panel;
			byId(`tab-${name}`).setAttribute('aria-selected', String(name === panel));
		}
		this.#figures.draw();
		if (panel === 'fleet') this.#fleetPanel.draw(this.#theme.palette);
		else if (panel === 'node') this.#nodePanel.draw();
		else this.#messagePanel.draw();
	}

	#drawChart(nowMs: number): void {
		this.#chartMs = nowMs;
		this.#charts.draw();
	}

	#govern(nowMs: number): void {
		const {view} = this;
		const {wantedUs} = view.playback;
		if (view.mode === 'governed' && wantedUs !== undefined && nowMs - this.#allowedMs > ALLOW_MS) {
			this.#allowedMs = nowMs;
			this.say({ask: 'allow', us: wantedUs});
		}
		const goesOn = view.ending === undefined && nowMs - this.#memoryMs > MEMORY_MS;
		if (view.selected < 0 || (this.#asked === view.selected && !goesOn)) return;
		this.#asked = view.selected;
		this.#memoryMs = nowMs;
		this.say({ask: 'memory', radio: view.selected});
	}

	#paint(): void {
		const {view} = this;
		const {palette} = this.#theme;
		this.#map.repaint();
		this.#timeline.repaint();
		this.#charts.paint(palette);
		this.#fleetPanel.paint(palette);
		drawLegend(view.stage, palette);
		this.#slowMs = 0;
	}

	#choose(radio: number): void {
		this.view.select(radio);
		this.#slowMs = 0;
	}

	#follow(message: Message): void {
		this.view.follow(message);
		this.#slowMs = 0;
	}

	#actions() {
		const {view} = this;
		const {playback} = view;
		return {
			toggle: () => {
				if (view.followed?.over && view.nowUs > view.followed.endUs) view.leave();
				if (!playback.playing && !playback.growing && view.nowUs >= playback.knownUs) {
					playback.jump(0);
				}
				playback.playing = !playback.playing;
			},
			step: () => {
				if (playback.step(view.tape)) this.say({ask: 'one'});
			},
			back: () => playback.stepBack(view.tape),
			start: () => this.#leap(0),
			end: () => this.#leap(playback.knownUs),
			follow: () => {
				const message = view.latest;
				if (message === undefined) view.say('no message to follow yet');
				else this.#follow(message);
			},
		};
	}

	#leap(us: number): void {
		this.view.leave();
		this.view.playback.jump(us);
	}
}
