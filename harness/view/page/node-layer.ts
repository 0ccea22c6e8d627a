/*
 * The nodes of the map as one picture, which is drawn anew when it is another: to copy one picture
 * is cheap, to copy a thousand small ones sixty times a second is not.
 *
 *   camera or colours are others, somebody is elsewhere    at once
 *   somebody is in another state                           at most every STATES_MS
 */
import {isNode} from '../stage.js';
import type {Surface} from './dom.js';
import {Sprites} from './signs.js';
import type {Palette} from './theme.js';
import type {View} from './view.js';

const STATES_MS = 60;

export interface NodeLook {
	readonly palette: Palette;
	/** Whether places are others than they were. */
	readonly moved: boolean;
	readonly at: (radio: number) => {x: number; y: number; r: number};
}

export class NodeLayer {
	readonly #picture = document.createElement('canvas');
	#sprites: Sprites | undefined;
	#states = new Uint8Array(0);
	#drawnMs = -Infinity;

	constructor(private readonly view: View) {}

	/** Puts all nodes on `surface` at `nowMs` of the wall clock. */
	draw(surface: Surface, nowMs: number, look: NodeLook): void {
		const {context, width, height} = surface;
		if (this.#isOld(context.canvas, nowMs, look)) {
			this.#drawnMs = nowMs;
			this.#paint(surface, look);
		}
		context.drawImage(this.#picture, 0, 0, width, height);
	}

	/** Colours are others. */
	repaint(): void {
		this.#sprites = undefined;
	}

	#isOld({width, height}: HTMLCanvasElement, nowMs: number, {moved}: NodeLook): boolean {
		const {width: wide, height: high} = this.#picture;
		if (moved || this.#sprites === undefined || width !== wide || height !== high) return true;
		return nowMs - this.#drawnMs > STATES_MS && this.#changed();
	}

	/** Whether somebody is in another state than in the picture. */
	#changed(): boolean {
		const {fleet, nowUs} = this.view;
		return this.#states.some((state, radio) => state !== fleet.stateOf(radio, nowUs));
	}

	#paint({context: {canvas}, width, height}: Surface, {palette, at}: NodeLook): void {
		const {fleet, nowUs, stage} = this.view;
		this.#sprites ??= new Sprites(palette);
		this.#states = Uint8Array.from(stage.radios, (_, radio) => fleet.stateOf(radio, nowUs));
		this.#picture.width = canvas.width;
		this.#picture.height = canvas.height;
		const context = this.#picture.getContext('2d')!;
		context.scale(canvas.width / width, canvas.height / height);
		stage.radios.forEach((member, radio) => {
			if (!isNode(member)) return;
			this.#sprites!.put(
				context,
				{kind: member.kind, state: fleet.stateOf(radio, nowUs)},
				at(radio),
			);
		});
	}
}
