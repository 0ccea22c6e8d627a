/* What 6LoWPAN asks of the MAC below it; Mac has this shape. */
export interface MacPort {
	/** Octets of payload that fit one frame between short addresses. */
	readonly payloadMax: number;

	/**
	 * Takes a frame of `size` octets at `at` for short address `destination`; the octets are the
	 * caller's again when it returns. Returns a handle for macSent(), which comes later and never
	 * from inside, or -1 if the queue is full.
	 */
	send(node: number, destination: number, payload: Uint8Array, at: number, size: number): number;
}
