/*
 * Where the security of a node does its sums. Between two calls nothing secret lies here.
 *
 *   0          8                    200
 *   | EUI-64 8 | schedule 192       | ccm | frame
 *
 *   schedule   the key in use, made ready
 *   ccm        CCM, or CMAC: never both at a time
 *   frame      a protected datagram on its way out; while keys are agreed on, those keys
 *
 * Knows no key by name and no frame by its fields.
 */
import {must, Panic} from '../panic';
import {Ccm} from './ccm';
import {CMAC_SCHEDULE_SIZE, Cmac} from './cmac';
import {wipe} from './equal';

export const EUI_SIZE: u32 = 8;
/** A record with the longest message, then a nonce; or HELLO, then what it is made from. */
export const DESK_FRAME_SIZE: u32 = 125;

const SCHEDULE: usize = usize(EUI_SIZE);
const CCM: usize = SCHEDULE + usize(CMAC_SCHEDULE_SIZE);
const FRAME: usize = CCM + offsetof<Ccm>();

export const DESK_SIZE: usize = FRAME + usize(DESK_FRAME_SIZE);

@unmanaged
export class Desk {
	/** Who we are. */
	get eui(): usize {
		return this.at;
	}

	get schedule(): usize {
		return this.at + SCHEDULE;
	}

	get ccm(): Ccm {
		return changetype<Ccm>(this.at + CCM);
	}

	get cmac(): Cmac {
		return changetype<Cmac>(this.at + CCM);
	}

	get frame(): usize {
		return this.at + FRAME;
	}

	/** Room for `size` octets `offset` octets into the frame. */
	room(offset: u32, size: u32): usize {
		must(offset + size <= DESK_FRAME_SIZE, Panic.Size);
		return this.frame + usize(offset);
	}

	/** Nothing of the key in use, and nothing of the frame, is left. */
	clear(): void {
		wipe(this.schedule, CMAC_SCHEDULE_SIZE);
		wipe(this.frame, DESK_FRAME_SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
