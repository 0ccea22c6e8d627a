/*
 * A message on the map: its way as a broad line, and a token where it is.
 *
 *   node -> its parents, where there are many hops -> endpoint -> broker -> subscriber
 */
import {Outcome} from '../../../sim/kernel/trace.js';
import type {Step} from '../journey.js';
import type {Camera} from './camera.js';
import type {Place, Places} from './places.js';
import type {Palette} from './theme.js';
import type {Followed, View} from './view.js';

interface Ground {
	readonly context: CanvasRenderingContext2D;
	readonly camera: Camera;
	readonly places: Places;
	readonly palette: Palette;
}

/** Draws the message that is followed, if one is. */
export function drawFollowed(view: View, ground: Ground): void {
	const {followed} = view;
	if (followed === undefined) return;
	const way = wayOf(view, followed, ground.places);
	const {context, palette} = ground;
	context.strokeStyle = palette.mark;
	context.globalAlpha = 0.35;
	context.lineWidth = 6;
	context.lineCap = 'round';
	context.lineJoin = 'round';
	context.beginPath();
	for (const {xM, yM} of way) context.lineTo(ground.camera.x(xM), ground.camera.y(yM));
	context.stroke();
	context.globalAlpha = 1;
	token(placeAt(view, followed, ground.places), ground);
}

function token({xM, yM}: Place, {context, camera, palette}: Ground): void {
	context.beginPath();
	context.arc(camera.x(xM), camera.y(yM), 6.5, 0, 2 * Math.PI);
	context.fillStyle = palette.mark;
	context.fill();
	context.lineWidth = 2;
	context.strokeStyle = palette.panel;
	context.stroke();
}

function wayOf(view: View, {message, steps}: Followed, places: Places): Place[] {
	const {radios, broker, subscriber} = places;
	const frame = steps.find(step => isCarrier(step, message.radio));
	const relays = frame === undefined ? [] : relaysOf(view, frame.to, places);
	const arrived = message.deliveredUs >= 0 ? [broker, subscriber] : [];
	return [radios[message.radio], ...relays, ...arrived];
}

/** `first` and whom a message goes through after it, in the air. */
function relaysOf({fleet}: View, first: number, {radios}: Places): Place[] {
	return [first, ...fleet.wayOf(first)].map(radio => radios[radio]);
}

/** Where the message is at `nowUs`: in a frame, with whoever heard it, or on its way to the far end. */
function placeAt(view: View, {message, steps}: Followed, places: Places): Place {
	const {nowUs} = view;
	const {radios, broker, subscriber} = places;
	if (message.deliveredUs >= 0 && nowUs >= message.deliveredUs) return subscriber;
	const frame = steps.findLast(step => isCarrier(step, message.radio) && step.sinceUs <= nowUs);
	if (frame === undefined) return radios[message.radio];
	const [from, to] = [radios[frame.from], radios[frame.to]];
	if (nowUs < frame.timeUs) {
		return between(from, to, (nowUs - frame.sinceUs) / (frame.timeUs - frame.sinceUs));
	}
	if (frame.outcome !== Outcome.heard) return from;
	const lasts = message.deliveredUs - frame.timeUs;
	if (lasts <= 0) return to;
	const way = [...relaysOf(view, frame.to, places), broker, subscriber];
	const done = ((nowUs - frame.timeUs) / lasts) * (way.length - 1);
	const leg = Math.min(way.length - 2, Math.floor(done));
	return between(way[leg], way[leg + 1], done - leg);
}

function isCarrier({kind, from, to}: Step, radio: number): boolean {
	return kind === 'frame' && from === radio && to >= 0;
}

function between(from: Place, to: Place, share: number): Place {
	const part = Math.min(1, Math.max(0, share));
	return {xM: from.xM + part * (to.xM - from.xM), yM: from.yM + part * (to.yM - from.yM)};
}
