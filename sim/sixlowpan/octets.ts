/* Numbers in network order, and octets compared and moved without a view being made. */
export function readU16(octets: Uint8Array, at: number): number {
	return (octets[at] << 8) | octets[at + 1];
}

export function writeU16(octets: Uint8Array, at: number, value: number): void {
	octets[at] = value >>> 8;
	octets[at + 1] = value;
}

export function writeU32(octets: Uint8Array, at: number, value: number): void {
	writeU16(octets, at, value >>> 16);
	writeU16(octets, at + 2, value & 0xffff);
}

export function readU32(octets: Uint8Array, at: number): number {
	return ((readU16(octets, at) << 16) | readU16(octets, at + 2)) >>> 0;
}

export function readU64(octets: Uint8Array, at: number): bigint {
	return (BigInt(readU32(octets, at)) << 32n) | BigInt(readU32(octets, at + 4));
}

export function writeU64(octets: Uint8Array, at: number, value: bigint): void {
	writeU32(octets, at, Number(value >> 32n));
	writeU32(octets, at + 4, Number(value & 0xffff_ffffn));
}

/** Moves `size` octets; a loop is quicker than a view for the sizes of a frame. */
export function move(
	from: Uint8Array,
	at: number,
	to: Uint8Array,
	toAt: number,
	size: number,
): void {
	for (let index = 0; index < size; index++) to[toAt + index] = from[at + index];
}

export function equal(
	left: Uint8Array,
	leftAt: number,
	right: Uint8Array,
	rightAt: number,
	size: number,
): boolean {
	for (let index = 0; index < size; index++) {
		if (left[leftAt + index] !== right[rightAt + index]) return false;
	}
	return true;
}

export function isZero(octets: Uint8Array, at: number, size: number): boolean {
	for (let index = 0; index < size; index++) {
		if (octets[at + index] !== 0) return false;
	}
	return true;
}
