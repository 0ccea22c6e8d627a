/*
 * A datagram has arrived, over the air or a line: it is taken, and what it gives reason to say is
 * said. Does not know how it came.
 */
import {take} from './door';
import {sendWhatIsNext} from './outgoing';
import {pollSecurity} from './upkeep';

/** Takes the `size` octets of rxFrame, heard from `from` at `rssiDbm`. */
export function arrived(from: u16, rssiDbm: i32, size: u32): void {
	take(from, rssiDbm, size);
	sendWhatIsNext();
	pollSecurity();
}
