/*
 * Who is connected, and who will be remembered: sessions by address, by link and by ClientId.
 *
 *               address   link              ClientId   gone
 *   connected   yes       while it has one  yes        no
 *   gone        no        no                yes        yes, unless nothing outlives it: then nowhere
 *
 * An address has one session at most, and a session one address and one link.
 */
import type {LinkId} from '../broker/port.js';
import type {Address} from '../transport/transport.js';
import type {Session} from './session.js';

export class Sessions {
	readonly #sizeMax: number;
	readonly #byAddress = new Map<Address, Session>();
	readonly #byLink = new Map<LinkId, Session>();
	readonly #byClientId = new Map<string, Session>();
	readonly #connected = new Set<Session>();
	/** In the order in which they went. */
	readonly #gone = new Set<Session>();

	constructor(sizeMax: number) {
		this.#sizeMax = sizeMax;
	}

	/** How many are connected or about to be. */
	get connectedCount(): number {
		return this.#connected.size;
	}

	/** Everybody who is known, connected or gone. */
	all(): Iterable<Session> {
		return this.#byClientId.values();
	}

	at(address: Address): Session | undefined {
		return this.#byAddress.get(address);
	}

	ofLink(link: LinkId): Session | undefined {
		return this.#byLink.get(link);
	}

	named(clientId: string): Session | undefined {
		return this.#byClientId.get(clientId);
	}

	/** How many links clients have, open or being opened. */
	get linkCount(): number {
		return this.#byLink.size;
	}

	/** Whether one more takes the place of another. */
	get isFull(): boolean {
		return this.#byClientId.size >= this.#sizeMax;
	}

	/** Who is to be forgotten first; undefined where everybody is connected. */
	get longestGone(): Session | undefined {
		const [first] = this.#gone;
		return first;
	}

	/** Files `session` under the address that it has now. */
	enter(session: Session): void {
		this.#gone.delete(session);
		this.#connected.add(session);
		this.#byClientId.set(session.clientId, session);
		this.#byAddress.set(session.address, session);
	}

	/** Files `session` under the link that it has now. */
	attach(session: Session): void {
		this.#byLink.set(session.link, session);
	}

	detach(session: Session): void {
		this.#byLink.delete(session.link);
	}

	/** The client of a connected `session` is at `address` now. Whoever was there is nowhere. */
	move(session: Session, address: Address): void {
		this.#vacate(session);
		session.address = address;
		this.#byAddress.set(address, session);
	}

	/** Remembers `session`, or not, as it is to outlive its connection or not. */
	leave(session: Session): void {
		this.#vacate(session);
		this.#connected.delete(session);
		if (session.outlives) this.remember(session);
		else this.#byClientId.delete(session.clientId);
	}

	/** Files `session` as one that is gone. */
	remember(session: Session): void {
		this.#byClientId.set(session.clientId, session);
		this.#gone.add(session);
	}

	/** A session that is gone is gone for good. */
	forget(session: Session): void {
		this.#gone.delete(session);
		this.#byClientId.delete(session.clientId);
	}

	#vacate(session: Session): void {
		if (this.#byAddress.get(session.address) === session) this.#byAddress.delete(session.address);
	}
}
