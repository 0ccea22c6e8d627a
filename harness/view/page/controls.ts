/* Play, pause, step, speed, jump: the row of buttons, and what they show. */
import {SPEEDS} from '../playback.js';
import {clockText, clockUs, speedText} from '../words.js';
import {byId, element, setText} from './dom.js';
import type {View} from './view.js';

const PLAY = 'M4 2l10 6-10 6z';
const PAUSE = 'M3 2h4v12H3zM9 2h4v12H9z';
const OWN = 'own';

export interface Actions {
	toggle(): void;
	step(): void;
	back(): void;
	start(): void;
	end(): void;
	follow(): void;
}

export class Controls {
	readonly #speed = byId<HTMLSelectElement>('speed');
	readonly #jump = byId<HTMLInputElement>('jump-to');

	constructor(
		private readonly view: View,
		actions: Actions,
	) {
		const buttons = {
			play: actions.toggle,
			step: actions.step,
			back: actions.back,
			'to-start': actions.start,
			'to-end': actions.end,
			follow: actions.follow,
		};
		for (const [id, act] of Object.entries(buttons)) byId(id).addEventListener('click', act);
		const speeds = SPEEDS.map(speed => new Option(speedText(speed), String(speed)));
		this.#speed.replaceChildren(...speeds, element('option', '', ''));
		this.#speed.lastElementChild!.setAttribute('value', OWN);
		this.#speed.addEventListener('change', () => {
			const speed = Number(this.#speed.value);
			if (speed > 0) view.playback.speed = speed;
			// So that keys are keys of the page again.
			this.#speed.blur();
		});
		byId('jump').addEventListener('submit', event => {
			event.preventDefault();
			this.#leap();
		});
	}

	draw(): void {
		const {playback, nowUs, spanUs} = this.view;
		byId('play-icon').setAttribute('d', playback.playing ? PAUSE : PLAY);
		byId('play').setAttribute('aria-label', playback.playing ? 'Pause' : 'Play');
		// Two events may be a microsecond apart: whoever steps wants to see that.
		const slow = !playback.playing || playback.speed < 0.1;
		setText(byId('time'), clockText(nowUs, slow ? 6 : 3));
		setText(byId('length'), `of ${clockText(spanUs, 0)}`);
		this.#drawSpeed();
		setText(byId('status'), this.#status());
	}

	#leap(): void {
		const us = clockUs(this.#jump.value);
		this.#jump.setAttribute('aria-invalid', String(us === undefined));
		this.#jump.title = us === undefined ? 'Such as 90, 2:30 or 0:12:30.5' : '';
		if (us === undefined) return;
		this.view.leave();
		this.view.playback.jump(Math.min(us, this.view.spanUs));
		this.#jump.blur();
	}

	/** A message that is followed has a speed of its own. */
	#drawSpeed(): void {
		const {speed} = this.view.playback;
		const known = SPEEDS.some(other => other === speed);
		const own = this.#speed.lastElementChild!;
		const text = known ? '' : speedText(Number(speed.toPrecision(2)));
		setText(own, text);
		own.toggleAttribute('hidden', known);
		const value = known ? String(speed) : OWN;
		if (this.#speed.value !== value && document.activeElement !== this.#speed) {
			this.#speed.value = value;
		}
	}

	#status(): string {
		const {playback, mode, ending, hint} = this.view;
		if (hint !== '') return hint;
		if (playback.chasedUs !== undefined)
			return `running ahead to ${clockText(playback.chasedUs, 0)} …`;
		if (playback.waiting) return 'waiting for the next event …';
		if (ending?.remark !== undefined) return ending.remark;
		if (mode === 'governed' && ending === undefined && !playback.playing) {
			return 'paused, and the run with it';
		}
		return '';
	}
}

/** Puts the cursor where a time is typed. */
export function askForTime(): void {
	const input = byId<HTMLInputElement>('jump-to');
	input.focus();
	input.select();
}
