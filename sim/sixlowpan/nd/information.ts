/*
 * What a node has learnt from Router Advertisements, and for how long it holds: RFC 6775 clauses 5.4,
 * 6.3 and 8.1.
 *
 *   Event                                       Prefix, border router   Contexts
 *   RA of a later version                       learnt anew             learnt anew
 *   RA of the same version                      the later end counts    the later end counts
 *   RA of an older version                      stay                    stay
 *   the lifetime of a context is over           stay                    receive-only
 *   and twice the router lifetime after that    stay                    gone
 *   the prefix or the border router has ended   gone                    gone: nothing is left
 *
 * A router says it all again to others with what is left of the lifetimes, so that nothing outlives
 * its border router by going round. A border router knows it from the beginning and for ever. Sends
 * nothing; time is handed in.
 */
import {Contexts} from '../contexts.js';
import {equal} from '../octets.js';
import {PREFIX, PREFIX_BITS} from '../routing/addresses.js';
import type {Announcement} from './announcement.js';
import {
	type BorderRouter,
	isLaterVersion,
	isSameBorder,
	VALID_DEFAULT_MIN,
} from './border-router-option.js';
import type {ContextInformation} from './context-option.js';
import {FOR_EVER_S, type PrefixInformation} from './prefix-option.js';

/** What became of an RA: `foreign` is of another network, or of none. */
export type Lesson = 'learnt' | 'stale' | 'foreign';

interface Known {
	readonly border: BorderRouter;
	borderEndUs: number;
	prefix: PrefixInformation;
	validEndUs: number;
	preferredEndUs: number;
	readonly contexts: KnownContext[];
}

interface KnownContext {
	content: ContextInformation;
	endUs: number;
}

const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;
const MINUTES_MAX = 0xffff;
/** A receive-only context stays for so many router lifetimes. */
const RECEIVE_ONLY_LIFETIMES = 2;

export class Information {
	/** As they are to be used now. */
	readonly contexts = new Contexts();
	/** When poll() wants to be called. */
	pollAtUs = Infinity;
	#own: Announcement | undefined;
	#known: Known | undefined;
	#hopLimit = 0;
	#routerLifetimeUs = 0;

	/** There is a prefix, and so a global address. */
	get complete(): boolean {
		return this.#own !== undefined || this.#known !== undefined;
	}

	/** It is a border router's own. */
	configure(own: Announcement): void {
		this.#own = own;
		for (const context of own.contexts) this.#use(context, context.compresses);
	}

	clear(): void {
		this.#own = undefined;
		this.#known = undefined;
		this.contexts.clear();
		this.pollAtUs = Infinity;
	}

	/** An RA has come. */
	learn(announced: Announcement, nowUs: number): Lesson {
		const {border} = announced;
		const prefix = announced.prefixes.find(isOurs);
		if (border === undefined || prefix === undefined) return 'foreign';
		const before = this.#known?.border;
		if (before !== undefined && !isSameBorder(before, border)) return 'foreign';
		if (before !== undefined && isLaterVersion(before.version, border.version)) return 'stale';
		if (before !== undefined && before.version !== border.version) this.clear();
		this.#hopLimit = announced.hopLimit;
		this.#routerLifetimeUs = announced.routerLifetimeS * SECOND_US;
		const known = this.#learnBorder(border, prefix, nowUs);
		for (const context of announced.contexts) this.#learnContext(known, context, nowUs);
		this.#plan(nowUs);
		return 'learnt';
	}

	/** Ends what has had its time; returns true where nothing is left. */
	poll(nowUs: number): boolean {
		if (nowUs < this.pollAtUs || this.#known === undefined) return false;
		const {validEndUs, borderEndUs, contexts} = this.#known;
		if (nowUs >= Math.min(validEndUs, borderEndUs)) {
			this.clear();
			return true;
		}
		for (const {content, endUs} of [...contexts]) {
			if (nowUs >= endUs + this.#receiveOnlyUs) this.#drop(contexts, content.id);
			else if (nowUs >= endUs) this.#use(content, false);
		}
		this.#plan(nowUs);
		return false;
	}

	/** How long all of it holds: the shortest of the lifetimes. */
	lifetimeUs(nowUs: number): number {
		if (this.#known === undefined) return Infinity;
		const {preferredEndUs, borderEndUs, contexts} = this.#known;
		const ends = contexts.map(({endUs}) => endUs).filter(endUs => endUs > nowUs);
		const firstUs = Math.min(preferredEndUs, borderEndUs, ...ends);
		return Math.min(this.#routerLifetimeUs, firstUs - nowUs);
	}

	/** What is to be said to others; undefined where nothing is known. */
	announcement(nowUs: number): Announcement | undefined {
		if (this.#own !== undefined || this.#known === undefined) return this.#own;
		const {border, borderEndUs, prefix, validEndUs, preferredEndUs, contexts} = this.#known;
		const validS = secondsLeft(validEndUs, nowUs);
		return {
			hopLimit: this.#hopLimit,
			routerLifetimeS: this.#routerLifetimeUs / SECOND_US,
			prefixes: [{...prefix, validS, preferredS: secondsLeft(preferredEndUs, nowUs)}],
			contexts: contexts
				.map(({content, endUs}) => ({...content, validMin: minutesLeft(endUs, nowUs)}))
				.filter(({validMin}) => validMin > 0),
			// Nought would stand for the default.
			border: {...border, validMin: Math.max(1, minutesLeft(borderEndUs, nowUs))},
		};
	}

	get #receiveOnlyUs(): number {
		return RECEIVE_ONLY_LIFETIMES * this.#routerLifetimeUs;
	}

	#learnBorder(border: BorderRouter, prefix: PrefixInformation, nowUs: number): Known {
		const borderEndUs = nowUs + (border.validMin || VALID_DEFAULT_MIN) * MINUTE_US;
		const validEndUs = endUs(prefix.validS, nowUs);
		const preferredEndUs = endUs(prefix.preferredS, nowUs);
		this.#known ??= {border, borderEndUs, prefix, validEndUs, preferredEndUs, contexts: []};
		const known = this.#known;
		known.borderEndUs = Math.max(known.borderEndUs, borderEndUs);
		known.validEndUs = Math.max(known.validEndUs, validEndUs);
		known.preferredEndUs = Math.max(known.preferredEndUs, preferredEndUs);
		return known;
	}

	#learnContext({contexts}: Known, content: ContextInformation, nowUs: number): void {
		if (content.validMin === 0) {
			this.#drop(contexts, content.id);
			return;
		}
		const endUs = nowUs + content.validMin * MINUTE_US;
		const known = contexts.find(({content: {id}}) => id === content.id);
		this.#use(content, content.compresses);
		if (known === undefined) contexts.push({content, endUs});
		else Object.assign(known, {content, endUs: Math.max(known.endUs, endUs)});
	}

	#drop(contexts: KnownContext[], id: number): void {
		const at = contexts.findIndex(({content}) => content.id === id);
		if (at >= 0) contexts.splice(at, 1);
		this.contexts.remove(id);
	}

	#use({id, prefix, lengthBits}: ContextInformation, compresses: boolean): void {
		this.contexts.set(id, prefix, lengthBits, compresses);
	}

	#plan(nowUs: number): void {
		if (this.#known === undefined) return;
		const {validEndUs, borderEndUs, contexts} = this.#known;
		const ends = contexts.flatMap(({endUs}) => [endUs, endUs + this.#receiveOnlyUs]);
		this.pollAtUs = Math.min(validEndUs, borderEndUs, ...ends.filter(end => end > nowUs));
	}
}

/** RFC 4862 clause 5.5.3, and RFC 6775: nothing is on-link. Short addresses go with one prefix. */
function isOurs(option: PrefixInformation): boolean {
	const {prefix, lengthBits, onLink, autonomous, validS, preferredS} = option;
	if (!autonomous || onLink || lengthBits !== PREFIX_BITS) return false;
	return validS > 0 && preferredS <= validS && equal(prefix, 0, PREFIX, 0, PREFIX.length);
}

function endUs(lifetimeS: number, nowUs: number): number {
	return lifetimeS === FOR_EVER_S ? Infinity : nowUs + lifetimeS * SECOND_US;
}

function secondsLeft(endUs: number, nowUs: number): number {
	if (endUs === Infinity) return FOR_EVER_S;
	return Math.max(0, Math.floor((endUs - nowUs) / SECOND_US));
}

function minutesLeft(endUs: number, nowUs: number): number {
	return Math.min(MINUTES_MAX, Math.max(0, Math.floor((endUs - nowUs) / MINUTE_US)));
}
