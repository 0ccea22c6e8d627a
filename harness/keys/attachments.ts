/*
 * The gateways that listen now, by their identity. What they are told is told in a turn of its
 * own, in order; a gateway that has gone is told nothing.
 *
 *   attach   takes the place of an attachment of the same gateway, which is deaf from then on
 *   detach   ends this attachment, not its successor
 *
 * Knows no device and no key.
 */
import type {KeyListener} from '../security/key-service.js';

/** A gateway as long as it listens. */
export interface Attachment {
	readonly gwid: string;
	readonly listener: KeyListener;
}

export class Attachments {
	readonly #later: (run: () => void) => void;
	readonly #attached = new Map<string, Attachment>();

	/** `later` runs something after the current turn, in order. */
	constructor(later: (run: () => void) => void) {
		this.#later = later;
	}

	get count(): number {
		return this.#attached.size;
	}

	attach(gwid: string, listener: KeyListener): Attachment {
		const attachment = {gwid, listener};
		this.#attached.set(gwid, attachment);
		return attachment;
	}

	detach(attachment: Attachment): void {
		if (this.isAttached(attachment)) this.#attached.delete(attachment.gwid);
	}

	/** Whatever the gateway has open is over. */
	expel(gwid: string): void {
		this.#attached.delete(gwid);
	}

	isAttached(attachment: Attachment): boolean {
		return this.#attached.get(attachment.gwid) === attachment;
	}

	isHere(gwid: string): boolean {
		return this.#attached.has(gwid);
	}

	tell(attachment: Attachment, what: (listener: KeyListener) => void): void {
		this.#later(() => {
			if (this.isAttached(attachment)) what(attachment.listener);
		});
	}

	/** Tells all that are attached, but for the gateway `except`, in one turn. */
	tellAll(what: (listener: KeyListener) => void, except?: string): void {
		const others = [...this.#attached.values()].filter(({gwid}) => gwid !== except);
		this.#later(() => {
			for (const attachment of others) {
				if (this.isAttached(attachment)) what(attachment.listener);
			}
		});
	}
}
