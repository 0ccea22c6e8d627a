/*
 * A datagram that comes over the line instead of the air.
 *
 *   DGRAM_DOWN   0..3 t_us   4 rssi, signed, in dBm   5..6 source   7.. the datagram
 */
import {hear} from '../exchange/incoming';
import {sendWhatIsNext} from '../exchange/outgoing';
import {line, rxFrame} from '../layout';
import {RX_FRAME_SIZE} from '../limits';
import {RunState} from './line';
import {readHalf} from './little-endian';

const RSSI: usize = 4;
const SOURCE: usize = 5;
const DATAGRAM: u32 = 7;

/** False where it is none, or where none is expected. */
export function onDatagramDown(payload: usize, size: u32): bool {
	if (!line.carries || line.run !== RunState.Running) return false;
	if (size < DATAGRAM || size - DATAGRAM > RX_FRAME_SIZE) return false;
	memory.copy(rxFrame, payload + usize(DATAGRAM), usize(size - DATAGRAM));
	const rssiDbm = i32(i8(load<u8>(payload + RSSI)));
	hear(u16(readHalf(payload + SOURCE)), rssiDbm, size - DATAGRAM);
	sendWhatIsNext();
	return true;
}
