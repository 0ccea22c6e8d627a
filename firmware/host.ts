/*
 * What a node may ask of its host. The only way out: a simulated node answers these in
 * sim/node, a board answers them in boards/common. A new line here is a design decision.
 *
 * A peer is a 16-bit link address. 0xffff as destination is everybody in radio range.
 *
 * The flash has two pages of FLASH_PAGE_SIZE octets, one behind the other, addressed from 0. Each
 * call is a step by itself: the power may fail before, within and after it.
 */
import {Report} from './report';

/** Sends the `size` octets at `at` to `peer`: one datagram, unreliable, may be lost without a word. */
export declare function send(peer: u16, at: usize, size: u32): void;

/** 32 fresh random bits. */
export declare function entropy(): u32;

/** Reads sensor `channel`, in hundredths of the sensor's unit. */
export declare function sense(channel: u32): i32;

/** Tells the host what happened. `value` and the octets at `at` are described at each Report. */
export declare function report(what: Report, value: u32, at: usize, size: u32): void;

/** Copies `size` octets of flash at `at` to the page at `to`. */
export declare function flashRead(at: u32, to: usize, size: u32): void;

/**
 * Takes the bits of flash to 0 that are 0 in the `size` octets at `from`; no bit goes to 1. `at` and
 * `size` are multiples of 4. Whoever must be sure reads back.
 */
export declare function flashProgram(at: u32, from: usize, size: u32): void;

/** Takes all bits of page 0 or 1 to 1. */
export declare function flashErase(page: u32): void;
