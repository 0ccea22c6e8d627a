/* What the module for boards asks of its host, beside what the firmware does: names of ../../host. */

/** Sends the `size` octets at `at` over the serial line. */
export declare function lineSend(at: usize, size: u32): void;

/** 32 fresh random bits. */
export declare function entropy(): u32;

/** Copies `size` octets of flash at `at` to the page at `to`. */
export declare function flashRead(at: u32, to: usize, size: u32): void;

/** Takes the bits of flash to 0 that are 0 in the `size` octets at `from`. */
export declare function flashProgram(at: u32, from: usize, size: u32): void;

/** Takes all bits of page 0 or 1 to 1. */
export declare function flashErase(page: u32): void;
