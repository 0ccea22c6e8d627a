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

/** Draws a node of `kind` in `state` at a place. */
function drawNode(
	context: CanvasRenderingContext2D,
	look: {kind: RadioKind; state: State; palette: Palette},
	at: {x: number; y: number; r: number},
): void {
	const {kind, state, palette} = look;
	const {x, y, r} = at;
	const colour = colourOf(state, palette);
	const edge = new Path2D();
	outline(edge, kind, state === State.off ? {x, y, r: 0.6 * r} : at);
	context.fillStyle = state === State.connected ? colour : palette.ground;
	context.fill(edge);
	if (state === State.connected) return;
	if (state === State.lost) {
		edge.moveTo(x - 1.3 * r, y + 1.3 * r);
		edge.lineTo(x + 1.3 * r, y - 1.3 * r);
	}
	const inner = new Path2D();
	if (state === State.asleep) inner.arc(x, y, r, 0, Math.PI);
	if (state === State.searching) inner.arc(x, y, 0.4 * r, 0, 2 * Math.PI);
	context.fillStyle = colour;
	context.fill(inner);
	context.strokeStyle = colour;
	context.lineWidth = 1.3;
	context.stroke(edge);
}

/** Pictures of nodes that were drawn once: to copy one is cheap, and there are many nodes. */
export class Sprites {
	readonly #kept = new Map<string, HTMLCanvasElement>();

	constructor(private readonly palette: Palette) {}

	/** Puts the picture of a node on `context`. */
	put(
		context: CanvasRenderingContext2D,
		look: {kind: RadioKind; state: State},
		{x, y, r}: {x: number; y: number; r: number},
	): void {
		const radius = Math.round(2 * r) / 2;
		const size = 2 * Math.ceil(1.5 * radius + 2);
		const picture = this.#picture(look, radius, size);
		context.drawImage(picture, x - size / 2, y - size / 2, size, size);
	}

	#picture(
		{kind, state}: {kind: RadioKind; state: State},
		r: number,
		size: number,
	): HTMLCanvasElement {
		const key = `${kind} ${state} ${r}`;
		const known = this.#kept.get(key);
		if (known !== undefined) return known;
		const canvas = document.createElement('canvas');
		const ratio = window.devicePixelRatio;
		canvas.width = size * ratio;
		canvas.height = size * ratio;
		const context = canvas.getContext('2d')!;
		context.scale(ratio, ratio);
		drawNode(context, {kind, state, palette: this.palette}, {x: size / 2, y: size / 2, r});
		this.#kept.set(key, canvas);
		return canvas;
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
		drawNode(context, {kind, state, palette}, at);
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
