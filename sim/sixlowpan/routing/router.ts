/*
 * What a node says to keep its place in the DODAG: DIS, DIO and DAO of RFC 6550.
 *
 *   Event                              Action
 *   started, lost                      DIS to all, again and again, later each time
 *   joined                             DIO by Trickle, DAO to the root
 *   the parent has changed             Trickle begins anew, DAO
 *   lost                               DIO of infinite rank to all, at once
 *   DIS to all                         Trickle begins anew
 *   DIS to us                          DIO to the sender
 *   DIO of an older version, a loop    Trickle begins anew
 *   a frame to the parent was given up DIS to the parent: is it still there?
 *   three frames with a poor link      DIS to all: is anybody nearer? Later again, and later each time
 *
 * Where nodes discover their neighbours (nd/), a router begins with an RS, and asks for a tree once an
 * RA has come; it leads others, and tells the root, once its parent has its address.
 *
 * A leaf says no DIO but the poison: it sleeps, and nobody should follow it; what is due while it
 * does waits until it wakes. A border router has
 * rank one and no parent. Its only inputs are frames and what became of frames: sans-io, time and
 * luck are handed in.
 */
import {BROADCAST} from '../../mac/frame.js';
import {Discovery, type DiscoveryListener, type DiscoveryPort} from '../nd/discovery.js';
import {type Dao, type DaoAck, REJECTED} from './dao.js';
import {type Dio, INFINITE_RANK, INSTANCE, NON_STORING} from './dio.js';
import {type Change, Dodag} from './dodag.js';
import {lifetimeUs, MRHOF, trickleOf} from './dodag-config.js';
import {Registration} from './registration.js';
import {Trickle} from './trickle.js';

export type Role = 'root' | 'router' | 'leaf';

/** How a router speaks; `to` is a short address or BROADCAST. */
export interface RouterPort {
	sendDis(to: number): void;
	sendDio(to: number, dio: Dio): void;
	sendDao(dao: Dao): void;
	/** A number in [0, 1), another one each time. */
	luck(): number;
	/** Where nodes discover their neighbours. */
	readonly discovery?: DiscoveryPort;
}

/** What the MAC says of a frame to a neighbour. */
export interface LinkUse {
	readonly acknowledged: boolean;
	readonly attempts: number;
}

const DIS_FIRST_US = 2_000_000;
const DIS_MAX_US = 60_000_000;
/** So many frames to the parent in a row over a poor link. */
const POOR_USES = 3;
const LOOK_FIRST_US = 60_000_000;
const LOOK_MAX_US = 3_600_000_000;

export class Router {
	readonly address: number;
	readonly role: Role;
	readonly dodag = new Dodag();
	/** Undefined where all is known beforehand. */
	readonly discovery: Discovery | undefined;
	readonly #port: RouterPort;
	readonly #trickle: Trickle;
	readonly #registration: Registration;
	#running = false;
	#resting = false;
	#disAtUs = Infinity;
	#disGapUs = DIS_FIRST_US;
	#parentDtsn = 0;
	#poorUses = 0;
	#lookAtUs = 0;
	#lookGapUs = LOOK_FIRST_US;

	constructor(address: number, role: Role, port: RouterPort) {
		this.address = address;
		this.role = role;
		this.#port = port;
		this.#trickle = new Trickle(() => port.luck());
		this.#registration = new Registration(() => port.luck());
		this.discovery =
			port.discovery &&
			new Discovery(address, role === 'root', port.discovery, this.#discoveryListener());
	}

	get running(): boolean {
		return this.#running;
	}

	/** When poll() wants to be called. */
	get pollAtUs(): number {
		if (this.#resting) return Infinity;
		return Math.min(
			this.#trickle.pollAtUs,
			this.#disAtUs,
			this.#registration.pollAtUs,
			this.discovery?.pollAtUs ?? Infinity,
		);
	}

	/** To whom goes what the node itself has to say: the parent, once the node has an address. */
	get wayUp(): number | undefined {
		return this.discovery?.registered === false ? undefined : this.dodag.parent;
	}

	/** It has power. A border router is told the version of its DODAG. */
	start(nowUs: number, version: number): void {
		this.#running = true;
		if (this.role === 'root') {
			this.discovery?.configure();
			this.repair(nowUs, version);
		} else if (this.discovery !== undefined) this.discovery.start(nowUs);
		else this.#solicit(nowUs);
	}

	stop(): void {
		this.#running = false;
		this.#resting = false;
		this.dodag.leave();
		this.discovery?.stop();
		this.#trickle.stop();
		this.#registration.cancel();
		this.#disAtUs = Infinity;
	}

	/** While a leaf sleeps it says nothing: it would not hear the answer. */
	rest(resting: boolean): void {
		this.#resting = resting;
	}

	/** Global repair: a border router begins the DODAG anew. */
	repair(nowUs: number, version: number): void {
		const {dodag} = this;
		dodag.version = version;
		dodag.beRoot(dodag.config.minHopRankIncrease);
		this.#trickle.begin(trickleOf(dodag.config), nowUs);
	}

	poll(nowUs: number): void {
		if (this.#resting) return;
		this.discovery?.poll(nowUs);
		if (nowUs >= this.#disAtUs) {
			this.#port.sendDis(BROADCAST);
			this.#solicitAgain(nowUs);
		}
		if (this.#trickle.pollAtUs <= nowUs && this.#trickle.poll(nowUs)) this.#sayDio(BROADCAST);
		if (this.#registration.poll(nowUs)) this.#register();
	}

	/* What neighbours say. */

	disArrived(from: number, toAll: boolean, nowUs: number): void {
		this.discovery?.hostSatisfied(from);
		if (!this.dodag.joined || this.role === 'leaf') return;
		if (toAll) this.#trickle.inconsistent(nowUs);
		else this.#sayDio(from);
	}

	dioArrived(from: number, dio: Dio, heard: {rssiCdbm: number; nowUs: number}): void {
		const isOurs = dio.instance === INSTANCE && dio.mode === NON_STORING;
		if (!isOurs || (dio.config !== undefined && dio.config.ocp !== MRHOF)) return;
		const {dodag, discovery} = this;
		if (discovery?.informed === false) {
			if (dio.rank !== INFINITE_RANK) discovery.routerHeard(from, heard.nowUs);
			return;
		}
		if (this.role === 'root') {
			if (dio.version === dodag.version) this.#trickle.consistent();
			else this.#trickle.inconsistent(heard.nowUs);
			return;
		}
		const rankBefore = dodag.rank;
		this.#changed(dodag.heard(from, dio, heard), heard.nowUs);
		const isAbove = dodag.stepsOf(dio.rank) < dodag.stepsOf(dodag.rank);
		if (dodag.rank === rankBefore && isAbove) this.#trickle.consistent();
		if (dodag.joined && dodag.parentDtsn !== this.#parentDtsn) this.#follow(heard.nowUs);
	}

	/** One that rejects is none: the DAO is sent again. */
	daoAckArrived({sequence, status}: DaoAck, nowUs: number): void {
		if (status < REJECTED) this.#registration.acknowledged(sequence, nowUs);
	}

	/* What becomes of frames. */

	linkUsed(to: number, use: LinkUse, nowUs: number): void {
		if (this.role === 'root') return;
		const {dodag} = this;
		const change = dodag.used(to, use, nowUs);
		this.#changed(change, nowUs);
		if (to !== dodag.parent) return;
		this.#poorUses = dodag.parentIsPoor ? this.#poorUses + 1 : 0;
		if (this.#poorUses >= POOR_USES && nowUs >= this.#lookAtUs) this.#lookAround(nowUs);
		else if (!use.acknowledged) this.#port.sendDis(to);
	}

	/** Whoever sleeps hears few DIO, and may have missed those of better neighbours. */
	#lookAround(nowUs: number): void {
		this.#port.sendDis(BROADCAST);
		this.#lookAtUs = nowUs + this.#lookGapUs;
		this.#lookGapUs = Math.min(LOOK_MAX_US, 2 * this.#lookGapUs);
	}

	/** A packet went the wrong way: ranks do not agree. */
	loopFound(nowUs: number): void {
		this.#trickle.inconsistent(nowUs);
	}

	#changed(change: Change, nowUs: number): void {
		switch (change) {
			case 'joined':
				this.#disAtUs = Infinity;
				if (this.discovery === undefined) this.#lead(nowUs);
				else this.#trickle.inconsistent(nowUs);
				this.#follow(nowUs);
				break;
			case 'parent':
				this.#trickle.inconsistent(nowUs);
				this.#follow(nowUs);
				break;
			case 'lost':
				this.#poison();
				this.#solicit(nowUs);
				break;
			case 'stale':
				this.#trickle.inconsistent(nowUs);
				break;
			case 'none':
				break;
		}
	}

	#follow(nowUs: number): void {
		this.#poorUses = 0;
		this.#lookGapUs = LOOK_FIRST_US;
		const {parent, parentDtsn} = this.dodag;
		this.#parentDtsn = parentDtsn;
		if (this.discovery === undefined) this.#announce(nowUs);
		else if (parent !== undefined) this.discovery.register(parent, nowUs);
	}

	/** The root hears where we are. */
	#announce(nowUs: number): void {
		this.#registration.begin(nowUs, lifetimeUs(this.dodag.config));
	}

	#lead(nowUs: number): void {
		if (this.role !== 'leaf') this.#trickle.begin(trickleOf(this.dodag.config), nowUs);
	}

	/** Whoever follows us has to look for somebody else. */
	#poison(): void {
		this.#trickle.stop();
		this.#registration.cancel();
		this.discovery?.unregister();
		this.#sayDio(BROADCAST);
	}

	#discoveryListener(): DiscoveryListener {
		return {
			informed: (asked, nowUs) => {
				// To all it says, too, that no other router need answer the RS any more.
				this.#port.sendDis(asked);
				this.#solicit(nowUs);
			},
			uninformed: () => {
				const wasJoined = this.dodag.joined;
				this.dodag.leave();
				this.#disAtUs = Infinity;
				if (wasJoined) this.#poison();
			},
			registered: (router, nowUs) => {
				if (router !== this.dodag.parent) return;
				if (!this.#trickle.running) this.#lead(nowUs);
				this.#announce(nowUs);
			},
			refused: (router, nowUs) => this.#changed(this.dodag.refused(router, nowUs), nowUs),
			leads: () => this.dodag.joined && (this.role === 'root' || this.#trickle.running),
		};
	}

	#register(): void {
		const {dodag, address} = this;
		if (dodag.parent === undefined) return;
		this.#port.sendDao({
			instance: INSTANCE,
			wantsAck: true,
			sequence: this.#registration.sequence,
			target: address,
			parent: dodag.parent,
			pathSequence: this.#registration.pathSequence,
			lifetime: dodag.config.lifetime,
		});
	}

	#solicit(nowUs: number): void {
		this.#disGapUs = DIS_FIRST_US;
		this.#solicitAgain(nowUs);
	}

	#solicitAgain(nowUs: number): void {
		this.#disAtUs = nowUs + Math.floor((this.#disGapUs / 2) * (1 + this.#port.luck()));
		this.#disGapUs = Math.min(2 * this.#disGapUs, DIS_MAX_US);
	}

	#sayDio(to: number): void {
		const {version, rank, root, config, pathCost} = this.dodag;
		const poison = rank === INFINITE_RANK;
		this.#port.sendDio(to, {
			instance: INSTANCE,
			version,
			rank,
			mode: NON_STORING,
			dtsn: 0,
			root,
			...(!poison && {config, etx: pathCost, prefixOf: this.address}),
		});
	}
}
