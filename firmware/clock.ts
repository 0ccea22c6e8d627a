/* The time at which the node was called last. It has no other clock; deadlines count from here. */
@unmanaged
export class Clock {
	nowMs: u32;
}
