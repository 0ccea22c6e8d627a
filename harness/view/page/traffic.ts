/*
 * Frames on the map. What is on the air at the playhead is a line with a dot that travels; what
 * was, fades within a third of a second of the wall clock, whatever the speed.
 *
 *   heard line   collided dashes and a cross   too weak dots   not listening faint dots
 *   broadcast a ring
 */
import {Event, Outcome} from '../../../sim/kernel/trace.js';
import {airtimeUs} from '../../../sim/phy/o-qpsk.js';
import {outcomeOf} from '../journey.js';
import {Row} from '../tape.js';
import type {Camera} from './camera.js';
import type {Place, Places} from './places.js';
import type {Palette} from './theme.js';
import type {View} from './view.js';

const FADE_MS = 330;
/** While nothing moves, frames of the last milliseconds are shown. */
const STILL_US = 5000;
/** More lines than this are a blur. */
const LINES_MAX = 900;
/** A frame of 127 octets is on the air for 4.3 ms. */
const AIRTIME_MAX_US = 4256;
const ALPHAS = [0.12, 0.3, 0.5, 0.75, 1];
const DASHES: Readonly<Record<Outcome, number[]>> = {
	[Outcome.heard]: [],
	[Outcome.deaf]: [1, 5],
	[Outcome.tooWeak]: [2, 4],
	[Outcome.collided]: [6, 4],
};

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

/** Lines of the same look are one path, so that the cost does not follow their number. */
class Lines {
	readonly #paths = new Map<string, {path: Path2D; outcome: Outcome; alpha: number}>();
	readonly #deliveries = ALPHAS.map(() => new Path2D());
	readonly #rings = ALPHAS.map(() => new Path2D());
	readonly #crosses = new Path2D();
	readonly #dots = new Path2D();

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
		const partner = message === undefined ? -1 : fleet.partners[message.radio];
		if (partner < 0) return;
		const {places} = this.ground;
		const path = this.#deliveries[stepOf(share)];
		this.#line(path, places.radios[partner], places.broker);
		this.#line(path, places.broker, places.subscriber);
	}

	draw(): void {
		const {context, palette} = this.ground;
		context.lineCap = 'round';
		for (const {path, outcome, alpha} of this.#paths.values()) {
			context.globalAlpha = alpha;
			context.strokeStyle = colourOf(outcome, palette);
			context.lineWidth = outcome === Outcome.heard ? 1.5 : 1.9;
			context.setLineDash(DASHES[outcome]);
			context.stroke(path);
		}
		context.setLineDash([]);
		ALPHAS.forEach((alpha, step) => {
			context.globalAlpha = alpha;
			context.strokeStyle = palette.good;
			context.lineWidth = 1.8;
			context.stroke(this.#deliveries[step]);
			context.strokeStyle = palette.accent;
			context.lineWidth = 1.2;
			context.stroke(this.#rings[step]);
		});
		context.globalAlpha = 1;
		context.strokeStyle = palette.bad;
		context.lineWidth = 2;
		context.stroke(this.#crosses);
		context.fillStyle = palette.ink;
		context.fill(this.#dots);
	}

	#unicast(index: number, frame: {from: number; to: number; step: number; share: number}): void {
		const {from, to, step, share} = frame;
		const {radios} = this.ground.places;
		const [start, end] = [radios[from], radios[to]];
		if (start === undefined || end === undefined) return;
		const outcome = share < 1 ? Outcome.heard : outcomeOf(this.view.tape, index);
		const key = `${outcome} ${step}`;
		const known = this.#paths.get(key);
		const {path} = known ?? {path: new Path2D()};
		if (known === undefined) this.#paths.set(key, {path, outcome, alpha: ALPHAS[step]});
		this.#line(path, start, end);
		if (share <= 1) this.#dot(start, end, share);
		if (outcome === Outcome.collided && step >= 3) this.#cross(end);
	}

	#broadcast(from: number, {step, share}: {step: number; share: number}): void {
		const place = this.ground.places.radios[from];
		if (place === undefined) return;
		const {camera} = this.ground;
		const [x, y] = [camera.x(place.xM), camera.y(place.yM)];
		const radius = 7 + 9 * Math.min(1.6, Math.max(0.1, share));
		this.#rings[step].moveTo(x + radius, y);
		this.#rings[step].arc(x, y, radius, 0, 2 * Math.PI);
	}

	#line(path: Path2D, from: Place, to: Place): void {
		const {camera} = this.ground;
		path.moveTo(camera.x(from.xM), camera.y(from.yM));
		path.lineTo(camera.x(to.xM), camera.y(to.yM));
	}

	#dot(from: Place, to: Place, share: number): void {
		const {camera} = this.ground;
		const x = camera.x(from.xM + share * (to.xM - from.xM));
		const y = camera.y(from.yM + share * (to.yM - from.yM));
		this.#dots.moveTo(x + 3, y);
		this.#dots.arc(x, y, 3, 0, 2 * Math.PI);
	}

	#cross({xM, yM}: Place): void {
		const {camera} = this.ground;
		const [x, y] = [camera.x(xM), camera.y(yM) - 12];
		this.#crosses.moveTo(x - 3, y - 3);
		this.#crosses.lineTo(x + 3, y + 3);
		this.#crosses.moveTo(x + 3, y - 3);
		this.#crosses.lineTo(x - 3, y + 3);
	}
}

/** From old, 0, to new, 4. */
function stepOf(share: number): number {
	return Math.min(ALPHAS.length - 1, Math.floor((1 - Math.min(1, share)) * ALPHAS.length));
}

export function colourOf(outcome: Outcome, palette: Palette): string {
	const colours = {
		[Outcome.heard]: palette.accent,
		[Outcome.deaf]: palette.dim,
		[Outcome.tooWeak]: palette.warn,
		[Outcome.collided]: palette.bad,
	};
	return colours[outcome];
}
