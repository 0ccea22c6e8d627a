/*
 * How much may be under way to a device that has `rxBuf` octets to keep it in.
 *
 *   sent - lost - credit   octets that the device may not have dealt with
 *
 *   sent     by us since HELLO       lost   of these, what never arrived
 *   credit   by the device since     both counted anew with each HELLO
 *
 * An octet that the line swallows would narrow the window for ever; a PING says what was sent up
 * to its own end, its PONG how many of these have arrived, and the difference is lost. A frame
 * that is larger than the window goes alone. All numbers are modulo 2^32.
 */

/** So much stays free for a PING, which is never held back. */
const RESERVE = 32;

export class Window {
	lost = 0;
	#rxBuf = 0;
	#sent = 0;
	#credit = 0;

	/** A device with room for `rxBuf` octets has answered a HELLO that `since` octets followed. */
	restart(rxBuf: number, since: number): void {
		this.#rxBuf = rxBuf;
		this.#sent = since;
		this.#credit = 0;
		this.lost = 0;
	}

	get sent(): number {
		return this.#sent;
	}

	/** Octets that may be under way. */
	get underWay(): number {
		return Math.max(0, (this.#sent - this.lost - this.#credit) | 0);
	}

	add(octets: number): void {
		this.#sent = (this.#sent + octets) >>> 0;
	}

	hasRoomFor(octets: number): boolean {
		return this.underWay === 0 || this.underWay + octets <= this.#rxBuf - RESERVE;
	}

	/** Never goes back: a PONG may be older than the last. */
	credited(credit: number): void {
		if (((credit - this.#credit) | 0) > 0) this.#credit = credit >>> 0;
	}

	/** Of what was sent up to the end of a PING, `rxBytes` have arrived. */
	accounted(sentAtPing: number, rxBytes: number): void {
		this.lost = (sentAtPing - rxBytes) | 0;
	}
}
