/*
 * What a node may ask of its host. The only way out: a simulated node answers these in
 * sim/node, a board answers them in boards/common. A new line here is a design decision.
 *
 * A peer is a 16-bit link address. 0xffff as destination is everybody in radio range.
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

/** Sends the `size` octets at `at` over the serial line. Where there is none they are lost. */
export declare function lineSend(at: usize, size: u32): void;
