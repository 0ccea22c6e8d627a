/*
 * A broken invariant stops the node: the code goes into the page, then a trap. The host counts
 * it and resets the node. AssemblyScript's own assert would cost RAM for file names.
 */
export enum Panic {
	None = 0,
	/** A codec was asked to build what the specification does not allow. */
	Field = 1,
	/** A message would not fit its buffer. */
	Size = 2,
	/** A request was begun while another one waits. */
	RequestBusy = 3,
	/** A duration of zero. */
	Time = 4,
	/** A table index out of range. */
	Index = 5,
	/** A state that this event cannot meet. */
	State = 6,
	/** Nothing is broken: RESET came over the line, and a trap is how a node starts anew. */
	Reset = 64,
}

/** Where the code of the last panic lies, for whoever looks at the page after the trap. */
export const panicCode: usize = memory.data(4);

/** Traps with `panic` in the page unless `holds`. Stays on in release. */
export function must(holds: bool, panic: Panic): void {
	if (holds) return;
	store<u32>(panicCode, panic);
	unreachable();
}
