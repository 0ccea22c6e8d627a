/*
 * What a host tells a node of itself before boot(), beside the config: who the board is, and why
 * it starts. One thing goes the other way: at which rate the line is to run.
 */

export const BUILD_ID_SIZE: u32 = 8;
export const BOARD_ID_SIZE: u32 = 16;

@unmanaged
export class Board {
	/** A ResetReason. */
	resetReason: u32;
	/** Bits of Capability that the host adds. */
	capabilities: u32;
	/** The rate of the line now. The host looks here after each call, and obeys when all is sent. */
	baudRate: u32;
	/** The highest rate it can do; 0 where there is none to change. */
	baudRateMax: u32;

	/** The first octets of the hash of what was built. */
	get buildId(): usize {
		return changetype<usize>(this) + offsetof<Board>();
	}

	/** ASCII, filled up with 0. */
	get boardId(): usize {
		return this.buildId + usize(BUILD_ID_SIZE);
	}
}

export const BOARD_SIZE: usize = offsetof<Board>() + usize(BUILD_ID_SIZE) + usize(BOARD_ID_SIZE);
