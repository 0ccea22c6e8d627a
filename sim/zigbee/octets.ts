/* Numbers as ZigBee sends them, lowest octet first. */
export function readU16(octets: Uint8Array, at: number): number {
	return octets[at] | (octets[at + 1] << 8);
}

export function readU32(octets: Uint8Array, at: number): number {
	return (readU16(octets, at) | (readU16(octets, at + 2) << 16)) >>> 0;
}

/** Returns where the next octet goes. */
export function writeU16(octets: Uint8Array, at: number, value: number): number {
	octets[at] = value;
	octets[at + 1] = value >>> 8;
	return at + 2;
}

export function writeU32(octets: Uint8Array, at: number, value: number): number {
	writeU16(octets, at, value);
	return writeU16(octets, at + 2, value >>> 16);
}

/** Moves `size` octets; a loop is quicker than a view for the sizes of a frame. */
export function move(
	from: Uint8Array,
	at: number,
	to: Uint8Array,
	toAt: number,
	size: number,
): number {
	for (let index = 0; index < size; index++) to[toAt + index] = from[at + index];
	return toAt + size;
}
