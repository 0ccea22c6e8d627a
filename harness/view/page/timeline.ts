/*
 * The whole run in one strip: how many frames, how many of them lost, and what went wrong.
 *
 *   marks   triangle trap   square power   cross given up   diamond new keys   ring session lost
 *   bars    frames a slot, lost ones in another colour from below
 *   axis    time; what a run that goes on has not reached yet is grey
 */
import type {Mark, MarkKind} from '../series.js';
import {clockText} from '../words.js';
import {cleared, type Surface} from './dom.js';
import type {Palette} from './theme.js';
import type {View} from './view.js';

/** How often what does not move is drawn anew, in milliseconds. */
const KEPT_MS = 400;
const MARKS_HIGH = 12;
const AXIS_HIGH = 15;
/** Room for times at both ends. */
const SIDE = 4;
const TICKS_S = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400];
const TICK_WIDE = 80;

export class Timeline {
	/** Where the mouse is, in pixels; undefined when it is elsewhere. */
	hoverX: number | undefined;
	#dragging = false;
	readonly #kept = document.createElement('canvas');
	#keptMs = -Infinity;

	constructor(
		private readonly canvas: HTMLCanvasElement,
		private readonly view: View,
	) {
		canvas.addEventListener('pointerdown', event => {
			this.#dragging = true;
			canvas.setPointerCapture(event.pointerId);
			this.#jump(event);
		});
		canvas.addEventListener('pointermove', event => {
			this.hoverX = event.offsetX;
			if (this.#dragging) this.#jump(event);
		});
		canvas.addEventListener('pointerup', () => {
			this.#dragging = false;
		});
		canvas.addEventListener('pointerleave', () => {
			this.hoverX = undefined;
		});
	}

	draw(palette: Palette, nowMs: number): void {
		const surface = cleared(this.canvas);
		const {width, height} = surface;
		const resized = this.#kept.width !== this.canvas.width;
		if (resized || nowMs - this.#keptMs > KEPT_MS) this.#keep(surface, palette, nowMs);
		surface.context.drawImage(this.#kept, 0, 0, width, height);
		this.#playhead(surface, palette);
	}

	/** Colours are others. */
	repaint(): void {
		this.#keptMs = -Infinity;
	}

	#keep({width, height}: Surface, palette: Palette, nowMs: number): void {
		this.#keptMs = nowMs;
		this.#kept.width = this.canvas.width;
		this.#kept.height = this.canvas.height;
		const context = this.#kept.getContext('2d')!;
		context.scale(this.canvas.width / width, this.canvas.height / height);
		const surface = {context, width, height};
		this.#axis(surface, palette);
		this.#bars(surface, palette);
		for (const mark of this.view.series.marks) this.#mark(surface, palette, mark);
	}

	#jump({offsetX}: PointerEvent): void {
		const share = (offsetX - SIDE) / (this.canvas.clientWidth - 2 * SIDE);
		this.view.leave();
		this.view.playback.jump(Math.min(1, Math.max(0, share)) * this.view.spanUs);
	}

	#x(us: number, {width}: Surface): number {
		return SIDE + ((width - 2 * SIDE) * us) / this.view.spanUs;
	}

	#axis(surface: Surface, palette: Palette): void {
		const {context, height, width} = surface;
		const {view} = this;
		const base = height - AXIS_HIGH;
		const known = this.#x(view.playback.knownUs, surface);
		context.fillStyle = palette.faint;
		if (known < width - SIDE)
			context.fillRect(known, MARKS_HIGH, width - SIDE - known, base - MARKS_HIGH);
		context.strokeStyle = palette.line;
		context.beginPath();
		context.moveTo(SIDE, base + 0.5);
		context.lineTo(width - SIDE, base + 0.5);
		context.stroke();
		const seconds = view.spanUs / 1e6;
		const wanted = (seconds * TICK_WIDE) / width;
		const tick = TICKS_S.find(size => size >= wanted) ?? seconds;
		context.fillStyle = palette.dim;
		context.font = '10.5px system-ui, sans-serif';
		context.textBaseline = 'bottom';
		for (let second = 0; second <= seconds; second += tick) {
			const x = this.#x(1e6 * second, surface);
			context.fillRect(x, base, 1, 4);
			context.textAlign = second === 0 ? 'left' : x > width - 30 ? 'right' : 'center';
			context.fillText(clockText(1e6 * second, 0), x, height);
		}
	}

	#bars(surface: Surface, palette: Palette): void {
		const {context, height} = surface;
		const {slots, slotUs} = this.view.series;
		const base = height - AXIS_HIGH;
		const room = base - MARKS_HIGH - 2;
		const most = slots.reduce((max, {frames}) => Math.max(max, frames), 1);
		const lost = new Path2D();
		context.fillStyle = palette.accent;
		context.globalAlpha = 0.5;
		slots.forEach(({frames, failed}, index) => {
			const x = this.#x(index * slotUs, surface);
			const wide = Math.max(1, this.#x((index + 1) * slotUs, surface) - x - 0.7);
			const high = (room * frames) / most;
			context.fillRect(x, base - high, wide, high);
			if (failed === 0) return;
			// So that one among very many is seen as well.
			const part = Math.max(1, (high * failed) / frames);
			lost.rect(x, base - part, wide, part);
		});
		context.globalAlpha = 1;
		context.fillStyle = palette.bad;
		context.fill(lost);
	}

	#mark(surface: Surface, palette: Palette, {timeUs, kind}: Mark): void {
		const {context} = surface;
		const x = this.#x(timeUs, surface);
		context.strokeStyle = markColour(kind, palette);
		context.fillStyle = context.strokeStyle;
		context.lineWidth = 1.4;
		context.beginPath();
		markPath(context, kind, {x, y: 6});
		if (kind === 'lost' || kind === 'dropped') context.stroke();
		else context.fill();
	}

	#playhead(surface: Surface, palette: Palette): void {
		const {context, height} = surface;
		const x = this.#x(this.view.nowUs, surface);
		context.fillStyle = palette.ink;
		context.fillRect(x - 0.75, 0, 1.5, height - AXIS_HIGH + 3);
		context.beginPath();
		context.moveTo(x - 5, 0);
		context.lineTo(x + 5, 0);
		context.lineTo(x, 6);
		context.fill();
		if (this.hoverX !== undefined) this.#hover(surface, palette, this.hoverX);
	}

	#hover(surface: Surface, palette: Palette, x: number): void {
		const {context, height, width} = surface;
		const share = (x - SIDE) / (width - 2 * SIDE);
		const text = clockText(Math.min(1, Math.max(0, share)) * this.view.spanUs, 0);
		context.font = '11px system-ui, sans-serif';
		const wide = context.measureText(text).width + 10;
		const left = Math.min(width - wide, Math.max(0, x - wide / 2));
		context.fillStyle = palette.dim;
		context.fillRect(x, MARKS_HIGH, 1, height - AXIS_HIGH - MARKS_HIGH);
		context.fillStyle = palette.ink;
		context.beginPath();
		context.roundRect(left, height - AXIS_HIGH, wide, AXIS_HIGH, 3);
		context.fill();
		context.fillStyle = palette.panel;
		context.textAlign = 'center';
		context.textBaseline = 'middle';
		context.fillText(text, left + wide / 2, height - AXIS_HIGH / 2);
	}
}

export function markColour(kind: MarkKind, palette: Palette): string {
	const colours: Record<MarkKind, string> = {
		trap: palette.bad,
		power: palette.warn,
		dropped: palette.bad,
		keys: palette.mark,
		lost: palette.warn,
	};
	return colours[kind];
}

/** Draws the sign of a mark; those of what is lost are open. */
export function markPath(
	context: CanvasRenderingContext2D,
	kind: MarkKind,
	{x, y}: {x: number; y: number},
): void {
	if (kind === 'trap') {
		context.moveTo(x - 4, y + 4);
		context.lineTo(x + 4, y + 4);
		context.lineTo(x, y - 4);
	} else if (kind === 'power') context.rect(x - 3, y - 3, 6, 6);
	else if (kind === 'keys') {
		context.moveTo(x - 3.5, y);
		context.lineTo(x, y - 4);
		context.lineTo(x + 3.5, y);
		context.lineTo(x, y + 4);
	} else if (kind === 'lost') context.arc(x, y, 3, 0, 2 * Math.PI);
	else {
		context.moveTo(x - 3, y - 3);
		context.lineTo(x + 3, y + 3);
		context.moveTo(x + 3, y - 3);
		context.lineTo(x - 3, y + 3);
	}
}
