/* What the signs mean: on the map those that are there, in the help all of them. */
import {STATE_NAMES, type State} from '../fleet.js';
import type {Mark} from '../series.js';
import {RADIO_KINDS, type RadioKind, type Stage} from '../stage.js';
import {byId, element} from './dom.js';
import {markSign} from './fleet-panel.js';
import {sign} from './signs.js';
import type {Palette} from './theme.js';

const STATES: readonly State[] = [2, 3, 1, 4, 0];
const KIND_WORDS: Readonly<Record<RadioKind, string>> = {
	gateway: 'gateway, filled by its load',
	forwarder: 'forwarder',
	sensor: 'sensor',
	actuator: 'actuator',
	none: 'node without an app',
	attacker: 'attacker',
};
const MARKS: Readonly<Record<Mark['kind'], string>> = {
	trap: 'firmware trapped',
	power: 'power lost',
	dropped: 'message given up',
	keys: 'new keys',
	lost: 'session lost',
};
const FRAMES = [
	['—', 'frame that was heard'],
	['-✕', 'collided: ends before its aim'],
	['-', 'too weak: ends half way'],
	['◌', 'broadcast: a ring'],
] as const;

export function drawLegend({radios}: Stage, palette: Palette): void {
	const there = RADIO_KINDS.filter(kind => radios.some(member => member.kind === kind));
	byId('legend').replaceChildren(
		...there.map(kind => kindSign(kind, palette)),
		...STATES.slice(1).map(state => stateSign(state, palette)),
	);
	byId('signs').replaceChildren(
		...RADIO_KINDS.map(kind => kindSign(kind, palette)),
		...STATES.map(state => stateSign(state, palette)),
		...FRAMES.map(([mark, words]) => element('span', '', mark, ' ', words)),
		...Object.entries(MARKS).map(([kind, words]) =>
			element('span', '', markSign(kind as Mark['kind'], palette), words),
		),
	);
}

function kindSign(kind: RadioKind, palette: Palette): HTMLElement {
	return element('span', '', sign(kind, 2, palette), KIND_WORDS[kind]);
}

function stateSign(state: State, palette: Palette): HTMLElement {
	return element('span', '', sign('sensor', state, palette), STATE_NAMES[state]);
}
