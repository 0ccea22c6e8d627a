/*
 * PROVISION: who the node is, and the keys it is born with. They come once, are never read back,
 * and do not stay in the buffer they came in.
 *
 *   eui    8 octets      fk   16 octets      rc   16 octets      batch   a number
 */
import {lineRx, packReader} from '../layout';
import {LINE_RX_SIZE} from '../limits';
import {Status} from './codes';

const ARGUMENTS: u32 = 4;
const EUI_SIZE: u32 = 8;
const KEY_SIZE: u32 = 16;

export function takeIdentity(args: u32): Status {
	const eui = packReader.readBinary(EUI_SIZE);
	const fk = packReader.readBinary(KEY_SIZE);
	const rc = packReader.readBinary(KEY_SIZE);
	const batch = packReader.readWord();
	const complete = args >= ARGUMENTS && !packReader.bad;
	const taken = complete && provision(eui, fk, rc, batch);
	memory.fill(lineRx, 0, usize(LINE_RX_SIZE));
	if (!complete) return Status.BadArgument;
	return taken ? Status.Ok : Status.NotSupported;
}

/** This node keeps no keys: false for all. */
function provision(_eui: usize, _fk: usize, _rc: usize, _batch: u32): bool {
	return false;
}
