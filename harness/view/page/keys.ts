/* Every key and what it does: the help shows this very table. */
import {type Actions, askForTime} from './controls.js';
import {byId} from './dom.js';
import type {Key} from './keyboard.js';
import type {Lanes} from './lanes.js';
import type {FleetMap} from './map.js';
import type {Theme} from './theme.js';
import type {View} from './view.js';

const LEAP_MS = 5000;
const ZOOM = 1.4;

export interface Reach {
	readonly actions: Actions;
	readonly map: FleetMap;
	readonly lanes: Lanes;
	readonly theme: Theme;
	readonly choose: (radio: number) => void;
}

export function keysOf(view: View, reach: Reach): Key[] {
	return [...ofTime(view, reach), ...ofNodes(view, reach), ...ofPictures(view, reach)];
}

function ofTime(view: View, {actions}: Reach): Key[] {
	const {playback} = view;
	const leap = (ms: number) => playback.jump(view.nowUs + 1000 * ms * playback.speed);
	return [
		{keys: [' ', 'k'], shown: 'space', does: 'play or pause', act: actions.toggle},
		{keys: ['.'], shown: '.', does: 'next event', act: actions.step},
		{keys: [','], shown: ',', does: 'previous event', act: actions.back},
		{keys: ['+', '='], shown: '+', does: 'faster', act: () => playback.shift(true)},
		{keys: ['-'], shown: '-', does: 'slower', act: () => playback.shift(false)},
		{keys: ['l'], shown: 'l', does: 'five seconds of playing on', act: () => leap(LEAP_MS)},
		{keys: ['j'], shown: 'j', does: 'five seconds of playing back', act: () => leap(-LEAP_MS)},
		{keys: ['Home'], shown: 'Home', does: 'to the beginning', act: actions.start},
		{keys: ['End'], shown: 'End', does: 'to the end, or to now', act: actions.end},
		{keys: ['g'], shown: 'g', does: 'jump to a time', act: askForTime},
		{keys: ['m'], shown: 'm', does: 'next mark', act: () => toMark(view, 1)},
		{keys: ['M'], shown: 'M', does: 'mark before', act: () => toMark(view, -1)},
	];
}

function ofNodes(view: View, {actions, choose}: Reach): Key[] {
	const go = (dx: number, dy: number) => () => choose(view.neighbour(dx, dy));
	return [
		{keys: ['ArrowLeft'], shown: '←', does: 'the node to the left', act: go(-1, 0)},
		{keys: ['ArrowRight'], shown: '→', does: 'to the right', act: go(1, 0)},
		{keys: ['ArrowUp'], shown: '↑', does: 'above', act: go(0, 1)},
		{keys: ['ArrowDown'], shown: '↓', does: 'below', act: go(0, -1)},
		{keys: ['f'], shown: 'f', does: 'follow its last message', act: actions.follow},
		{keys: ['Escape'], shown: 'Esc', does: 'let go', act: () => letGo(view, choose)},
	];
}

function ofPictures(view: View, {map, lanes, theme}: Reach): Key[] {
	const panel = (name: View['panel']) => () => {
		view.panel = name;
	};
	const middle = () => {
		const {clientWidth, clientHeight} = byId('map-canvas');
		return {x: clientWidth / 2, y: clientHeight / 2};
	};
	return [
		{keys: ['1'], shown: '1', does: 'fleet', act: panel('fleet')},
		{keys: ['2'], shown: '2', does: 'node', act: panel('node')},
		{keys: ['3'], shown: '3', does: 'message', act: panel('message')},
		{keys: ['i'], shown: 'i', does: 'map larger', act: () => map.camera.zoomAt(middle(), ZOOM)},
		{
			keys: ['o'],
			shown: 'o',
			does: 'map smaller',
			act: () => map.camera.zoomAt(middle(), 1 / ZOOM),
		},
		{keys: ['0'], shown: '0', does: 'whole map', act: () => map.showAll()},
		{keys: ['['], shown: '[', does: 'lanes: more time', act: () => lanes.zoom(ZOOM)},
		{keys: [']'], shown: ']', does: 'lanes: less time', act: () => lanes.zoom(1 / ZOOM)},
		{keys: ['t'], shown: 't', does: 'light, dark or system', act: () => theme.next()},
		{
			keys: ['?'],
			shown: '?',
			does: 'this list',
			act: () => byId<HTMLDialogElement>('help').showModal(),
		},
	];
}

function toMark(view: View, way: 1 | -1): void {
	const {marks} = view.series;
	const next =
		way === 1
			? marks.find(({timeUs}) => timeUs > view.nowUs)
			: marks.findLast(({timeUs}) => timeUs < view.nowUs);
	if (next === undefined) {
		view.say(way === 1 ? 'no mark after this moment' : 'no mark before this moment');
		return;
	}
	view.leave();
	view.playback.playing = false;
	view.playback.jump(next.timeUs);
}

/** First of the message, then of the node. */
function letGo(view: View, choose: (radio: number) => void): void {
	if (view.followed === undefined) {
		choose(-1);
		return;
	}
	view.leave();
	view.panel = 'node';
}
