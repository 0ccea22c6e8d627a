/*
 * Reads a received frame from front to back. Whoever reads past the end gets zeros and a mark
 * that stays: a reader takes all it wants first and asks once whether it was there.
 */
import {move} from './octets.js';

export class Cursor {
	octets: Uint8Array = new Uint8Array(0);
	at = 0;
	end = 0;
	/** Something was read that is not there. */
	overrun = false;

	/** Starts anew at `at`; `end` is the first octet that is not there. */
	over(octets: Uint8Array, at: number, end: number): void {
		this.octets = octets;
		this.at = at;
		this.end = end;
		this.overrun = false;
	}

	u8(): number {
		if (this.at >= this.end) {
			this.overrun = true;
			return 0;
		}
		return this.octets[this.at++];
	}

	u16(): number {
		const high = this.u8();
		return (high << 8) | this.u8();
	}

	/** Moves the next `size` octets to `at` of `to`. */
	take(to: Uint8Array, at: number, size: number): void {
		if (this.at + size > this.end) {
			this.overrun = true;
			return;
		}
		move(this.octets, this.at, to, at, size);
		this.at += size;
	}
}
