/*
 * The map: who is where and how he is, who speaks with whom, and what is on the air.
 *
 *   kept     area, links, way to the broker      drawn anew when they change, a few times a second
 *   nodes    a picture of their own              node-layer.ts
 *   always   frames, endpoints, what is chosen
 */
import {isNode} from '../stage.js';
import {Camera, type Point} from './camera.js';
import {cleared, type Surface} from './dom.js';
import {drawFollowed} from './followed.js';
import {NodeLayer} from './node-layer.js';
import {Places} from './places.js';
import {outline} from './signs.js';
import type {Palette} from './theme.js';
import {drawTraffic} from './traffic.js';
import type {View} from './view.js';

/** How often links are looked at while time goes on, in milliseconds. */
const KEPT_MS = 500;
/** And while somebody is carried about. */
const KEPT_MOVED_MS = 80;
const REACH_MAX = 14;
/** From so many pixels between nodes on, each has its name. */
const NAMES_FROM = 64;

export class FleetMap {
	readonly camera = new Camera();
	readonly #places: Places;
	readonly #kept = document.createElement('canvas');
	#keptVersion = -1;
	#keptAtMs = 0;
	#fittedVersion = -1;
	/** Whether somebody stands elsewhere than in the kept picture. */
	#displaced = false;
	#size = '';
	readonly #nodes: NodeLayer;
	#nodesVersion = -1;
	/** Whether somebody stands elsewhere than in the picture of nodes. */
	#carried = false;

	constructor(
		private readonly canvas: HTMLCanvasElement,
		private readonly view: View,
	) {
		this.#places = new Places(view.stage);
		this.#nodes = new NodeLayer(view);
	}

	/** Shows everything again. */
	showAll(): void {
		const {clientWidth: width, clientHeight: height} = this.canvas;
		this.camera.fit(this.#places.extent, {width, height});
		this.#fittedVersion = this.camera.version;
	}

	/** Colours are others. */
	repaint(): void {
		this.#keptVersion = -1;
		this.#nodes.repaint();
	}

	draw(palette: Palette, nowMs: number): void {
		this.#follow();
		const surface = cleared(this.canvas);
		const size = `${surface.width} ${surface.height}`;
		if (size !== this.#size) this.showAll();
		this.#size = size;
		this.#keep(surface, palette, nowMs);
		const {context} = surface;
		context.drawImage(this.#kept, 0, 0, surface.width, surface.height);
		const ground = {context, camera: this.camera, places: this.#places, palette};
		drawTraffic(this.view, ground);
		this.#drawNodes(surface, palette, nowMs);
		this.#radios(context, palette);
		drawFollowed(this.view, ground);
		this.#far(context, palette);
		this.#selected(context, palette);
		this.#scale(surface, palette);
	}

	/** Whoever has looked elsewhere is left there; others keep all of the fleet in sight. */
	#follow(): void {
		if (!this.#places.follow(this.view.fleet)) return;
		this.#displaced = true;
		this.#carried = true;
		if (this.camera.version === this.#fittedVersion) this.showAll();
	}

	/** The radio at `point` of the map; -1 for none. */
	at(point: Point): number {
		let [best, least] = [-1, REACH_MAX ** 2];
		this.#places.radios.forEach(({xM, yM}, radio) => {
			const distance = (this.camera.x(xM) - point.x) ** 2 + (this.camera.y(yM) - point.y) ** 2;
			if (distance < least) [best, least] = [radio, distance];
		});
		return best;
	}

	/** Where a radio is on the map. */
	pointOf(radio: number): Point {
		const {xM, yM} = this.#places.radios[radio];
		return {x: this.camera.x(xM), y: this.camera.y(yM)};
	}

	#radius(radio: number): number {
		const base = Math.min(9, Math.max(2.4, 0.2 * this.#places.spacingM * this.camera.scale));
		return isNode(this.view.stage.radios[radio]) ? base : Math.min(13, base + 4);
	}

	#keep(surface: Surface, palette: Palette, nowMs: number): void {
		const {camera} = this;
		const moved = this.#keptVersion !== camera.version || this.#kept.width !== this.canvas.width;
		const agedMs = nowMs - this.#keptAtMs;
		if (!moved && agedMs <= (this.#displaced ? KEPT_MOVED_MS : KEPT_MS)) return;
		this.#keptVersion = camera.version;
		this.#keptAtMs = nowMs;
		this.#displaced = false;
		this.#kept.width = this.canvas.width;
		this.#kept.height = this.canvas.height;
		const context = this.#kept.getContext('2d')!;
		context.scale(this.canvas.width / surface.width, this.canvas.height / surface.height);
		this.#area(context, palette);
		this.#links(context, palette);
	}

	#area(context: CanvasRenderingContext2D, palette: Palette): void {
		const {area} = this.view.stage;
		const {camera} = this;
		const [left, top] = [camera.x(0), camera.y(area.heightM)];
		const [wide, high] = [camera.scale * area.widthM, camera.scale * area.heightM];
		context.fillStyle = palette.panel;
		context.fillRect(left, top, wide, high);
		context.strokeStyle = palette.line;
		context.lineWidth = 1;
		context.strokeRect(left, top, wide, high);
	}

	#links(context: CanvasRenderingContext2D, palette: Palette): void {
		const {fleet} = this.view;
		const {radios, broker, subscriber} = this.#places;
		context.lineWidth = 0.8;
		for (let radio = 0; radio < radios.length; radio++) {
			const neighbour = fleet.neighbourOf(radio);
			if (neighbour < 0) continue;
			// A tree is to be seen; a star of hundreds would hide all else.
			const isTree = fleet.parents[radio] >= 0;
			context.strokeStyle = isTree ? palette.rest : palette.line;
			context.globalAlpha = isTree ? 0.6 : 0.75;
			// One by one: a path of many lines that cross costs ten times as much.
			const link = new Path2D();
			this.#line(link, radios[radio], radios[neighbour]);
			context.stroke(link);
		}
		context.globalAlpha = 1;
		const wires = new Path2D();
		for (let radio = 0; radio < fleet.endpoints; radio++) {
			if (this.view.stage.radios[radio].kind === 'gateway')
				this.#line(wires, radios[radio], broker);
		}
		this.#line(wires, broker, subscriber);
		context.setLineDash([1, 3]);
		context.strokeStyle = palette.rest;
		context.stroke(wires);
		context.setLineDash([]);
	}

	#line(path: Path2D, from: {xM: number; yM: number}, to: {xM: number; yM: number}): void {
		path.moveTo(this.camera.x(from.xM), this.camera.y(from.yM));
		path.lineTo(this.camera.x(to.xM), this.camera.y(to.yM));
	}

	#drawNodes(surface: Surface, palette: Palette, nowMs: number): void {
		const {version} = this.camera;
		const moved = this.#carried || version !== this.#nodesVersion;
		this.#carried = false;
		this.#nodesVersion = version;
		const at = (radio: number) => ({...this.pointOf(radio), r: this.#radius(radio)});
		this.#nodes.draw(surface, nowMs, {palette, moved, at});
	}

	#radios(context: CanvasRenderingContext2D, palette: Palette): void {
		this.view.stage.radios.forEach((member, radio) => {
			if (!isNode(member)) this.#special(context, palette, radio);
		});
		if (this.#places.spacingM * this.camera.scale >= NAMES_FROM) this.#names(context, palette);
	}

	/** A gateway fills from below with its load; its number stands in it. */
	#special(context: CanvasRenderingContext2D, palette: Palette, radio: number): void {
		const {view} = this;
		const {kind, name} = view.stage.radios[radio];
		const at = {...this.pointOf(radio), r: this.#radius(radio)};
		const path = new Path2D();
		outline(path, kind, at);
		context.lineWidth = 1.8;
		context.strokeStyle = kind === 'attacker' ? palette.bad : palette.ink;
		if (kind !== 'attacker') {
			context.fillStyle = palette.panel;
			context.fill(path);
			this.#load(context, palette, {path, radio});
		}
		context.stroke(path);
		if (at.r < 6) return;
		context.fillStyle = palette.ink;
		context.font = `600 ${Math.round(at.r)}px system-ui, sans-serif`;
		context.textAlign = 'center';
		context.textBaseline = 'middle';
		if (kind !== 'attacker') context.fillText(/\d+$/.exec(name)?.[0] ?? '', at.x, at.y + 0.5);
	}

	#load(
		context: CanvasRenderingContext2D,
		palette: Palette,
		{path, radio}: {path: Path2D; radio: number},
	): void {
		const {x, y} = this.pointOf(radio);
		const size = 2 * this.#radius(radio);
		const load = this.view.fleet.loadOf(radio, this.view.nowUs);
		context.save();
		context.clip(path);
		context.globalAlpha = 0.45;
		context.fillStyle = palette.accent;
		context.fillRect(x - size, y + size / 2 - size * load, 2 * size, size);
		context.restore();
	}

	#names(context: CanvasRenderingContext2D, palette: Palette): void {
		context.fillStyle = palette.dim;
		context.font = '11px system-ui, sans-serif';
		context.textAlign = 'center';
		context.textBaseline = 'top';
		this.view.stage.radios.forEach(({name}, radio) => {
			const {x, y} = this.pointOf(radio);
			context.fillText(name, x, y + this.#radius(radio) + 4);
		});
	}

	/** Broker and subscriber, which are no radios. */
	#far(context: CanvasRenderingContext2D, palette: Palette): void {
		const {broker, subscriber} = this.#places;
		context.font = '12px system-ui, sans-serif';
		context.textAlign = 'center';
		context.textBaseline = 'middle';
		for (const [place, name] of [
			[broker, 'broker'],
			[subscriber, 'subscriber'],
		] as const) {
			const wide = context.measureText(name).width + 18;
			const [x, y] = [this.camera.x(place.xM), this.camera.y(place.yM)];
			context.beginPath();
			context.roundRect(x - wide / 2, y - 12, wide, 24, 12);
			context.fillStyle = palette.panel;
			context.fill();
			const here = this.#holds(name);
			context.strokeStyle = here ? palette.mark : palette.good;
			context.lineWidth = here ? 3 : 1.2;
			context.stroke();
			context.fillStyle = palette.ink;
			context.fillText(name, x, y + 0.5);
		}
	}

	/** Whether the message that is followed has arrived there. */
	#holds(name: string): boolean {
		const {followed, nowUs} = this.view;
		const arrivedUs = followed?.message.deliveredUs ?? -1;
		return name === 'subscriber' && arrivedUs >= 0 && nowUs >= arrivedUs;
	}

	#selected(context: CanvasRenderingContext2D, palette: Palette): void {
		const {selected, stage} = this.view;
		if (selected < 0) return;
		const {x, y} = this.pointOf(selected);
		const radius = this.#radius(selected) + 5;
		this.#way(context, palette, selected);
		context.strokeStyle = palette.mark;
		context.lineWidth = 2.2;
		context.beginPath();
		context.arc(x, y, radius, 0, 2 * Math.PI);
		context.stroke();
		context.font = '600 12px system-ui, sans-serif';
		context.textAlign = 'center';
		context.textBaseline = 'bottom';
		context.lineWidth = 3;
		context.strokeStyle = palette.panel;
		context.strokeText(stage.radios[selected].name, x, y - radius - 2);
		context.fillStyle = palette.ink;
		context.fillText(stage.radios[selected].name, x, y - radius - 2);
	}

	/** By whom the datagrams of a node go, over many hops. */
	#way(context: CanvasRenderingContext2D, palette: Palette, radio: number): void {
		const {radios} = this.#places;
		const way = new Path2D();
		let from = radio;
		for (const to of this.view.fleet.wayOf(radio)) {
			this.#line(way, radios[from], radios[to]);
			from = to;
		}
		context.strokeStyle = palette.mark;
		context.lineWidth = 1.4;
		context.stroke(way);
	}

	#scale({context, width, height}: Surface, palette: Palette): void {
		const wanted = 90 / this.camera.scale;
		const power = 10 ** Math.floor(Math.log10(wanted));
		const metres = [5, 2, 1].map(digit => digit * power).find(size => size <= wanted) ?? power;
		const long = metres * this.camera.scale;
		context.strokeStyle = palette.dim;
		context.fillStyle = palette.dim;
		context.lineWidth = 1;
		context.beginPath();
		context.moveTo(width - 16 - long, height - 22);
		context.lineTo(width - 16 - long, height - 17.5);
		context.lineTo(width - 16, height - 17.5);
		context.lineTo(width - 16, height - 22);
		context.stroke();
		context.font = '11px system-ui, sans-serif';
		context.textAlign = 'right';
		context.textBaseline = 'bottom';
		context.fillText(`${metres} m`, width - 16, height - 23);
	}
}
