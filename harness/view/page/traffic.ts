/*
 * Frames on the map. What is on the air at the playhead is a line with a dot that travels; what
 * was, fades within a third of a second of the wall clock, whatever the speed.
 *
 *   heard ------->   collided ----- x   too weak ---     not listening ---- (faint)
 *   broadcast a ring     delivered a green line from the gateway to broker and subscriber
 *
 * Each line is a stroke of its own: a path of hundreds of lines that cross costs ten times as much,
 * and dashes cost even more.
 */
import {Event, Outcome} from '../../../sim/kernel/trace.js';
import {airtimeUs} from '../../../sim/phy/o-qpsk.js';
import {outcomeOf} from '../journey.js';
import {Row} from '../tape.js';
import type {Camera, Point} from './camera.js';
import type {Place, Places} from './places.js';
import type {Palette} from './theme.js';
import type {View} from './view.js';

const FADE_MS = 330;
/** While nothing moves, frames of the last milliseconds are shown. */
const STILL_US = 5000;
/** More lines than this are a blur. */
const LINES_MAX = 320;
/** A frame of 127 octets is on the air for 4.3 ms. */
const AIRTIME_MAX_US = 4256;
const ALPHAS = [0.14, 0.3, 0.5, 0.75, 1];
/** How much of its way the line of a frame goes. */
const REACH: Readonly<Record<Outcome, number>> = {
	[Outcome.heard]: 1,
	[Outcome.deaf]: 0.75,
	[Outcome.tooWeak]: 0.5,
	[Outcome.collided]: 0.85,
};
const DELIVERY = 4;
const RING = 5;

interface Ground {
	readonly context: CanvasRenderingContext2D;
	readonly camera: Camera;
	readonly places: Places;
	readonly palette: Palette;
}

/** Draws the frames around the playhead. */
export function drawTraffic(view: View, ground: Ground): void {
	const lines = new Lines(view, ground);
	const {tape, nowUs, playback} = view;
	const windowUs = playback.playing
		? Math.max(STILL_US, 1000 * FADE_MS * playback.speed)
		: STILL_US;
	let index = tape.after(nowUs + AIRTIME_MAX_US) - 1;
	for (let drawn = 0; index >= 0 && drawn < LINES_MAX; index--) {
		const ageUs = nowUs - tape.timesUs[index];
		if (ageUs > windowUs) break;
		if (tape.rows[index] === Row.sent) {
			if (lines.frame(index, ageUs, windowUs)) drawn++;
		} else if (tape.rows[index] === Row.event && tape.codes[index] === Event.delivered) {
			if (ageUs >= 0) lines.delivery(index, ageUs / windowUs);
		}
	}
	lines.draw();
}

class Lines {
	/** By look and age: x, y and x, y of each line, or x, y and radius of each ring. */
	readonly #strokes = Array.from({length: (RING + 1) * ALPHAS.length}, (): number[] => []);
	readonly #crosses: Point[] = [];
	readonly #dots: Point[] = [];

	constructor(
		private readonly view: View,
		private readonly ground: Ground,
	) {}

	/** The frame of row `index`; false where it has not begun. */
	frame(index: number, ageUs: number, windowUs: number): boolean {
		const {tape} = this.view;
		const lastsUs = airtimeUs(tape.sizes[index]);
		if (ageUs < -lastsUs) return false;
		const [from, to] = [tape.a[index], tape.b[index]];
		const step = stepOf(Math.max(0, ageUs) / windowUs);
		if (to < 0) this.#broadcast(from, {step, share: 1 + ageUs / lastsUs});
		else this.#unicast(index, {from, to, step, share: 1 + ageUs / lastsUs});
		return true;
	}

	/** Row `index` is the arrival of a message at the subscriber. */
	delivery(index: number, share: number): void {
		const {fleet, tape} = this.view;
		const message = fleet.messages.named(tape.textAt(index));
		const from = message === undefined ? -1 : fleet.gatewayOf(message.radio);
		if (from < 0) return;
		const {places} = this.ground;
		const [gateway, broker] = [this.#point(places.radios[from]), this.#point(places.broker)];
		const stroke = this.#strokes[DELIVERY * ALPHAS.length + stepOf(share)];
		const subscriber = this.#point(places.subscriber);
		stroke.push(gateway.x, gateway.y, broker.x, broker.y);
		stroke.push(broker.x, broker.y, subscriber.x, subscriber.y);
	}

	draw(): void {
		const {context, palette} = this.ground;
		const colours = [...outcomeColours(palette), palette.good, palette.accent];
		context.lineCap = 'butt';
		this.#strokes.forEach((stroke, look) => {
			if (stroke.length === 0) return;
			const [kind, step] = [Math.floor(look / ALPHAS.length), look % ALPHAS.length];
			context.globalAlpha = ALPHAS[step];
			context.strokeStyle = colours[kind];
			// Broader than a pixel costs three times as much.
			context.lineWidth = step === ALPHAS.length - 1 ? 1.6 : 1;
			if (kind === RING) rings(context, stroke);
			else segments(context, stroke);
		});
		context.globalAlpha = 1;
		this.#signs(context, palette);
	}

	#unicast(index: number, frame: {from: number; to: number; step: number; share: number}): void {
		const {from, to, step, share} = frame;
		const {radios} = this.ground.places;
		if (radios[from] === undefined || radios[to] === undefined) return;
		const [start, end] = [this.#point(radios[from]), this.#point(radios[to])];
		const onAir = share <= 1;
		const outcome = onAir ? Outcome.heard : outcomeOf(this.view.tape, index);
		const last = along(start, end, REACH[outcome]);
		this.#strokes[outcome * ALPHAS.length + step].push(start.x, start.y, last.x, last.y);
		if (onAir) this.#dots.push(along(start, end, share));
		if (outcome === Outcome.collided && step >= 2) this.#crosses.push(last);
	}

	#broadcast(from: number, {step, share}: {step: number; share: number}): void {
		const place = this.ground.places.radios[from];
		if (place === undefined) return;
		const {x, y} = this.#point(place);
		const radius = 7 + 9 * Math.min(1.6, Math.max(0.1, share));
		this.#strokes[RING * ALPHAS.length + step].push(x, y, radius);
	}

	#point({xM, yM}: Place): Point {
		const {camera} = this.ground;
		return {x: camera.x(xM), y: camera.y(yM)};
	}

	#signs(context: CanvasRenderingContext2D, palette: Palette): void {
		context.strokeStyle = palette.bad;
		context.lineWidth = 1.8;
		context.beginPath();
		for (const {x, y} of this.#crosses) {
			context.moveTo(x - 3, y - 3);
			context.lineTo(x + 3, y + 3);
			context.moveTo(x + 3, y - 3);
			context.lineTo(x - 3, y + 3);
		}
		context.stroke();
		context.fillStyle = palette.ink;
		for (const {x, y} of this.#dots) {
			context.beginPath();
			context.arc(x, y, 3, 0, 2 * Math.PI);
			context.fill();
		}
	}
}

function segments(context: CanvasRenderingContext2D, stroke: readonly number[]): void {
	for (let at = 0; at < stroke.length; at += 4) {
		context.beginPath();
		context.moveTo(stroke[at], stroke[at + 1]);
		context.lineTo(stroke[at + 2], stroke[at + 3]);
		context.stroke();
	}
}

function rings(context: CanvasRenderingContext2D, stroke: readonly number[]): void {
	for (let at = 0; at < stroke.length; at += 3) {
		context.beginPath();
		context.arc(stroke[at], stroke[at + 1], stroke[at + 2], 0, 2 * Math.PI);
		context.stroke();
	}
}

function along(from: Point, to: Point, share: number): Point {
	return {x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y)};
}

/** From old, 0, to new, 4. */
function stepOf(share: number): number {
	return Math.min(ALPHAS.length - 1, Math.floor((1 - Math.min(1, share)) * ALPHAS.length));
}

/** By Outcome. */
export function outcomeColours({accent, dim, warn, bad}: Palette): readonly string[] {
	const colours: string[] = [];
	colours[Outcome.heard] = accent;
	colours[Outcome.deaf] = dim;
	colours[Outcome.tooWeak] = warn;
	colours[Outcome.collided] = bad;
	return colours;
}
