/*
 * The signs of the map: the form says what it is, the filling how it is. Colour only repeats it.
 *
 *   sensor circle   actuator triangle   node without app diamond   gateway square   forwarder hexagon
 *   attacker cross
 *
 *   connected filled   asleep half filled   searching open with a dot   lost open with a stroke
 *   off small and open
 */
import {State} from '../fleet.js';
import type {RadioKind} from '../stage.js';
import type {Palette} from './theme.js';

const CORNERS: Readonly<Partial<Record<RadioKind, readonly [count: number, turn: number]>>> = {
	actuator: [3, -Math.PI / 2],
	none: [4, -Math.PI / 2],
	gateway: [4, -Math.PI / 4],
	forwarder: [6, 0],
};

/** Adds the outline of a radio to `path`. */
export function outline(
	path: Path2D,
	kind: RadioKind,
	at: {x: number; y: number; r: number},
): void {
	const {x, y, r} = at;
	if (kind === 'attacker') {
		cross(path, at);
		return;
	}
	const corners = CORNERS[kind];
	if (corners === undefined) {
		path.moveTo(x + r, y);
		path.arc(x, y, r, 0, 2 * Math.PI);
		return;
	}
	const [count, turn] = corners;
	// A polygon looks as large as a circle of a little less.
	const reach = 1.22 * r;
	for (let corner = 0; corner <= count; corner++) {
		const angle = turn + (2 * Math.PI * corner) / count;
		const [cornerX, cornerY] = [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
		if (corner === 0) path.moveTo(cornerX, cornerY);
		else path.lineTo(cornerX, cornerY);
	}
}

function cross(path: Path2D, {x, y, r}: {x: number; y: number; r: number}): void {
	path.moveTo(x - r, y - r);
	path.lineTo(x + r, y + r);
	path.moveTo(x + r, y - r);
	path.lineTo(x - r, y + r);
}

/** All nodes of one state, drawn in two strokes however many they are. */
export class Crowd {
	readonly #outline = new Path2D();
	readonly #inner = new Path2D();

	constructor(private readonly state: State) {}

	add(kind: RadioKind, at: {x: number; y: number; r: number}): void {
		const {x, y, r} = at;
		outline(this.#outline, kind, this.state === State.off ? {x, y, r: 0.6 * r} : at);
		const inner = this.#inner;
		if (this.state === State.asleep) {
			inner.moveTo(x + r, y);
			inner.arc(x, y, r, 0, Math.PI);
		} else if (this.state === State.searching) {
			inner.moveTo(x + 0.4 * r, y);
			inner.arc(x, y, 0.4 * r, 0, 2 * Math.PI);
		}
		if (this.state === State.lost) {
			this.#outline.moveTo(x - 1.3 * r, y + 1.3 * r);
			this.#outline.lineTo(x + 1.3 * r, y - 1.3 * r);
		}
	}

	draw(context: CanvasRenderingContext2D, palette: Palette): void {
		const colour = colourOf(this.state, palette);
		context.fillStyle = this.state === State.connected ? colour : palette.ground;
		context.fill(this.#outline);
		context.fillStyle = colour;
		context.fill(this.#inner);
		if (this.state === State.connected) return;
		context.strokeStyle = colour;
		context.lineWidth = 1.3;
		context.stroke(this.#outline);
	}
}

export function colourOf(state: State, palette: Palette): string {
	const colours = {
		[State.off]: palette.dim,
		[State.searching]: palette.warn,
		[State.connected]: palette.accent,
		[State.asleep]: palette.rest,
		[State.lost]: palette.bad,
	};
	return colours[state];
}

const SIGN_SIZE = 15;

/** One sign on a canvas of its own, for legends and tables. */
export function sign(kind: RadioKind, state: State, palette: Palette): HTMLCanvasElement {
	const canvas = document.createElement('canvas');
	const ratio = window.devicePixelRatio;
	canvas.width = SIGN_SIZE * ratio;
	canvas.height = SIGN_SIZE * ratio;
	canvas.style.width = `${SIGN_SIZE}px`;
	canvas.style.height = `${SIGN_SIZE}px`;
	const context = canvas.getContext('2d')!;
	context.scale(ratio, ratio);
	const at = {x: SIGN_SIZE / 2, y: SIGN_SIZE / 2, r: 4.6};
	if (kind === 'gateway' || kind === 'forwarder' || kind === 'attacker') {
		plain(context, kind, {at, palette});
	} else {
		const crowd = new Crowd(state);
		crowd.add(kind, at);
		crowd.draw(context, palette);
	}
	return canvas;
}

function plain(
	context: CanvasRenderingContext2D,
	kind: RadioKind,
	{at, palette}: {at: {x: number; y: number; r: number}; palette: Palette},
): void {
	const path = new Path2D();
	outline(path, kind, at);
	context.fillStyle = palette.panel;
	context.strokeStyle = kind === 'attacker' ? palette.bad : palette.ink;
	context.lineWidth = 1.6;
	if (kind !== 'attacker') context.fill(path);
	context.stroke(path);
}
