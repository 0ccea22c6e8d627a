/* The mouse on the map: choose, drag, zoom, and what is under it. */
import {STATE_NAMES} from '../fleet.js';
import {isNode} from '../stage.js';
import {byId} from './dom.js';
import type {FleetMap} from './map.js';
import type {View} from './view.js';

const WHEEL = 1.0015;
/** A click may tremble by so many pixels. */
const STILL = 4;

/** Listens on `canvas`; `chosen` is called with the radio under a click, -1 for none. */
export function listenOn(
	canvas: HTMLCanvasElement,
	{map, view, chosen}: {map: FleetMap; view: View; chosen: (radio: number) => void},
): void {
	let from: {x: number; y: number} | undefined;
	let moved = 0;
	canvas.addEventListener('pointerdown', event => {
		from = {x: event.offsetX, y: event.offsetY};
		moved = 0;
		canvas.setPointerCapture(event.pointerId);
	});
	canvas.addEventListener('pointermove', ({offsetX: x, offsetY: y}) => {
		if (from === undefined) return hover(canvas, view, {radio: map.at({x, y}), x, y});
		moved += Math.abs(x - from.x) + Math.abs(y - from.y);
		if (moved > STILL) map.camera.pan(x - from.x, y - from.y);
		from = {x, y};
	});
	canvas.addEventListener('pointerup', ({offsetX: x, offsetY: y}) => {
		// What is chosen has its name on the map.
		byId('tip').hidden = true;
		if (moved <= STILL) chosen(map.at({x, y}));
		from = undefined;
	});
	canvas.addEventListener('pointerleave', () => {
		byId('tip').hidden = true;
	});
	canvas.addEventListener('dblclick', () => map.showAll());
	canvas.addEventListener(
		'wheel',
		event => {
			event.preventDefault();
			map.camera.zoomAt({x: event.offsetX, y: event.offsetY}, WHEEL ** -event.deltaY);
		},
		{passive: false},
	);
}

function hover(
	canvas: HTMLCanvasElement,
	view: View,
	{radio, x, y}: {radio: number; x: number; y: number},
): void {
	const tip = byId('tip');
	canvas.style.cursor = radio < 0 ? 'grab' : 'pointer';
	tip.hidden = radio < 0;
	if (radio < 0) return;
	const {fleet, stage, nowUs} = view;
	const member = stage.radios[radio];
	const state = isNode(member) ? STATE_NAMES[fleet.stateOf(radio, nowUs)] : member.kind;
	const partner = stage.radios[fleet.neighbourOf(radio)];
	tip.textContent = `${member.name}\n${state}${partner === undefined ? '' : `, ${partner.name}`}`;
	const right = x > canvas.clientWidth - 180;
	tip.style.left = right ? 'auto' : `${x + 14}px`;
	tip.style.right = right ? `${canvas.clientWidth - x + 14}px` : 'auto';
	tip.style.top = `${Math.min(y + 12, canvas.clientHeight - 60)}px`;
}
