/*
 * CRC-32 as Ethernet and zlib have it: reflected polynomial 0xedb88320. Half an octet a step, so
 * that the table takes 64 octets.
 */
const NIBBLES: usize = memory.data<u32>([
	0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
	0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
]);

/** Of the `size` octets at `at`. */
export function crc32(at: usize, size: u32): u32 {
	let crc: u32 = 0xffff_ffff;
	for (let i: u32 = 0; i < size; i++) {
		crc = step(step(crc ^ u32(load<u8>(at + usize(i)))));
	}
	return ~crc;
}

function step(crc: u32): u32 {
	return load<u32>(NIBBLES + (usize(crc & 0x0f) << 2)) ^ (crc >> 4);
}
