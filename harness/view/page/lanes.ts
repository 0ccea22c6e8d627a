/*
 * Frames around the playhead, one lane a radio, as a logic analyser draws them.
 *
 *   gateway 1  ▆▆  ▂    ▆     high: it sends    low: it is sent to
 *   sensor 7       ▆▆▆        full heard   open too weak   crossed collided   ring on top broadcast
 *                     |       the playhead
 */
import {Outcome} from '../../../sim/kernel/trace.js';
import {airtimeUs} from '../../../sim/phy/o-qpsk.js';
import {outcomeOf} from '../journey.js';
import {Row} from '../tape.js';
import {spanText} from '../words.js';
import {cleared, type Surface} from './dom.js';
import type {Palette} from './theme.js';
import {colourOf} from './traffic.js';
import type {View} from './view.js';

const LANES_MAX = 6;
const NAME_WIDE = 96;
const AXIS_HIGH = 14;
/** How much of the strip is before the playhead. */
const PAST = 0.72;
const SPAN_MIN_US = 4000;
const SPAN_MAX_US = 120e6;
/** What a strip spans by itself, in milliseconds of the wall clock. */
const SPAN_MS = 4000;
/** More frames than this in a strip are only ticks anyway. */
const FRAMES_MAX = 6000;
const STEPS = [1, 2, 5];

export class Lanes {
	/** What a person has chosen; undefined follows the speed. */
	#spanUs: number | undefined;

	constructor(
		private readonly canvas: HTMLCanvasElement,
		private readonly view: View,
	) {
		canvas.addEventListener(
			'wheel',
			event => {
				event.preventDefault();
				this.zoom(event.deltaY > 0 ? 1.25 : 0.8);
			},
			{passive: false},
		);
		canvas.addEventListener('dblclick', () => {
			this.#spanUs = undefined;
		});
		canvas.addEventListener('click', event => this.#jump(event.offsetX));
	}

	get spanUs(): number {
		const own = 1000 * SPAN_MS * this.view.playback.speed;
		return Math.min(SPAN_MAX_US, Math.max(SPAN_MIN_US, this.#spanUs ?? own));
	}

	/** Spans `factor` times as much. */
	zoom(factor: number): void {
		this.#spanUs = Math.min(SPAN_MAX_US, Math.max(SPAN_MIN_US, this.spanUs * factor));
	}

	draw(palette: Palette): void {
		const surface = cleared(this.canvas);
		const lanes = this.#lanes();
		const high = (surface.height - AXIS_HIGH) / Math.max(3, lanes.length);
		this.#ground(surface, palette, {lanes, high});
		this.#frames(surface, palette, {lanes, high});
		const x = this.#x(this.view.nowUs, surface);
		surface.context.fillStyle = palette.ink;
		surface.context.fillRect(x - 0.75, 0, 1.5, surface.height - AXIS_HIGH);
	}

	/** The chosen node first, then gateways and forwarders: those it speaks with before others. */
	#lanes(): number[] {
		const {fleet, selected} = this.view;
		const endpoints = Array.from({length: fleet.endpoints}, (_, radio) => radio);
		const partner = selected < 0 ? -1 : fleet.partners[selected];
		const first = [selected, partner].filter(radio => radio >= 0);
		return [...new Set([...first, ...endpoints])].slice(0, LANES_MAX);
	}

	#beginUs(): number {
		return this.view.nowUs - PAST * this.spanUs;
	}

	#x(us: number, {width}: Surface): number {
		return NAME_WIDE + ((width - NAME_WIDE) * (us - this.#beginUs())) / this.spanUs;
	}

	#jump(x: number): void {
		const share = (x - NAME_WIDE) / (this.canvas.clientWidth - NAME_WIDE);
		if (share >= 0) this.view.playback.jump(this.#beginUs() + share * this.spanUs);
	}

	#ground(
		surface: Surface,
		palette: Palette,
		{lanes, high}: {lanes: number[]; high: number},
	): void {
		const {context, width, height} = surface;
		context.font = '11px system-ui, sans-serif';
		context.textBaseline = 'middle';
		context.textAlign = 'left';
		lanes.forEach((radio, lane) => {
			const base = Math.round((lane + 1) * high) - 1.5;
			context.fillStyle = radio === this.view.selected ? palette.mark : palette.dim;
			context.fillText(this.view.stage.radios[radio].name, 0, base - high / 2 + 2, NAME_WIDE - 10);
			context.fillStyle = palette.line;
			context.fillRect(NAME_WIDE, base, width - NAME_WIDE, 1);
		});
		this.#axis(context, palette, {surface, base: height - AXIS_HIGH});
	}

	#axis(
		context: CanvasRenderingContext2D,
		palette: Palette,
		{surface, base}: {surface: Surface; base: number},
	): void {
		const tick = tickOf(this.spanUs / 8);
		const begin = this.#beginUs();
		context.fillStyle = palette.dim;
		context.font = '10.5px system-ui, sans-serif';
		context.textAlign = 'center';
		context.textBaseline = 'bottom';
		for (let ahead = -5; ahead <= 3; ahead++) {
			const us = this.view.nowUs + ahead * tick;
			if (us < begin || us > begin + this.spanUs) continue;
			const x = this.#x(us, surface);
			context.fillRect(x, base, 1, 3);
			const text =
				ahead === 0 ? 'now' : `${ahead > 0 ? '+' : '−'}${spanText(Math.abs(ahead) * tick)}`;
			if (x > NAME_WIDE + 20 && x < surface.width - 24) context.fillText(text, x, surface.height);
		}
	}

	#frames(
		surface: Surface,
		palette: Palette,
		{lanes, high}: {lanes: number[]; high: number},
	): void {
		const {tape} = this.view;
		const begin = this.#beginUs();
		const first = Math.max(0, tape.after(begin));
		const last = tape.after(begin + this.spanUs + 4256);
		const laneOf = new Map(lanes.map((radio, lane) => [radio, lane]));
		surface.context.save();
		surface.context.beginPath();
		surface.context.rect(NAME_WIDE, 0, surface.width - NAME_WIDE, surface.height);
		surface.context.clip();
		for (let index = last - 1, drawn = 0; index >= first && drawn < FRAMES_MAX; index--) {
			if (tape.rows[index] !== Row.sent) continue;
			const sender = laneOf.get(tape.a[index]);
			const receiver = laneOf.get(tape.b[index]);
			if (sender !== undefined)
				this.#frame(surface, palette, {index, lane: sender, high, part: 0.72});
			if (receiver !== undefined)
				this.#frame(surface, palette, {index, lane: receiver, high, part: 0.38});
			if (sender !== undefined || receiver !== undefined) drawn++;
		}
		surface.context.restore();
	}

	#frame(
		surface: Surface,
		palette: Palette,
		{index, lane, high, part}: {index: number; lane: number; high: number; part: number},
	): void {
		const {tape} = this.view;
		const {context} = surface;
		const endUs = tape.timesUs[index];
		const outcome = outcomeOf(tape, index);
		const x = this.#x(endUs - airtimeUs(tape.sizes[index]), surface);
		const wide = Math.max(1.2, this.#x(endUs, surface) - x);
		const base = Math.round((lane + 1) * high) - 1.5;
		const tall = part * high;
		context.fillStyle = colourOf(outcome, palette);
		context.strokeStyle = context.fillStyle;
		context.lineWidth = 1.2;
		if (outcome === Outcome.heard || wide < 4) context.fillRect(x, base - tall, wide, tall);
		else context.strokeRect(x + 0.6, base - tall + 0.6, wide - 1.2, tall - 1.2);
		if (outcome !== Outcome.collided || wide < 4) return;
		context.beginPath();
		context.moveTo(x, base);
		context.lineTo(x + wide, base - tall);
		context.moveTo(x, base - tall);
		context.lineTo(x + wide, base);
		context.stroke();
	}
}

/** The largest of 1, 2, 5, 10, ... that is no more than `us`. */
function tickOf(us: number): number {
	const power = 10 ** Math.floor(Math.log10(us));
	return STEPS.map(step => step * power).findLast(size => size <= us) ?? power;
}
