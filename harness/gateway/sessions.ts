/*
 * Who is connected, and who will be remembered: sessions by address, by link and by ClientId.
 *
 *               address, link   ClientId   gone
 *   connected   yes             yes        no
 *   gone        no              yes        yes, unless CleanSession: then nowhere
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
	/** In the order in which they went. */
	readonly #gone = new Set<Session>();

	constructor(sizeMax: number) {
		this.#sizeMax = sizeMax;
	}

	/** How many have a link, open or being opened. */
	get connectedCount(): number {
		return this.#byLink.size;
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

	/** Makes sure that one more fits, if need be by forgetting who is gone for longest. */
	makeRoom(): boolean {
		if (this.#byClientId.size < this.#sizeMax) return true;
		const [longestGone] = this.#gone;
		if (longestGone === undefined) return false;
		this.#gone.delete(longestGone);
		this.#byClientId.delete(longestGone.clientId);
		return true;
	}

	/** Files `session` under the address and the link that it has now. */
	enter(session: Session): void {
		this.#gone.delete(session);
		this.#byClientId.set(session.clientId, session);
		this.#byAddress.set(session.address, session);
		this.#byLink.set(session.link, session);
	}

	/** Remembers `session`, or not, as its CleanSession has it. */
	leave(session: Session): void {
		this.#byAddress.delete(session.address);
		this.#byLink.delete(session.link);
		if (session.cleanSession) this.#byClientId.delete(session.clientId);
		else this.#gone.add(session);
	}
}
