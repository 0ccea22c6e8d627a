/*
 * Columns: typed arrays that hold one field of many things, and now and then have to grow.
 */
export type Column = Float64Array | Uint8Array | Int32Array;

/** `room` with the content of `old` at its beginning. */
export function enlarged<Kind extends Column>(old: Column, room: Kind): Kind {
	room.set(old);
	return room;
}
