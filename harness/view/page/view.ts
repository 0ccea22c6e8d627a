/*
 * What the page shows right now: a run, a moment of it, and what a person has chosen.
 *
 *   tape --> series (the whole run)
 *     \----> fleet (up to the playhead)
 *
 * Panels read it and change it by what is here; nobody draws here.
 */
import {Fleet, seek} from '../fleet.js';
import {beginUs, endUs, journeyOf, type Step} from '../journey.js';
import type {Message} from '../messages.js';
import {Playback} from '../playback.js';
import type {Ending} from '../reel.js';
import {Series} from '../series.js';
import type {Memory, Source} from '../source.js';
import {isNode, type Stage} from '../stage.js';
import {Tape} from '../tape.js';

/** A message that is followed, as far as it is known. */
export interface Followed {
	readonly message: Message;
	readonly steps: readonly Step[];
	readonly beginUs: number;
	readonly endUs: number;
	/** Whether nothing more will happen to it. */
	readonly over: boolean;
}

export type Panel = 'fleet' | 'node' | 'message';

/** How long the way of a message takes on the screen, and the pause before it, in milliseconds. */
const JOURNEY_MS = 7000;
const RUN_UP_US = 3000;
const HINT_MS = 3000;

export class View {
	readonly tape = new Tape();
	readonly playback = new Playback();
	readonly series: Series;
	fleet: Fleet;
	panel: Panel = 'fleet';
	/** The radio that is looked at; -1 for none. */
	selected = -1;
	followed: Followed | undefined;
	memory: (Memory & {readonly radio: number}) | undefined;
	ending: Ending | undefined;
	/** What a person is told for a moment. */
	hint = '';
	#hintMs = 0;
	#nowMs = 0;
	/** The speed before a message was followed. */
	#speedBefore = 0;

	constructor(
		readonly stage: Stage,
		readonly mode: Source['mode'],
	) {
		this.fleet = new Fleet(stage);
		this.series = new Series(stage);
	}

	get nowUs(): number {
		return this.playback.playheadUs;
	}

	/** What the timeline spans. */
	get spanUs(): number {
		return Math.max(1000 * this.stage.durationMs, this.playback.knownUs);
	}

	/** `wallMs` have passed; it is `nowMs` of the wall clock. */
	advance(wallMs: number, nowMs: number): void {
		this.#nowMs = nowMs;
		if (nowMs > this.#hintMs) this.hint = '';
		this.playback.advance(wallMs);
		this.fleet = seek(this.fleet, this.tape, this.tape.after(this.nowUs));
		this.#watchFollowed();
	}

	/** Tells a person something for a moment. */
	say(hint: string): void {
		this.hint = hint;
		this.#hintMs = this.#nowMs + HINT_MS;
	}

	select(radio: number): void {
		if (this.selected !== radio) this.memory = undefined;
		this.selected = radio;
		this.panel = radio < 0 ? 'fleet' : 'node';
	}

	/** The one nearest to `from` in the direction of (dx, dy), for whoever has no mouse. */
	neighbour(dx: number, dy: number): number {
		const {radios} = this.stage;
		const from = this.fleet.placeOf(this.selected);
		if (from === undefined) return radios.findIndex(isNode);
		let [best, least] = [this.selected, Infinity];
		radios.forEach((_, radio) => {
			const place = this.fleet.placeOf(radio);
			if (place === undefined || radio === this.selected) return;
			const [x, y] = [place.xM - from.xM, place.yM - from.yM];
			const [along, across] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
			const distance = along + 2 * across;
			if (along > 0 && along >= across && distance < least) [best, least] = [radio, distance];
		});
		return best;
	}

	/** The last message of the chosen node, or of anybody, that has come to its end by now. */
	get latest(): Message | undefined {
		const {messages} = this.fleet;
		if (this.selected >= 0) return messages.of(this.selected).at(-1);
		for (let radio = this.stage.radios.length - 1; radio >= 0; radio--) {
			const message = messages.of(radio).at(-1);
			if (message !== undefined && message.deliveredUs >= 0) return message;
		}
		return undefined;
	}

	/** Goes to the beginning of `message` and plays its way slowly. */
	follow(message: Message): void {
		if (this.followed === undefined) this.#speedBefore = this.playback.speed;
		this.followed = this.#followedOf(message);
		this.selected = message.radio;
		this.panel = 'message';
		const {playback, followed} = this;
		const lastsUs = Math.max(1000, followed.endUs - followed.beginUs);
		playback.jump(followed.beginUs - RUN_UP_US);
		playback.speed = Math.min(this.#speedBefore, lastsUs / 1000 / JOURNEY_MS);
		playback.playing = true;
	}

	/** Stops to follow, at the moment it is. */
	leave(): void {
		if (this.followed === undefined) return;
		this.followed = undefined;
		this.playback.speed = this.#speedBefore;
	}

	#watchFollowed(): void {
		const {followed, playback} = this;
		if (followed === undefined) return;
		if (!followed.over) this.#renew(followed);
		else if (playback.playing && this.nowUs > followed.endUs + RUN_UP_US) playback.playing = false;
	}

	#renew({message}: Followed): void {
		const now = this.fleet.messages.named(message.payload);
		if (now !== undefined && now.publishedUs >= 0) this.followed = this.#followedOf(now);
	}

	#followedOf(message: Message): Followed {
		const end = endUs(message, this.tape.endUs);
		const over = endUs(message, Infinity) < Infinity;
		const steps = journeyOf(message, this.tape);
		return {message: {...message}, steps, beginUs: beginUs(message), endUs: end, over};
	}
}
