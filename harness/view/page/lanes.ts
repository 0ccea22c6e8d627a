/*
 * Frames around the playhead, one lane a radio, as a logic analyser draws them.
 *
 *   gateway 1  ▆▆  ▂    ▆     high: it sends    low: it is sent to
 *   sensor 7       ▆▆▆        full heard   open too weak   crossed collided
 *                     |       the playhead
 */
import {Outcome} from '../../../sim/kernel/trace.js';
import {airtimeUs} from '../../../sim/phy/o-qpsk.js';
import {outcomeOf} from '../journey.js';
import {Row} from '../tape.js';
import {spanText} from '../words.js';
import {cleared, type Surface} from './dom.js';
import type {Palette} from './theme.js';
import {outcomeColours} from './traffic.js';
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
/** A frame of 127 octets is on the air for 4.3 ms. */
const AIRTIME_MAX_US = 4256;
/** Below so many pixels a frame is a tick. */
const NARROW = 4;
/** Half as often as the map: a strip moves slowly. */
const EVERY_MS = 45;
const SENDS = 0;
const IS_SENT_TO = 1;
const STEPS = [1, 2, 5];

export class Lanes {
	/** What a person has chosen; undefined follows the speed. */
	#spanUs: number | undefined;
	#drawnMs = -Infinity;

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

	draw(palette: Palette, nowMs: number): void {
		if (nowMs - this.#drawnMs < EVERY_MS) return;
		this.#drawnMs = nowMs;
		const surface = cleared(this.canvas);
		const lanes = this.#lanes();
		const high = (surface.height - AXIS_HIGH) / Math.max(3, lanes.length);
		this.#ground(surface, palette, {lanes, high});
		this.#frames(surface, palette, {lanes, high});
		const x = this.#x(this.view.nowUs, surface);
		surface.context.fillStyle = palette.ink;
		surface.context.fillRect(x - 0.75, 0, 1.5, surface.height - AXIS_HIGH);
	}

	/** The chosen node first, its way to an endpoint, then gateways and forwarders. */
	#lanes(): number[] {
		const {fleet, selected} = this.view;
		const endpoints = Array.from({length: fleet.endpoints}, (_, radio) => radio);
		const partner = selected < 0 ? -1 : fleet.partners[selected];
		const way = selected < 0 ? [] : fleet.wayOf(selected);
		const first = [selected, ...way, partner].filter(radio => radio >= 0);
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
		const {context} = surface;
		const begin = this.#beginUs();
		const first = tape.after(begin);
		const last = tape.after(begin + this.spanUs + AIRTIME_MAX_US);
		// By radio, everybody first: -1 stands for those without a lane.
		const laneOf = new Int16Array(this.view.stage.radios.length + 1).fill(-1);
		lanes.forEach((radio, lane) => {
			laneOf[radio + 1] = lane;
		});
		const pen = new Pen(context, {colours: outcomeColours(palette), high});
		context.save();
		context.beginPath();
		context.rect(NAME_WIDE, 0, surface.width - NAME_WIDE, surface.height);
		context.clip();
		for (let index = first; index < last; index++) {
			if (tape.rows[index] !== Row.sent) continue;
			const sender = laneOf[tape.a[index] + 1];
			const receiver = laneOf[tape.b[index] + 1];
			if (sender < 0 && receiver < 0) continue;
			const endUs = tape.timesUs[index];
			const x = this.#x(endUs - airtimeUs(tape.sizes[index]), surface);
			const frame = {x, wide: this.#x(endUs, surface) - x, outcome: outcomeOf(tape, index)};
			if (sender >= 0) pen.draw(sender, SENDS, frame);
			if (receiver >= 0) pen.draw(receiver, IS_SENT_TO, frame);
		}
		context.restore();
	}
}

interface Block {
	readonly x: number;
	readonly wide: number;
	readonly outcome: Outcome;
}

/** Draws the frames of lanes; of those that would lie on each other, one. */
class Pen {
	/** By lane, part and outcome: the pixel that was drawn last. */
	readonly #last: number[] = [];

	constructor(
		private readonly context: CanvasRenderingContext2D,
		private readonly look: {readonly colours: readonly string[]; readonly high: number},
	) {}

	draw(lane: number, part: number, {x, wide, outcome}: Block): void {
		const {colours, high} = this.look;
		const base = Math.round((lane + 1) * high) - 1.5;
		const tall = (part === SENDS ? 0.72 : 0.38) * high;
		this.context.fillStyle = colours[outcome];
		if (wide < NARROW) {
			const place = (lane * 2 + part) * 4 + outcome;
			if (this.#last[place] === Math.round(x)) return;
			this.#last[place] = Math.round(x);
			this.context.fillRect(Math.round(x), base - tall, Math.max(1, Math.round(wide)), tall);
		} else if (outcome === Outcome.heard) this.context.fillRect(x, base - tall, wide, tall);
		else this.#open({x, wide, outcome}, base, tall);
	}

	#open({x, wide, outcome}: Block, base: number, tall: number): void {
		const {context} = this;
		context.strokeStyle = context.fillStyle;
		context.lineWidth = 1.2;
		context.strokeRect(x + 0.6, base - tall + 0.6, wide - 1.2, tall - 1.2);
		if (outcome !== Outcome.collided) return;
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
