/*
 * Neighbour discovery of one node, RFC 6775, in the order in which a node comes into a network:
 *
 *   1  RS to all, or to a router that was heard      Solicitor
 *   2  RA: prefix, contexts, border router           Information   informed
 *   3  DIS to who was asked, DIO: a parent           (RPL)         register
 *   4  NS with ARO to the parent                     Registrant
 *   5  NA: status 0                                  -             registered
 *      or 1, 2: somebody else has to be the parent   -             refused
 *   6  DIO by Trickle, DAO to the root               (RPL)
 *
 * A router in the tree does the other half: RA for RS (Advertiser), NA for NS (NeighborCache). A
 * border router has the half of a router alone. What has to be said again is: RS before the lifetimes
 * of the RA are over, NS before that of the registration is. Whether a neighbour can be reached is
 * for the link layer to say. Time and luck are handed in.
 */
import {BROADCAST} from '../../mac/frame.js';
import {extendedOf} from '../../mac/link-security.js';
import type {Contexts} from '../contexts.js';
import {type AddressRegistration, RegistrationStatus} from './address-registration-option.js';
import {Advertiser} from './advertiser.js';
import {ANNOUNCEMENT, type Announcement} from './announcement.js';
import {Information, type Lesson} from './information.js';
import {NeighborCache} from './neighbor-cache.js';
import {LIFETIME_MIN, Registrant} from './registrant.js';
import {Solicitor} from './solicitor.js';

/** Neighbours that a router keeps, at 12 octets each; a border router has a computer beside it. */
export const NEIGHBORS_MAX = 64;
export const BORDER_NEIGHBORS_MAX = 1024;

/** How a node speaks; `to` is a short address, or BROADCAST. */
export interface DiscoveryPort {
	sendRs(to: number): void;
	sendRa(to: number, announced: Announcement): void;
	/** To a router. */
	sendNs(to: number, registration: AddressRegistration): void;
	/** To a host. */
	sendNa(to: number, registration: AddressRegistration): void;
	/** A number in [0, 1), another one each time. */
	luck(): number;
}

/** What the node's router is told, and asked. */
export interface DiscoveryListener {
	/** There is a prefix, and so an address; `asked` is the router that was, or BROADCAST. */
	informed(asked: number, nowUs: number): void;
	/** There is none any more. */
	uninformed(nowUs: number): void;
	/** The address is known to `router`, the first time since register(). */
	registered(router: number, nowUs: number): void;
	/** `router` does not want it. */
	refused(router: number, nowUs: number): void;
	/** It is in the tree, and others may follow it. */
	leads(): boolean;
}

export class Discovery {
	readonly address: number;
	readonly cache: NeighborCache;
	/** Some router has taken our address, and nobody has refused it since. */
	registered = false;
	readonly #eui64: bigint;
	readonly #port: DiscoveryPort;
	readonly #listener: DiscoveryListener;
	readonly #information = new Information();
	readonly #solicitor: Solicitor;
	readonly #registrant: Registrant;
	readonly #advertiser: Advertiser;
	/** The router that showed itself last, to be asked once. */
	#heard = BROADCAST;
	/** Whom the last RS was for. */
	#asked = BROADCAST;

	constructor(
		address: number,
		isBorder: boolean,
		port: DiscoveryPort,
		listener: DiscoveryListener,
	) {
		const luck = () => port.luck();
		this.address = address;
		this.#eui64 = BigInt(`0x${extendedOf(address)}`);
		this.#port = port;
		this.#listener = listener;
		this.cache = new NeighborCache(isBorder ? BORDER_NEIGHBORS_MAX : NEIGHBORS_MAX);
		this.#solicitor = new Solicitor(luck);
		this.#registrant = new Registrant(luck);
		this.#advertiser = new Advertiser(luck);
	}

	get contexts(): Contexts {
		return this.#information.contexts;
	}

	get informed(): boolean {
		return this.#information.complete;
	}

	/** When poll() wants to be called. */
	get pollAtUs(): number {
		return Math.min(
			this.#information.pollAtUs,
			this.#solicitor.pollAtUs,
			this.#registrant.pollAtUs,
			this.#advertiser.pollAtUs,
		);
	}

	start(nowUs: number): void {
		this.#solicitor.begin(nowUs);
	}

	/** As a border router. */
	configure(): void {
		this.#information.configure(ANNOUNCEMENT);
		this.registered = true;
	}

	/** Forgets everything. */
	stop(): void {
		this.#information.clear();
		this.#solicitor.stop();
		this.#registrant.cancel();
		this.#advertiser.clear();
		this.cache.clear();
		this.registered = false;
		this.#heard = BROADCAST;
		this.#asked = BROADCAST;
	}

	poll(nowUs: number): void {
		if (this.#information.poll(nowUs)) this.#forget(nowUs);
		if (this.#solicitor.poll(nowUs)) this.#solicit();
		const {router} = this.#registrant;
		if (router !== undefined && this.#registrant.poll(nowUs)) this.#ask(router, LIFETIME_MIN);
		for (const host of this.#advertiser.due(nowUs)) this.#advertise(host, nowUs);
	}

	/* What the node's router decides. */

	/** `router` is the parent from now on. */
	register(router: number, nowUs: number): void {
		const {router: before} = this.#registrant;
		if (this.#registrant.isRegisteredWith(router)) {
			this.#listener.registered(router, nowUs);
			return;
		}
		if (before !== undefined && this.#registrant.isRegisteredWith(before)) this.#ask(before, 0);
		this.#registrant.begin(router, nowUs);
	}

	/** There is no parent any more. */
	unregister(): void {
		this.#registrant.cancel();
	}

	/* What neighbours say. */

	/** A DIO of `from`: it is a router. */
	routerHeard(from: number, nowUs: number): void {
		this.#heard = from;
		this.#solicitor.routerHeard(nowUs);
	}

	/** `from` has said what only those say who have heard an RA. */
	hostSatisfied(from: number): void {
		this.#advertiser.satisfied(from);
	}

	solicitationArrived(from: number, nowUs: number): void {
		if (this.#listener.leads()) this.#advertiser.asked(from, nowUs);
	}

	advertisementArrived(announced: Announcement, nowUs: number): Lesson {
		const before = this.informed;
		const lesson = this.#information.learn(announced, nowUs);
		if (lesson !== 'learnt') return lesson;
		this.#solicitor.answered(nowUs, this.#information.lifetimeUs(nowUs));
		if (!before) this.#listener.informed(this.#asked, nowUs);
		return lesson;
	}

	/** `from` wants its address known here; returns the status of the answer. */
	registrationArrived(from: number, registration: AddressRegistration, nowUs: number): number {
		const status = this.cache.register(from, registration, nowUs);
		this.#advertiser.satisfied(from);
		this.#port.sendNa(from, {...registration, status});
		return status;
	}

	/** An answer to somebody else, or to nothing that was asked, changes nothing. */
	answerArrived(from: number, {status, eui64}: AddressRegistration, nowUs: number): void {
		if (eui64 !== this.#eui64) return;
		const answer = this.#registrant.answered(from, status, nowUs);
		if (answer === 'registered') {
			this.registered = true;
			this.#listener.registered(from, nowUs);
		} else if (answer === 'refused') {
			// Who has no room says nothing against the address.
			this.registered &&= status !== RegistrationStatus.duplicate;
			this.#listener.refused(from, nowUs);
		}
	}

	/** Who has a parent asks it; who has none asks the router that it heard last, then everybody. */
	#solicit(): void {
		this.#asked = this.#registrant.router ?? this.#heard;
		this.#heard = BROADCAST;
		this.#port.sendRs(this.#asked);
	}

	#ask(router: number, lifetimeMin: number): void {
		const status = RegistrationStatus.success;
		this.#port.sendNs(router, {status, lifetimeMin, eui64: this.#eui64});
	}

	#advertise(host: number, nowUs: number): void {
		const announced = this.#information.announcement(nowUs);
		if (announced === undefined || !this.#listener.leads()) return;
		this.cache.mention(host, nowUs);
		this.#port.sendRa(host, announced);
	}

	#forget(nowUs: number): void {
		this.#registrant.cancel();
		this.registered = false;
		this.#solicitor.begin(nowUs);
		this.#listener.uninformed(nowUs);
	}
}
