/*
 * Secrets in memory: compared without telling where they differ, and forgotten.
 */

/** True where `size` octets agree. Takes the same time wherever they differ. */
export function equal(a: usize, b: usize, size: u32): bool {
	let difference: u32 = 0;
	for (let index: usize = 0; index < usize(size); index++) {
		difference |= u32(load<u8>(a + index)) ^ u32(load<u8>(b + index));
	}
	return difference === 0;
}

/** Leaves nothing of the `size` octets at `at`, which may be an odd address. */
export function wipe(at: usize, size: u32): void {
	for (let index: usize = 0; index < usize(size); index++) store<u8>(at + index, 0);
}
