/*
 * A router's place in the DODAG: RFC 6550 clauses 8.2 and 8.5.
 *
 *   State      Event                                       Next       Change
 *   outside    DIO of a neighbour that leads to the root   inside     joined
 *   inside     DIO, or a link that got worse               inside     parent, where another is better
 *   inside     the parent does not take us                 as if the parent were lost, for a while
 *   inside     the parent is lost, another one is higher   inside     parent
 *   inside     the parent is lost, no other is higher      outside    lost: all who follow are told
 *   inside     DIO of a newer version                      inside     joined, through whoever said it
 *   inside     DIO of an older version                     inside     stale: whoever said it has to hear
 *   outside    DIO of a rank not below the one that was    outside    until the poison has had its time
 *
 * So nobody follows whoever follows him: that one has a greater rank. In one version a rank grows by
 * MaxRankIncrease at most. A neighbour is known by its DIO and by what frames to it have cost;
 * nothing else is an input. Sends nothing; time is handed in.
 */
import {type Dio, INFINITE_RANK} from './dio.js';
import {DEFAULT_CONFIG, type DodagConfig} from './dodag-config.js';
import {LinkQuality} from './link-quality.js';
import {isNewer, LOLLIPOP_START} from './lollipop.js';
import {type Candidate, costThrough, isPoor, preferred, rankThrough} from './mrhof.js';

/** What has become of the place. */
export type Change = 'none' | 'joined' | 'parent' | 'lost' | 'stale';

/** Who followed us has this long to hear that we lead nowhere. */
const POISON_US = 2_000_000;
/** Who did not take us is not asked again for five minutes. */
const REFUSED_US = 300_000_000;
/** Neighbours that are remembered; the worst makes room. */
const NEIGHBOURS_MAX = 24;

interface Neighbour extends Candidate {
	rank: number;
	pathCost: number;
	dtsn: number;
	/** Until then it is nobody's parent here. */
	refusedUntilUs: number;
}

export class Dodag {
	config: DodagConfig = DEFAULT_CONFIG;
	version = LOLLIPOP_START;
	rank = INFINITE_RANK;
	/** The short address in the DODAGID. */
	root = 0;
	#known = false;
	#parent: Neighbour | undefined;
	#lowestRank = INFINITE_RANK;
	/** Until then only ranks below this one are believed. */
	#wary: {untilUs: number; rank: number} = {untilUs: 0, rank: INFINITE_RANK};
	/** The last choice changed nothing: unless a neighbour changes, the next one will not. */
	#settled = false;
	readonly #neighbours = new Map<number, Neighbour>();

	get joined(): boolean {
		return this.rank !== INFINITE_RANK;
	}

	/** The short address of the preferred parent; undefined outside. */
	get parent(): number | undefined {
		return this.#parent?.address;
	}

	/** What a packet costs to the root, in 128ths of a transmission. */
	get pathCost(): number {
		return this.#parent === undefined ? 0 : costThrough(this.#parent);
	}

	/** DTSN of the parent: when it grows, routes are wanted anew. */
	get parentDtsn(): number {
		return this.#parent?.dtsn ?? 0;
	}

	/** DAGRank: in whole steps. */
	stepsOf(rank: number): number {
		return Math.floor(rank / this.config.minHopRankIncrease);
	}

	/** The first and the last rank there is. */
	beRoot(rank: number): void {
		this.rank = rank;
		this.#known = true;
	}

	/** Forgets everybody. */
	leave(): void {
		this.rank = INFINITE_RANK;
		this.#known = false;
		this.#parent = undefined;
		this.#lowestRank = INFINITE_RANK;
		this.#wary = {untilUs: 0, rank: INFINITE_RANK};
		this.#settled = false;
		this.#neighbours.clear();
	}

	/** A DIO of `from` for our instance and mode; what it changes. */
	heard(from: number, dio: Dio, {rssiCdbm, nowUs}: {rssiCdbm: number; nowUs: number}): Change {
		if (this.#known && isNewer(this.version, dio.version)) return 'stale';
		const isNew = !this.#known || isNewer(dio.version, this.version);
		if (isNew) {
			if (dio.rank === INFINITE_RANK) return 'none';
			this.#enter(dio);
		}
		if (nowUs < this.#wary.untilUs && dio.rank >= this.#wary.rank && !isNew) return 'none';
		this.#note(from, dio, rssiCdbm);
		const change = this.#choose(nowUs);
		return isNew && change === 'parent' ? 'joined' : change;
	}

	/** A frame to `to` was acknowledged, or given up, after so many attempts; what it changes. */
	used(
		to: number,
		{acknowledged, attempts}: {acknowledged: boolean; attempts: number},
		nowUs: number,
	): Change {
		const neighbour = this.#neighbours.get(to);
		if (neighbour === undefined) return 'none';
		const changed = neighbour.link.used(acknowledged, attempts);
		return this.#settled && !changed ? 'none' : this.#choose(nowUs);
	}

	/** `by` does not take us as a neighbour; what it changes. */
	refused(by: number, nowUs: number): Change {
		const neighbour = this.#neighbours.get(by);
		if (neighbour === undefined) return 'none';
		neighbour.refusedUntilUs = nowUs + REFUSED_US;
		return this.#choose(nowUs);
	}

	/** Whether frames to the parent take so much that another one should be looked for. */
	get parentIsPoor(): boolean {
		return this.#parent !== undefined && isPoor(this.#parent.link);
	}

	/** A version that is not known: what was known of the old one leads nowhere. */
	#enter({version, root, config}: Dio): void {
		this.#known = true;
		this.version = version;
		this.root = root;
		if (config !== undefined) this.config = config;
		this.rank = INFINITE_RANK;
		this.#lowestRank = INFINITE_RANK;
		this.#parent = undefined;
		for (const neighbour of this.#neighbours.values()) neighbour.rank = INFINITE_RANK;
	}

	#note(from: number, {rank, dtsn, etx}: Dio, rssiCdbm: number): void {
		// RFC 6719 clause 3.2.1: without a metric the rank is the cost.
		const pathCost = etx ?? rank;
		const known = this.#neighbours.get(from);
		if (known === undefined) {
			this.#makeRoom();
			const link = new LinkQuality(rssiCdbm);
			this.#neighbours.set(from, {address: from, rank, pathCost, dtsn, link, refusedUntilUs: 0});
			return;
		}
		known.link.heard(rssiCdbm);
		Object.assign(known, {rank, pathCost, dtsn});
	}

	#makeRoom(): void {
		if (this.#neighbours.size < NEIGHBOURS_MAX) return;
		const others = [...this.#neighbours.values()].filter(each => each !== this.#parent);
		const worst = others.reduce((one, other) =>
			costThrough(other) > costThrough(one) ? other : one,
		);
		this.#neighbours.delete(worst.address);
	}

	#choose(nowUs: number): Change {
		const before = this.#parent;
		const rankBefore = this.rank;
		const wasJoined = this.joined;
		const best = preferred(this.#leading(nowUs), before);
		this.#settled = false;
		if (best === undefined) return wasJoined ? this.#lose(nowUs) : 'none';
		this.#parent = best;
		this.rank = rankThrough(best, this.config);
		this.#lowestRank = Math.min(this.#lowestRank, this.rank);
		this.#settled = best === before && this.rank === rankBefore;
		if (!wasJoined) return 'joined';
		return best === before ? 'none' : 'parent';
	}

	/** Who may be the parent, in the order in which they were met. */
	#leading(nowUs: number): Neighbour[] {
		const candidates: Neighbour[] = [];
		for (const each of this.#neighbours.values()) {
			if (this.#mayLead(each, nowUs)) candidates.push(each);
		}
		return candidates;
	}

	#mayLead(candidate: Neighbour, nowUs: number): boolean {
		if (costThrough(candidate) === Infinity || nowUs < candidate.refusedUntilUs) return false;
		const rank = rankThrough(candidate, this.config);
		if (rank >= INFINITE_RANK || rank > this.#rankMax()) return false;
		// While we are inside, whoever else is not above us may be below us.
		if (!this.joined || candidate === this.#parent) return true;
		return this.stepsOf(candidate.rank) < this.stepsOf(this.rank);
	}

	#rankMax(): number {
		const {maxRankIncrease} = this.config;
		return maxRankIncrease === 0 ? INFINITE_RANK : this.#lowestRank + maxRankIncrease;
	}

	/** What neighbours have said may hang on us: they have to say it again. */
	#lose(nowUs: number): Change {
		this.#wary = {untilUs: nowUs + POISON_US, rank: this.rank};
		this.rank = INFINITE_RANK;
		this.#parent = undefined;
		for (const neighbour of this.#neighbours.values()) neighbour.rank = INFINITE_RANK;
		return 'lost';
	}
}
