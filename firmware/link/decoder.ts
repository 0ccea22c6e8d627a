/*
 * From octets of the line to frames, one octet at a time.
 *
 *   Idle     00                        -> Idle      an empty frame means nothing
 *   Idle     any other                 -> Frame     the size of its first block
 *   Frame    octet of a block          -> Frame     taken
 *   Frame    00 at the end of a block  -> Idle      Complete
 *   Frame    00 within a block         -> Idle      Bad
 *   Frame    more than fits            -> Spoilt
 *   Spoilt   00                        -> Idle      Bad
 *
 * So the next 00 heals whatever went wrong. Octets go where the caller says; what they mean, it
 * knows too.
 */
import {LINE_RX_SIZE} from '../limits';
import {FULL_BLOCK} from './cobs';

export enum DecoderState {
	Idle,
	Frame,
	Spoilt,
}

export enum Segment {
	/** It goes on. */
	None,
	/** `size` octets are complete. */
	Complete,
	Bad,
}

@unmanaged
export class Decoder {
	state: DecoderState;
	/** Octets decoded so far. */
	size: u32;
	/** Octets that the block still has. */
	left: u8;
	/** The size of the block as it was said. */
	block: u8;

	/** Takes the next octet; what it decodes to goes into the LINE_RX_SIZE octets at `buffer`. */
	take(octet: u8, buffer: usize): Segment {
		if (octet === 0) return this.end();
		switch (this.state) {
			case DecoderState.Idle:
				this.state = DecoderState.Frame;
				this.size = 0;
				this.open(octet);
				break;
			case DecoderState.Frame:
				this.within(octet, buffer);
				break;
			default:
				break;
		}
		return Segment.None;
	}

	private end(): Segment {
		const state = this.state;
		this.state = DecoderState.Idle;
		if (state === DecoderState.Idle) return Segment.None;
		return state === DecoderState.Frame && this.left === 0 ? Segment.Complete : Segment.Bad;
	}

	private within(octet: u8, buffer: usize): void {
		if (this.left > 0) {
			this.left -= 1;
			this.append(octet, buffer);
			return;
		}
		if (this.block !== FULL_BLOCK) this.append(0, buffer);
		this.open(octet);
	}

	private open(block: u8): void {
		this.block = block;
		this.left = block - 1;
	}

	private append(octet: u8, buffer: usize): void {
		if (this.size === LINE_RX_SIZE) {
			this.state = DecoderState.Spoilt;
			return;
		}
		store<u8>(buffer + usize(this.size), octet);
		this.size += 1;
	}
}
