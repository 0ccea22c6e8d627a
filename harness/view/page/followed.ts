/*
 * A message on the map: its way as a broad line, and a token where it is.
 *
 *   node -> endpoint -> broker -> subscriber
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
	const way = wayOf(followed, ground.places);
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
	token(placeAt(followed, view.nowUs, ground.places), ground);
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

function wayOf({message, steps}: Followed, {radios, broker, subscriber}: Places): Place[] {
	const frame = steps.find(
		step => step.kind === 'frame' && step.from === message.radio && step.to >= 0,
	);
	const endpoint = frame === undefined ? [] : [radios[frame.to]];
	const arrived = message.deliveredUs >= 0 ? [broker, subscriber] : [];
	return [radios[message.radio], ...endpoint, ...arrived];
}

/** Where the message is at `nowUs`: in a frame, with whoever heard it, or on its way to the far end. */
function placeAt({message, steps}: Followed, nowUs: number, places: Places): Place {
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
	const share = (nowUs - frame.timeUs) / lasts;
	return share < 0.5 ? between(to, broker, 2 * share) : between(broker, subscriber, 2 * share - 1);
}

function isCarrier({kind, from, to}: Step, radio: number): boolean {
	return kind === 'frame' && from === radio && to >= 0;
}

function between(from: Place, to: Place, share: number): Place {
	const part = Math.min(1, Math.max(0, share));
	return {xM: from.xM + part * (to.xM - from.xM), yM: from.yM + part * (to.yM - from.yM)};
}
