/*
 * A frame of the line, between two 00 and COBS encoded:
 *
 *   0       1     2 ..     size - 4 ..
 *   type    seq   payload  CRC-32 of all before it, least significant octet first
 *
 * A view over decoded octets. Call check() once; what a payload means, others know.
 */
import {FrameType} from './codes';
import {crc32} from './crc32';
import {appendWord, readWord} from './little-endian';

/** Octets before the payload. */
export const FRAME_HEADER: u32 = 2;
/** Octets that are not payload. */
export const FRAME_OVERHEAD: u32 = 6;

const CRC_SIZE: u32 = 4;

@unmanaged
export class Frame {
	static over(raw: usize): Frame {
		return changetype<Frame>(raw);
	}

	check(size: u32): bool {
		if (size < FRAME_OVERHEAD) return false;
		const crcAt = size - CRC_SIZE;
		return crc32(this.at, crcAt) === readWord(this.at + usize(crcAt));
	}

	/** Writes what surrounds the payload that lies in place; returns the size of the frame. */
	emit(type: u8, seq: u8, payloadSize: u32): u32 {
		store<u8>(this.at, type);
		store<u8>(this.at, seq, 1);
		const crcAt = FRAME_HEADER + payloadSize;
		appendWord(this.at + usize(crcAt), crc32(this.at, crcAt));
		return crcAt + CRC_SIZE;
	}

	get type(): FrameType {
		return load<u8>(this.at) as FrameType;
	}

	get seq(): u8 {
		return load<u8>(this.at, 1);
	}

	get payload(): usize {
		return this.at + usize(FRAME_HEADER);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
